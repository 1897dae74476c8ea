// Checks passwords in an LDAP directory or Active Directory (RFC 4511, 4513): an entry is searched for with the account of the server,
// then bound to with the password of the user. Each check has a connection of its own. Referrals are not followed: the server would
// send the password to a host that the configuration does not name. Start at `ldapDirectory`.
import { Client, InvalidCredentialsError, type Entry } from 'ldapts';
import { messageOf } from '../../shared/errors/errors.ts';
import { DirectoryFailure } from '../../shared/errors/directory-failure.ts';
import type { Directory, DirectoryUser } from './directory.ts';
import { rightsOf, type GroupMapping } from './rights.ts';

export interface LdapSettings extends GroupMapping {
  /** ldaps: or ldap: */
  readonly url: string;
  readonly startTls: boolean;
  /** PEM; undefined: the authorities of Node. */
  readonly ca?: string | undefined;
  /** Account of the server; undefined: anonymous. */
  readonly bindDn?: string | undefined;
  readonly bindPassword?: string | undefined;
  readonly base: string;
  /** Has `{user}`. */
  readonly userFilter: string;
  readonly nameAttribute: string;
  readonly groupAttribute: string;
  /** Has `{dn}`; the groups found are those of the user besides `groupAttribute`. */
  readonly groupFilter?: string | undefined;
  /** Where groups are searched for; undefined: `base`. */
  readonly groupBase?: string | undefined;
  readonly timeoutMs: number;
}

/** Names of the console (account-file.ts). */
const userName = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
const maxGroups = 5000;

/** A value of a search filter (RFC 4515 3): what has a meaning there, and everything that is not plain ASCII, as bytes. */
export function filterValue(value: string): string {
  return Array.from(Buffer.from(value, 'utf8'), (byte) => {
    const letter = String.fromCharCode(byte);
    return /[\w .,@=+-]/.test(letter) ? letter : `\\${byte.toString(16).padStart(2, '0')}`;
  }).join('');
}

export function ldapDirectory(settings: LdapSettings): Directory {
  return {
    check: async (name, password) => {
      // Not a name that this server could keep, such as one with a line end.
      if (!userName.test(name)) return undefined;
      const entry = await withClient(settings, (client) => entryOf(client, settings, name));
      if (!entry || password === undefined) return undefined;
      // A bind without a password is anonymous, and succeeds (RFC 4513 5.1.2).
      if (password === '') return undefined;
      return withClient(settings, async (client) => {
        if (!(await isBound(client, entry.dn, password))) return undefined;
        return userOf(settings, entry);
      });
    },
  };
}

/** @throws DirectoryFailure for everything that `work` throws */
async function withClient<T>(settings: LdapSettings, work: (client: Client) => Promise<T>): Promise<T> {
  const { url, startTls, ca, timeoutMs } = settings;
  const { protocol, hostname, host } = new URL(url);
  const tlsOptions = { minVersion: 'TLSv1.2' as const, ...(ca === undefined ? {} : { ca }) };
  const client = new Client({
    url,
    timeout: timeoutMs,
    connectTimeout: timeoutMs,
    // Given for ldap:, they would begin TLS at once.
    ...(protocol === 'ldaps:' ? { tlsOptions } : {}),
  });
  try {
    // Without the host the certificate would be compared with "localhost".
    if (startTls) await client.startTLS({ ...tlsOptions, host: hostname });
    return await work(client);
  } catch (error) {
    if (error instanceof DirectoryFailure) throw error;
    throw new DirectoryFailure(`${host}: ${messageOf(error)}`, { cause: error });
  } finally {
    await client.unbind().catch(() => undefined);
  }
}

async function bindAsServer(client: Client, { bindDn, bindPassword }: LdapSettings): Promise<void> {
  if (bindDn === undefined) return;
  if (!(await isBound(client, bindDn, bindPassword ?? '')))
    throw new DirectoryFailure('accounts.ldap.bindDn and bindPassword are not accepted');
}

async function isBound(client: Client, dn: string, password: string): Promise<boolean> {
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return false;
    throw error;
  }
}

/** The one entry of a user, with the groups; undefined: none. */
async function entryOf(
  client: Client,
  settings: LdapSettings,
  name: string,
): Promise<{ readonly dn: string; readonly name: string; readonly groups: readonly string[] } | undefined> {
  const { base, userFilter, nameAttribute, groupAttribute } = settings;
  await bindAsServer(client, settings);
  const { searchEntries } = await client.search(base, {
    scope: 'sub',
    filter: userFilter.replaceAll('{user}', filterValue(name)),
    attributes: [nameAttribute, groupAttribute],
    sizeLimit: 2,
  });
  const [entry, second] = searchEntries;
  if (second) throw new DirectoryFailure('accounts.ldap.userFilter finds several entries for one user');
  if (!entry) return undefined;
  const [given] = textsOf(entry, nameAttribute);
  if (given === undefined || !userName.test(given))
    throw new DirectoryFailure(`an entry has no usable name in ${nameAttribute}`);
  const groups = [...textsOf(entry, groupAttribute), ...(await groupsByFilter(client, settings, entry.dn))];
  return { dn: entry.dn, name: given, groups: groups.slice(0, maxGroups) };
}

async function groupsByFilter(
  client: Client,
  { base, groupFilter, groupBase = base }: LdapSettings,
  dn: string,
): Promise<readonly string[]> {
  if (groupFilter === undefined) return [];
  const { searchEntries } = await client.search(groupBase, {
    scope: 'sub',
    filter: groupFilter.replaceAll('{dn}', filterValue(dn)),
    // No attributes (RFC 4511 4.5.1.8): the names of the entries suffice.
    attributes: ['1.1'],
    sizeLimit: maxGroups,
  });
  return searchEntries.map((group) => group.dn);
}

/** The texts of an attribute, whose name is compared without case. */
function textsOf(entry: Entry, attribute: string): readonly string[] {
  const key = Object.keys(entry).find((one) => one.toLowerCase() === attribute.toLowerCase());
  const values = key === undefined ? [] : [entry[key] ?? []].flat();
  return values.map((value) => (typeof value === 'string' ? value : value.toString('utf8')));
}

const userOf = (
  mapping: GroupMapping,
  { name, groups }: { readonly name: string; readonly groups: readonly string[] },
): DirectoryUser => ({ name, rights: rightsOf(groups, mapping) });
