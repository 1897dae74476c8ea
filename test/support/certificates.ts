// Certificates for tests, created by openssl in a temporary folder: an authority, and the certificates it issues.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTlsFiles, type TlsCredentials, type TlsFiles } from '../../src/shared/tls/tls-credentials.ts';

const openssl = (folder: string, args: readonly string[]): void => {
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
};

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export type IssuedFiles = Required<TlsFiles>;

/** A separate certificate authority in its own folder. */
export class TestAuthority {
  readonly folder: string;
  readonly name: string;
  #serial = 0;

  constructor(name = 'Test Authority') {
    this.name = name;
    this.folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-ca-'));
    const subject = ['-subj', `/CN=${name}`, '-days', '30', '-keyout', 'ca.key', '-out', 'ca.pem'];
    openssl(this.folder, ['req', '-x509', ...newKey, ...subject]);
  }

  get ca(): string {
    return path.join(this.folder, 'ca.pem');
  }

  /** Issues a certificate for 127.0.0.1; returns the paths of its files and of the authority's certificate. */
  issue(commonName: string, { expired = false, alternativeNames = ['IP:127.0.0.1'] } = {}): IssuedFiles {
    const name = `${++this.#serial}`;
    const { folder } = this;
    openssl(folder, [
      'req',
      '-new',
      ...newKey,
      '-subj',
      `/CN=${commonName}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
    ]);
    writeFileSync(path.join(folder, `${name}.ext`), `subjectAltName=${alternativeNames.join(',')}\n`);
    const signed = ['-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', name];
    openssl(folder, [
      'x509',
      '-req',
      ...signed,
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
      // openssl interprets a negative number of days as a certificate that expired before it began.
      '-days',
      expired ? '-1' : '30',
    ]);
    const file = (extension: string) => path.join(folder, `${name}.${extension}`);
    return { certificate: file('pem'), key: file('key'), ca: this.ca };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const credentialsOf = (files: TlsFiles): TlsCredentials => readTlsFiles(files, (key) => key);
