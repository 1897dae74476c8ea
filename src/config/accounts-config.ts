// Resolves `accounts`: reads the files that it names, and checks what the schema cannot. Start at `resolveAccounts`.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LdapSettings } from '../accounts/directory/ldap.ts';
import type { OidcSettings } from '../accounts/directory/oidc.ts';
import { messageOf } from '../shared/errors/errors.ts';
import { isLoopback } from '../shared/loopback.ts';
import type { ConfigFile } from './schema/config-schema.ts';
import type { LdapFile } from './schema/account-schema.ts';

export interface AccountConfig {
  readonly idleMinutes: number;
  readonly sessionHours: number;
  readonly ldap?: LdapSettings;
  readonly oidc?: OidcSettings;
}

/**
 * @param folder of the configuration file; absolute
 * @throws Error with a sentence that begins with the key
 */
export function resolveAccounts(accounts: ConfigFile['accounts'], folder: string): AccountConfig | undefined {
  if (accounts === undefined) return undefined;
  const { ldap, oidc, ...rest } = accounts;
  return {
    ...rest,
    ...(oidc === undefined ? {} : { oidc }),
    ...(ldap === undefined ? {} : { ldap: resolveLdap(ldap, folder) }),
  };
}

function resolveLdap({ timeoutSeconds, ca, ...ldap }: LdapFile, folder: string): LdapSettings {
  const { protocol, hostname } = new URL(ldap.url);
  if (ldap.startTls && protocol === 'ldaps:')
    throw new Error(
      'accounts.ldap.startTls: found with ldaps://, which is encrypted anyway; remove one of them',
    );
  if (protocol === 'ldap:' && !ldap.startTls && !isLoopback(hostname))
    throw new Error(
      'accounts.ldap.url: passwords would be sent unencrypted; write ldaps://, or add startTls: true',
    );
  if ((ldap.bindDn === undefined) !== (ldap.bindPassword === undefined))
    throw new Error('accounts.ldap.bindDn: must be given together with bindPassword');
  return {
    ...ldap,
    timeoutMs: timeoutSeconds * 1000,
    ...(ca === undefined ? {} : { ca: authorityOf(ca, folder) }),
  };
}

function authorityOf(ca: string, folder: string): string {
  const file = path.resolve(folder, ca);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`accounts.ldap.ca: ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
