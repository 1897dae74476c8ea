// The accounts of the console: signs users in and finds the user of a request. Every change is durable when its promise resolves.
// Start at `Accounts`; users.ts and tokens.ts change what it knows.
import path from 'node:path';
import type { Permission, Role } from '../api/user.ts';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import type { AccountEvent } from './account-events.ts';
import {
  AccountFile,
  accountsSchema,
  sessionsSchema,
  type AccountContext,
  type User,
} from './account-file.ts';
import type { Directory } from './directory/directory.ts';
import type { OidcProvider } from './directory/oidc.ts';
import { PasswordCheck } from './password-check.ts';
import { PasswordHasher } from './passwords.ts';
import { permissionsOf } from './roles.ts';
import { digestOf, newSecret } from './secrets.ts';
import { Sessions, type OpenSession, type SessionTimes } from './sessions.ts';
import { Tokens } from './tokens.ts';
import { requireLocal, Users } from './users.ts';

/** Who makes a request, and what they may do. */
export interface Principal {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly can: readonly Permission[];
  /** AE titles the user is limited to; null: all. */
  readonly printers: readonly string[] | null;
}

export interface AccountOptions {
  /** Data folder. */
  readonly folder: string;
  readonly times: SessionTimes;
  readonly onEvent: (event: AccountEvent) => void;
  readonly now?: () => Date;
}

export class Accounts {
  readonly users: Users;
  readonly tokens: Tokens;
  readonly #sessions: Sessions;
  readonly #passwords: PasswordCheck;
  readonly #onEvent: (event: AccountEvent) => void;
  #oidc: OidcProvider | undefined;
  /** Digest of the secret with which the first administrator is made; until there is one. */
  #setup: string | undefined;

  private constructor(context: AccountContext, sessions: Sessions) {
    const hasher = new PasswordHasher();
    this.users = new Users(context, sessions, hasher);
    this.#passwords = new PasswordCheck(this.users, hasher, context.onEvent);
    this.tokens = new Tokens(context);
    this.#sessions = sessions;
    this.#onEvent = context.onEvent;
  }

  /** @throws SetupFailure for damaged files */
  static async open(options: AccountOptions): Promise<Accounts> {
    const { folder, times, onEvent, now = () => new Date() } = options;
    const file = await AccountFile.open(path.join(folder, 'accounts.json'), accountsSchema, {
      version: 1,
      users: [],
      tokens: [],
    });
    const sessions = await AccountFile.open(path.join(folder, 'sessions.json'), sessionsSchema, {
      version: 1,
      sessions: [],
      seen: {},
    });
    return new Accounts({ file, onEvent, now }, new Sessions(sessions, times, now));
  }

  /** The secret of the link with which the first administrator is made; valid until it is used, or the server ends. */
  setupSecret(): string {
    const secret = newSecret();
    this.#setup = digestOf(secret);
    return secret;
  }

  /** Makes the first administrator. @throws RequestRefusal link-not-valid for another secret, or once there is one */
  async setUp(secret: string, name: string, password: string): Promise<void> {
    if (this.#setup === undefined || this.users.hasAdministrator || digestOf(secret) !== this.#setup)
      throw new RequestRefusal(
        'link-not-valid',
        'the link is not valid; a new one is shown when the server starts',
      );
    // Used before the password is hashed: two requests at once make one administrator.
    const used = this.#setup;
    this.#setup = undefined;
    try {
      await this.users.add({ name, roles: ['administrator'], printers: null, password }, name);
    } catch (error) {
      this.#setup = used;
      throw error;
    }
  }

  /**
   * Gives the secret of a new session.
   * @param replaced secret of the session that the browser has
   * @throws RequestRefusal sign-in-failed, too-many-tries
   */
  async signIn(user: string, password: string, address: string, replaced?: string): Promise<string> {
    const known = await this.#passwords.userOf(user, password, address);
    const secret = await this.#sessions.begin(known.name, address, replaced);
    this.#onEvent({ kind: 'signed-in', user: known.name, address });
    return secret;
  }

  /** From now on, users of this directory may sign in as well; undefined: local ones only. */
  useDirectory(directory: Directory | undefined): void {
    this.#passwords.useDirectory(directory);
  }

  /** From now on, users of this provider may sign in as well. */
  useOidc(provider: OidcProvider | undefined): void {
    this.#oidc = provider;
  }

  /** The provider as the sign-in page shows it; null: none. */
  async provider(): Promise<{ readonly label: string; readonly reachable: boolean } | null> {
    const provider = this.#oidc;
    return provider ? { label: provider.settings.label, reachable: await provider.isReachable() } : null;
  }

  /** Where the browser signs in. @throws RequestRefusal directory-not-reachable, accounts-not-used */
  async beginOidc(key: string, next: string): Promise<URL> {
    return this.#passwords.asked(() => this.#requireOidc().begin(key, next));
  }

  /**
   * Gives the secret of a new session of the user whom the provider sent back, and the path that follows.
   * @throws RequestRefusal sign-in-failed, no-role, directory-not-reachable, accounts-not-used
   */
  async finishOidc(
    key: string,
    query: string,
    { address, replaced }: { readonly address: string; readonly replaced: string | undefined },
  ): Promise<{ readonly secret: string; readonly next: string }> {
    let name = '';
    try {
      const { user, next } = await this.#passwords.asked(() => this.#requireOidc().finish(key, query));
      name = user.name;
      const known = await this.#passwords.noted('oidc', user);
      if (!known)
        throw new RequestRefusal('sign-in-failed', 'the user is disabled, or a local user has the name');
      const secret = await this.#sessions.begin(known.name, address, replaced);
      this.#onEvent({ kind: 'signed-in', user: known.name, address });
      return { secret, next };
    } catch (error) {
      this.#onEvent({ kind: 'sign-in-failed', user: name, address, locked: false });
      throw error;
    }
  }

  #requireOidc(): OidcProvider {
    if (this.#oidc) return this.#oidc;
    throw new RequestRefusal('accounts-not-used', 'the configuration has no accounts.oidc');
  }

  async signOut(secret: string): Promise<void> {
    const session = this.#sessions.use(secret);
    await this.#sessions.end(secret);
    if (session) this.#onEvent({ kind: 'signed-out', user: session.user });
  }

  /** Ends all sessions of a user. */
  async signOutEverywhere(user: string): Promise<void> {
    await this.#sessions.endAll(user);
    this.#onEvent({ kind: 'signed-out', user });
  }

  /** The user of a session; the rights are those of now, not those of the sign-in. */
  ofSession(secret: string): Principal | undefined {
    const session = this.#sessions.use(secret);
    const user = session && this.users.active(session.user);
    return user && principalOf(user);
  }

  /** Whether a session has not ended yet; asking does not prolong it. */
  isOpen(secret: string): boolean {
    const session = this.#sessions.find(secret);
    return session !== undefined && this.users.active(session.user) !== undefined;
  }

  /** The user of a token; it may do what the token and its user may. */
  ofToken(secret: string): Principal | undefined {
    const token = this.tokens.of(secret);
    const user = token && this.users.active(token.user);
    if (!user) return undefined;
    const principal = principalOf(user);
    const { scope } = token;
    return scope === null
      ? principal
      : { ...principal, can: principal.can.filter((one) => scope.includes(one)) };
  }

  /**
   * A user changes the own password; the session of `kept` stays.
   * @throws RequestRefusal sign-in-failed for a wrong current one, too-many-tries, bad-request
   */
  async changePassword(
    name: string,
    change: {
      readonly current: string;
      readonly password: string;
      readonly address: string;
      readonly kept: string | undefined;
    },
  ): Promise<void> {
    const { current, password, address, kept } = change;
    requireLocal(this.users.known(name));
    const user = await this.#passwords.userOf(name, current, address);
    await this.users.change(user.name, { password }, user.name, kept);
  }

  /**
   * A user chooses a password by a link of an administrator. Gives the secret of a new session.
   * @throws RequestRefusal link-not-valid, bad-request
   */
  async signInByLink(secret: string, password: string, address: string): Promise<string> {
    const user = await this.users.useLink(secret, password);
    this.#onEvent({ kind: 'signed-in', user: user.name, address });
    return this.#sessions.begin(user.name, address, undefined);
  }

  /** The sessions of the user that have not ended, the last used first. @param own secret of the session that asks */
  sessionsOf(name: string, own?: string): readonly OpenSession[] {
    return this.#sessions.of(name, own);
  }

  /** @throws RequestRefusal no-such-session */
  async endSession(user: string, id: string): Promise<void> {
    if (!(await this.#sessions.endOne(user, id)))
      throw new RequestRefusal('no-such-session', `${user} has no session ${id}; it may have ended`);
    this.#onEvent({ kind: 'signed-out', user });
  }

  /** When the user made the last request of a session; null: never, or before it was noted. */
  seenAt(name: string): string | null {
    return this.#sessions.seenAt(name);
  }
}

const principalOf = ({ name, roles, printers, seesFilms }: User): Principal => ({
  name,
  roles,
  can: permissionsOf(roles, seesFilms),
  printers,
});
