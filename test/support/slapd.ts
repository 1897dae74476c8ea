// Debian's slapd on a free port of the loopback address, with an own database in a temporary folder. Ends with the test.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { IssuedFiles } from './certificates.ts';
import { freePort } from './free-port.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

/** For `needs` (external.ts). Debian has them where only root's PATH leads. */
process.env.PATH = `${process.env.PATH ?? ''}:/usr/sbin`;
export const slapdPrograms = ['slapd', 'slapadd'] as const;

export const base = 'dc=clinic,dc=example';
export const serverDn = `cn=hardcopy,${base}`;
export const serverPassword = 'password of the server';

export interface SlapdOptions {
  /** More entries, as LDIF. */
  readonly entries: string;
  readonly tls?: IssuedFiles;
}

export interface Slapd {
  /** ldap:// or, with `tls`, ldaps:// */
  readonly url: string;
  /** ldap://, which offers StartTLS with `tls`. */
  readonly plainUrl: string;
  readonly stop: () => Promise<void>;
}

const configOf = (folder: string, tls: IssuedFiles | undefined): string => `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile ${folder}/pid
${tls ? `TLSCertificateFile ${tls.certificate}\nTLSCertificateKeyFile ${tls.key}\nTLSCACertificateFile ${tls.ca}\n` : ''}
database mdb
maxsize 16777216
suffix "${base}"
rootdn "cn=root,${base}"
directory ${folder}/db
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${serverDn}" read by * none
`;

const rootEntries = `dn: ${base}
objectClass: dcObject
objectClass: organization
o: Clinic
dc: clinic

dn: ${serverDn}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: hardcopy
userPassword: ${serverPassword}

`;

export async function startSlapd(t: TestContext, { entries, tls }: SlapdOptions): Promise<Slapd> {
  const folder = temporaryFolder(t);
  mkdirSync(path.join(folder, 'db'));
  const config = path.join(folder, 'slapd.conf');
  const ldif = path.join(folder, 'entries.ldif');
  writeFileSync(config, configOf(folder, tls));
  writeFileSync(ldif, rootEntries + entries);
  execFileSync('slapadd', ['-f', config, '-l', ldif], { stdio: 'pipe' });
  const [plain, secure] = [await freePort(), await freePort()];
  const urls = [`ldap://127.0.0.1:${plain}`, ...(tls ? [`ldaps://127.0.0.1:${secure}`] : [])];
  const child = spawn('slapd', ['-f', config, '-h', urls.join(' '), '-d', '0'], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  t.after(stop);
  await until(() => isOpen(plain));
  return { url: urls.at(-1) ?? '', plainUrl: urls[0] ?? '', stop };
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** The entry of a person. @param groups names of the groups, as the overlay memberof would add them */
export const person = (
  uid: string,
  password: string,
  { cn = uid, groups = [] }: { readonly cn?: string; readonly groups?: readonly string[] } = {},
): string => `dn: cn=${cn},${base}
objectClass: inetOrgPerson
cn: ${cn}
sn: ${uid}
uid: ${uid}
userPassword: ${password}
${groups.map((name) => `memberOf: cn=${name},${base}\n`).join('')}
`;

/** The entry of a group with members. */
export const group = (cn: string, members: readonly string[]): string => `dn: cn=${cn},${base}
objectClass: groupOfNames
cn: ${cn}
${members.map((member) => `member: cn=${member},${base}`).join('\n')}

`;
