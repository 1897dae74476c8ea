// The accounts of the console: signs users in, finds the user of a request, changes users and tokens. Every change is durable when its
// promise resolves. Start at `Accounts`.
import path from 'node:path';
import type { Permission, Role } from '../api/user.ts';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import {
  AccountFile,
  accountsSchema,
  maxTokens,
  maxUsers,
  sessionsSchema,
  type AccountData,
  type ApiToken,
  type User,
} from './account-file.ts';
import { PasswordHasher, passwordProblem } from './passwords.ts';
import { permissionsOf } from './roles.ts';
import { digestOf, newId, newSecret } from './secrets.ts';
import { Sessions, type SessionTimes } from './sessions.ts';
import { SignInLimits } from './sign-in-limits.ts';

/** Who makes a request, and what they may do. */
export interface Principal {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly can: readonly Permission[];
  /** AE titles the user is limited to; null: all. */
  readonly printers: readonly string[] | null;
}

/** What happened, for the log and the audit trail. `user` is the name that was given, which may not exist. */
export type AccountEvent =
  | { readonly kind: 'signed-in'; readonly user: string; readonly address: string }
  | {
      readonly kind: 'sign-in-failed';
      readonly user: string;
      readonly address: string;
      readonly locked: boolean;
    }
  | { readonly kind: 'signed-out'; readonly user: string }
  | { readonly kind: 'user-changed'; readonly user: string; readonly by: string; readonly what: string };

export interface AccountOptions {
  /** Data folder. */
  readonly folder: string;
  readonly times: SessionTimes;
  readonly onEvent: (event: AccountEvent) => void;
  readonly now?: () => Date;
}

export interface NewUser {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly printers: readonly string[] | null;
  readonly password: string;
}

export type UserChange = Partial<Omit<NewUser, 'name'>> & { readonly disabled?: boolean };

/** One sentence for every failure: it does not say whether there is such a user. */
const wrong = 'the user name or the password is wrong';

export class Accounts {
  readonly #file: AccountFile<AccountData>;
  readonly #sessions: Sessions;
  readonly #hasher = new PasswordHasher();
  readonly #limits = new SignInLimits();
  readonly #now: () => Date;
  readonly #onEvent: (event: AccountEvent) => void;
  /** Digest of the secret with which the first administrator is made; until there is one. */
  #setup: string | undefined;

  private constructor(
    file: AccountFile<AccountData>,
    sessions: Sessions,
    { onEvent, now = () => new Date() }: Pick<AccountOptions, 'onEvent' | 'now'>,
  ) {
    this.#file = file;
    this.#sessions = sessions;
    this.#onEvent = onEvent;
    this.#now = now;
  }

  /** @throws SetupFailure for damaged files */
  static async open(options: AccountOptions): Promise<Accounts> {
    const { folder, times, now = () => new Date() } = options;
    const file = await AccountFile.open(path.join(folder, 'accounts.json'), accountsSchema, {
      version: 1,
      users: [],
      tokens: [],
    });
    const sessions = await AccountFile.open(path.join(folder, 'sessions.json'), sessionsSchema, {
      version: 1,
      sessions: [],
    });
    return new Accounts(file, new Sessions(sessions, times, now), options);
  }

  get users(): readonly User[] {
    return this.#file.data.users;
  }

  get tokens(): readonly ApiToken[] {
    return this.#file.data.tokens;
  }

  /** Whether there is an administrator who can sign in. */
  get hasAdministrator(): boolean {
    return this.users.some(isActiveAdministrator);
  }

  /** The secret of the link with which the first administrator is made; valid until it is used, or the server ends. */
  setupSecret(): string {
    const secret = newSecret();
    this.#setup = digestOf(secret);
    return secret;
  }

  /** Makes the first administrator. @throws RequestRefusal sign-in-failed for another secret, or once there is one */
  async setUp(secret: string, name: string, password: string): Promise<void> {
    if (this.#setup === undefined || this.hasAdministrator || digestOf(secret) !== this.#setup)
      throw new RequestRefusal(
        'sign-in-failed',
        'the link is not valid; a new one is shown when the server starts',
      );
    // Used before the password is hashed: two requests at once make one administrator.
    const used = this.#setup;
    this.#setup = undefined;
    try {
      await this.addUser({ name, roles: ['administrator'], printers: null, password }, name);
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
    const known = await this.#checked(user, password, address);
    const secret = await this.#sessions.begin(known.name, address, replaced);
    this.#onEvent({ kind: 'signed-in', user: known.name, address });
    return secret;
  }

  /** The user of a name with this password. @throws RequestRefusal sign-in-failed, too-many-tries */
  async #checked(user: string, password: string, address: string): Promise<User> {
    const waitMs = this.#limits.waitMs(user, address);
    if (waitMs > 0) throw tooManyTries(waitMs);
    const locked = this.#limits.tried(user, address);
    const known = this.#active(user);
    const isRight = await this.#hasher.matches(password, known?.passwordHash ?? null);
    if (!isRight || !known) {
      this.#onEvent({ kind: 'sign-in-failed', user: user.slice(0, 64), address, locked });
      throw new RequestRefusal('sign-in-failed', wrong);
    }
    this.#limits.succeeded(user, address);
    return known;
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
    const user = session && this.#active(session.user);
    return user && principalOf(user);
  }

  /** The user of a token; it may do what the token and its user may. */
  ofToken(secret: string): Principal | undefined {
    const digest = digestOf(secret);
    const token = this.tokens.find((known) => known.digest === digest);
    if (!token || Date.parse(token.expiresAt) <= this.#now().getTime()) return undefined;
    const user = this.#active(token.user);
    if (!user) return undefined;
    const principal = principalOf(user);
    const { scope } = token;
    return scope === null
      ? principal
      : { ...principal, can: principal.can.filter((one) => scope.includes(one)) };
  }

  /** @throws RequestRefusal bad-request, user-exists */
  async addUser({ name, roles, printers, password }: NewUser, by: string): Promise<User> {
    const passwordHash = await this.#hashOf(password, name);
    const user: User = {
      name,
      roles,
      printers,
      passwordHash,
      createdAt: this.#now().toISOString(),
      disabledAt: null,
    };
    await this.#file.change((data) => {
      if (data.users.some((known) => isSame(known.name, name)))
        throw new RequestRefusal('user-exists', `there is a user ${name} already`);
      if (data.users.length >= maxUsers)
        throw new RequestRefusal('bad-request', `there are ${maxUsers} users already`);
      return { ...data, users: [...data.users, user] };
    });
    this.#onEvent({ kind: 'user-changed', user: name, by, what: `added as ${roles.join(', ')}` });
    return user;
  }

  /**
   * Changes a user. A new password, other roles or printers, and disabling end the sessions of the user.
   * @param kept secret of the session that stays: of a user who changes the own password
   * @throws RequestRefusal bad-request, no-such-user, last-administrator
   */
  async changeUser(name: string, change: UserChange, by: string, kept?: string): Promise<User> {
    const { password, disabled, ...rest } = change;
    const passwordHash = password === undefined ? undefined : await this.#hashOf(password, name);
    let changed: User | undefined;
    await this.#file.change((data) => {
      const users = data.users.map((user) => {
        if (!isSame(user.name, name)) return user;
        const disabledAt =
          disabled === undefined ? user.disabledAt : disabled ? this.#now().toISOString() : null;
        changed = { ...user, ...rest, ...(passwordHash === undefined ? {} : { passwordHash }), disabledAt };
        return changed;
      });
      return withUsers(data, users, name, changed !== undefined);
    });
    if (!changed) throw noSuchUser(name);
    await this.#sessions.endAll(changed.name, kept);
    this.#onEvent({
      kind: 'user-changed',
      user: changed.name,
      by,
      what: `changed: ${Object.keys(change).join(', ')}`,
    });
    return changed;
  }

  /** Removes a user with sessions and tokens. @throws RequestRefusal no-such-user, last-administrator */
  async removeUser(name: string, by: string): Promise<void> {
    let removed: string | undefined;
    await this.#file.change((data) => {
      removed = data.users.find((user) => isSame(user.name, name))?.name;
      const users = data.users.filter((user) => user.name !== removed);
      const tokens = data.tokens.filter(({ user }) => user !== removed);
      return { ...withUsers(data, users, name, removed !== undefined), tokens };
    });
    if (removed === undefined) throw noSuchUser(name);
    await this.#sessions.endAll(removed);
    this.#onEvent({ kind: 'user-changed', user: removed, by, what: 'removed' });
  }

  /** A new token; its secret is given once. @throws RequestRefusal no-such-user, bad-request */
  async addToken(
    given: Pick<ApiToken, 'user' | 'label' | 'scope'> & { readonly days: number },
    by: string,
  ): Promise<{ readonly token: ApiToken; readonly secret: string }> {
    const { days, ...rest } = given;
    const secret = newSecret();
    const now = this.#now();
    const token: ApiToken = {
      ...rest,
      id: newId(),
      digest: digestOf(secret),
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + days * 86_400_000).toISOString(),
    };
    await this.#file.change((data) => {
      if (!data.users.some(({ name }) => name === token.user)) throw noSuchUser(token.user);
      if (data.tokens.length >= maxTokens)
        throw new RequestRefusal('bad-request', `there are ${maxTokens} tokens already; revoke some`);
      return { ...data, tokens: [...data.tokens, token] };
    });
    this.#onEvent({ kind: 'user-changed', user: token.user, by, what: `token ${token.id} issued` });
    return { token, secret };
  }

  /** @throws RequestRefusal no-such-token */
  async revokeToken(id: string, by: string): Promise<void> {
    let revoked: ApiToken | undefined;
    await this.#file.change((data) => {
      revoked = data.tokens.find((token) => token.id === id);
      if (!revoked) throw new RequestRefusal('no-such-token', `there is no token ${id}`);
      return { ...data, tokens: data.tokens.filter((token) => token.id !== id) };
    });
    if (revoked) this.#onEvent({ kind: 'user-changed', user: revoked.user, by, what: `token ${id} revoked` });
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
    const user = await this.#checked(name, current, address);
    await this.changeUser(user.name, { password }, user.name, kept);
  }

  /** How many sessions of the user have not ended. */
  sessionsOf(name: string): number {
    return this.#sessions.of(name).length;
  }

  #active(name: string): User | undefined {
    return this.users.find((user) => isSame(user.name, name) && user.disabledAt === null);
  }

  async #hashOf(password: string, user: string): Promise<string> {
    const problem = passwordProblem(password, user);
    if (problem !== undefined)
      throw new RequestRefusal('bad-request', `the password cannot be used: ${problem}`);
    return this.#hasher.hash(password);
  }
}

/** The data with these users, one of whom was changed. @throws RequestRefusal no-such-user, last-administrator */
function withUsers(data: AccountData, users: readonly User[], name: string, isKnown: boolean): AccountData {
  if (!isKnown) throw noSuchUser(name);
  if (data.users.some(isActiveAdministrator) && !users.some(isActiveAdministrator))
    throw new RequestRefusal(
      'last-administrator',
      `${name} is the last administrator; make another user an administrator first`,
    );
  return { ...data, users };
}

/** Names are written as they were first given, and compared without case. */
const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

const isActiveAdministrator = ({ roles, disabledAt, passwordHash }: User) =>
  roles.includes('administrator') && disabledAt === null && passwordHash !== null;

const principalOf = ({ name, roles, printers }: User): Principal => ({
  name,
  roles,
  can: permissionsOf(roles),
  printers,
});

const noSuchUser = (name: string) => new RequestRefusal('no-such-user', `there is no user ${name}`);

function tooManyTries(waitMs: number): RequestRefusal {
  const seconds = Math.ceil(waitMs / 1000);
  return new RequestRefusal('too-many-tries', `too many tries; try again in ${seconds} s`, { seconds });
}
