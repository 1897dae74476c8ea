// The users: adds, changes and removes them. Every change is durable when its promise resolves. Start at `Users`.
import type { Role } from '../api/user.ts';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import { maxUsers, type AccountContext, type AccountData, type User } from './account-file.ts';
import { isSame, withDirectoryUser, type DirectoryAccount } from './directory-users.ts';
import { passwordProblem, type PasswordHasher } from './passwords.ts';
import { digestOf, newSecret } from './secrets.ts';
import type { Sessions } from './sessions.ts';

export interface NewUser {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly printers: readonly string[] | null;
  /** Default: as the roles say. */
  readonly seesFilms?: boolean | null | undefined;
  /** Default: none, until the user chooses one by a link. */
  readonly password?: string | undefined;
}

export type UserChange = Partial<Pick<User, 'roles' | 'printers' | 'seesFilms'>> & {
  readonly password?: string;
  readonly disabled?: boolean;
};

/** How long a link is valid, ms. */
const linkMs = 24 * 3_600_000;

export class Users {
  readonly #context: AccountContext;
  readonly #sessions: Sessions;
  readonly #hasher: PasswordHasher;

  constructor(context: AccountContext, sessions: Sessions, hasher: PasswordHasher) {
    this.#context = context;
    this.#sessions = sessions;
    this.#hasher = hasher;
  }

  get all(): readonly User[] {
    return this.#context.file.data.users;
  }

  /** Whether there is an administrator who can sign in. */
  get hasAdministrator(): boolean {
    return this.all.some(isActiveAdministrator);
  }

  /** The user of this name, ignoring case; undefined if there is none, or if the user is disabled. */
  active(name: string): User | undefined {
    return this.all.find((user) => isSame(user.name, name) && user.disabledAt === null);
  }

  /** The user of a name, also a disabled one. @throws RequestRefusal no-such-user */
  known(name: string): User {
    const user = this.all.find((one) => isSame(one.name, name));
    if (!user) throw noSuchUser(name);
    return user;
  }

  /** @throws RequestRefusal bad-request, user-exists */
  async add({ name, roles, printers, seesFilms = null, password }: NewUser, by: string): Promise<User> {
    const passwordHash = password === undefined ? null : await this.#hashOf(password, name);
    const { file, now, onEvent } = this.#context;
    const user: User = {
      name,
      roles,
      printers,
      source: 'local',
      seesFilms,
      passwordHash,
      link: null,
      createdAt: now().toISOString(),
      disabledAt: null,
    };
    await file.change((data) => {
      if (data.users.some((known) => isSame(known.name, name)))
        throw new RequestRefusal('user-exists', `there is a user ${name} already`);
      if (data.users.length >= maxUsers)
        throw new RequestRefusal('bad-request', `there are ${maxUsers} users already`);
      return { ...data, users: [...data.users, user] };
    });
    onEvent({ kind: 'user-changed', user: name, by, what: `added as ${roles.join(', ')}` });
    return user;
  }

  /**
   * Changes a user. A new password, other roles or printers, and disabling end the sessions of the user.
   * @param kept secret of the session that stays: of a user who changes their own password
   * @throws RequestRefusal bad-request, no-such-user, last-administrator
   */
  async change(name: string, change: UserChange, by: string, kept?: string): Promise<User> {
    const { password, disabled, ...rest } = change;
    if (password !== undefined) requireLocal(this.known(name));
    const passwordHash = password === undefined ? undefined : await this.#hashOf(password, name);
    const { file, now, onEvent } = this.#context;
    let changed: User | undefined;
    await file.change((data) => {
      const users = data.users.map((user) => {
        if (!isSame(user.name, name)) return user;
        const disabledAt = disabled === undefined ? user.disabledAt : disabled ? now().toISOString() : null;
        // A password that was set since makes a link worthless.
        const given = passwordHash === undefined ? {} : { passwordHash, link: null };
        changed = { ...user, ...rest, ...given, disabledAt };
        return changed;
      });
      return withUsers(data, users, name, changed !== undefined);
    });
    if (!changed) throw noSuchUser(name);
    await this.#sessions.endAll(changed.name, kept);
    const what = `changed: ${Object.keys(change).join(', ')}`;
    onEvent({ kind: 'user-changed', user: changed.name, by, what });
    return changed;
  }

  /**
   * A link with which the user chooses a password, once; an earlier one is not valid any more. The old password stays until then.
   * @throws RequestRefusal no-such-user
   */
  async issueLink(
    name: string,
    by: string,
  ): Promise<{ readonly secret: string; readonly expiresAt: string }> {
    const secret = newSecret();
    const expiresAt = new Date(this.#context.now().getTime() + linkMs).toISOString();
    const link = { digest: digestOf(secret), expiresAt };
    let known: string | undefined;
    requireLocal(this.known(name));
    await this.#context.file.change((data) => {
      known = data.users.find((user) => isSame(user.name, name))?.name;
      if (known === undefined) throw noSuchUser(name);
      return { ...data, users: data.users.map((user) => (user.name === known ? { ...user, link } : user)) };
    });
    const user = known ?? name;
    this.#context.onEvent({ kind: 'user-changed', user, by, what: 'link for a new password issued' });
    return { secret, expiresAt };
  }

  /** The user of a link with the new password. @throws RequestRefusal link-not-valid, bad-request */
  async useLink(secret: string, password: string): Promise<User> {
    const digest = digestOf(secret);
    const now = this.#context.now().getTime();
    const user = this.all.find(({ link, disabledAt }) => link?.digest === digest && disabledAt === null);
    if (!user?.link || Date.parse(user.link.expiresAt) <= now)
      throw new RequestRefusal(
        'link-not-valid',
        'the link is not valid any more; ask an administrator for another one',
      );
    return this.change(user.name, { password }, user.name);
  }

  /**
   * Notes a user whom a directory knows, with the rights of this sign-in; undefined: a local user has this name.
   * @throws RequestRefusal bad-request when there are too many users, none of whom can be forgotten
   */
  async note(found: DirectoryAccount): Promise<User | undefined> {
    const { file, now } = this.#context;
    let noted: User | undefined;
    await file.change((data) => {
      const next = withDirectoryUser(data, found, now(), (name) => this.#sessions.seenAt(name));
      noted = next.user;
      return next.data;
    });
    return noted;
  }

  /** Removes a user with sessions and tokens. @throws RequestRefusal no-such-user, last-administrator */
  async remove(name: string, by: string): Promise<void> {
    let removed: string | undefined;
    await this.#context.file.change((data) => {
      removed = data.users.find((user) => isSame(user.name, name))?.name;
      const users = data.users.filter((user) => user.name !== removed);
      const tokens = data.tokens.filter(({ user }) => user !== removed);
      return { ...withUsers(data, users, name, removed !== undefined), tokens };
    });
    if (removed === undefined) throw noSuchUser(name);
    await this.#sessions.endAll(removed);
    this.#context.onEvent({ kind: 'user-changed', user: removed, by, what: 'removed' });
  }

  async #hashOf(password: string, user: string): Promise<string> {
    const problem = passwordProblem(password, user);
    if (problem !== undefined)
      throw new RequestRefusal('bad-request', `the password cannot be used: ${problem}`);
    return this.#hasher.hash(password);
  }
}

/** @throws RequestRefusal bad-request for a user whose password this server does not know */
export function requireLocal({ name, source }: User): void {
  if (source === 'local') return;
  throw new RequestRefusal(
    'bad-request',
    `the password of ${name} is kept by the directory; change it there`,
  );
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

const isActiveAdministrator = ({ roles, disabledAt, passwordHash }: User) =>
  roles.includes('administrator') && disabledAt === null && passwordHash !== null;

export const noSuchUser = (name: string) => new RequestRefusal('no-such-user', `there is no user ${name}`);
