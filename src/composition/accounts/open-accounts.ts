// Opens the accounts of a server, and makes the token with which commands on this machine act as an administrator.
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AccountEvent, OnAccountEvent } from '../../accounts/account-events.ts';
import { Accounts } from '../../accounts/accounts.ts';
import { ldapDirectory } from '../../accounts/directory/ldap.ts';
import { OidcProvider } from '../../accounts/directory/oidc.ts';
import { newSecret } from '../../accounts/secrets.ts';
import { publishFile } from '../../shared/durable-files.ts';
import { localTokenFile } from '../../accounts/local-token.ts';
import type { Log } from '../../shared/log/log.ts';
import { Subscribers } from '../../shared/subscribers.ts';
import type { Config } from '../../config/config.ts';

export interface AccountsMade {
  /** Undefined: the configuration has no accounts. */
  readonly accounts: Accounts | undefined;
  readonly localToken: string | undefined;
  /** The secret with which the first administrator is made; undefined once there is one. */
  readonly setupSecret: string | undefined;
  /** Sign-ins and changes of users, for the audit trail. */
  readonly onAccountEvent: OnAccountEvent;
}

/** @throws SetupFailure for damaged files; the system's errors */
export async function openAccounts({
  config,
  log,
}: {
  readonly config: Pick<Config, 'data' | 'accounts'>;
  readonly log: Log;
}): Promise<{ readonly made: AccountsMade; readonly stop: () => Promise<void> }> {
  const file = path.join(config.data, localTokenFile);
  const stop = () => rm(file, { force: true });
  // A file left by a server that was killed holds a token that is no longer valid.
  await stop();
  const events = new Subscribers<[AccountEvent]>(log, 'accounts.listener-failed');
  const onAccountEvent: OnAccountEvent = (listener) => events.add(listener);
  const none = { accounts: undefined, localToken: undefined, setupSecret: undefined, onAccountEvent };
  if (config.accounts === undefined) return { made: none, stop };
  const { idleMinutes, sessionHours, ldap, oidc } = config.accounts;
  const accounts = await Accounts.open({
    folder: config.data,
    times: { idleMs: idleMinutes * 60_000, endMs: sessionHours * 3_600_000 },
    onEvent: (event) => {
      logEvent(log, event);
      events.notify(event);
    },
  });
  accounts.useDirectory(ldap && ldapDirectory(ldap));
  accounts.useOidc(oidc && new OidcProvider(oidc));
  const localToken = newSecret();
  await writeLocalToken(file, localToken);
  const setupSecret = accounts.users.hasAdministrator ? undefined : accounts.setupSecret();
  if (setupSecret !== undefined)
    log.warn('accounts.no-administrator', { help: 'hardcopy users add NAME --role administrator' });
  return { made: { accounts, localToken, setupSecret, onAccountEvent }, stop };
}

/** Only the user of the server, and the system's administrator, can read it. A new one is made at every start. */
async function writeLocalToken(file: string, token: string): Promise<void> {
  const temporary = `${file}.part`;
  await writeFile(temporary, `${token}\n`, { mode: 0o600 });
  await publishFile(temporary, file);
}

function logEvent(log: Log, event: AccountEvent): void {
  switch (event.kind) {
    case 'signed-in':
      log.info('accounts.signed-in', { user: event.user, peer: event.address });
      return;
    case 'sign-in-failed':
      log.warn('accounts.sign-in-failed', { user: event.user, peer: event.address, locked: event.locked });
      return;
    case 'directory-failed':
      log.warn('accounts.directory-failed', { reason: event.reason });
      return;
    case 'signed-out':
      log.info('accounts.signed-out', { user: event.user });
      return;
    case 'user-changed':
      log.info('accounts.user-changed', { user: event.user, by: event.by, change: event.what });
      return;
    default:
      event satisfies never;
  }
}
