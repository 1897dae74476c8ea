// The local users: adds, changes and removes them. Every change is durable when its promise resolves. Start at `Users`.
import type { Role } from '../api/user.ts';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import { maxUsers, type AccountContext, type AccountData, type User } from './account-file.ts';
import { passwordProblem, type PasswordHasher } from './passwords.ts';
import type { Sessions } from './sessions.ts';

export interface NewUser {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly printers: readonly string[] | null;
  readonly password: string;
}

export type UserChange = Partial<Omit<NewUser, 'name'>> & { readonly disabled?: boolean };

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

  /** The user of a name, in any case of its letters, who is not disabled. */
  active(name: string): User | undefined {
    return this.all.find((user) => isSame(user.name, name) && user.disabledAt === null);
  }

  /** @throws RequestRefusal bad-request, user-exists */
  async add({ name, roles, printers, password }: NewUser, by: string): Promise<User> {
    const passwordHash = await this.#hashOf(password, name);
    const { file, now, onEvent } = this.#context;
    const user: User = {
      name,
      roles,
      printers,
      passwordHash,
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
   * @param kept secret of the session that stays: of a user who changes the own password
   * @throws RequestRefusal bad-request, no-such-user, last-administrator
   */
  async change(name: string, change: UserChange, by: string, kept?: string): Promise<User> {
    const { password, disabled, ...rest } = change;
    const passwordHash = password === undefined ? undefined : await this.#hashOf(password, name);
    const { file, now, onEvent } = this.#context;
    let changed: User | undefined;
    await file.change((data) => {
      const users = data.users.map((user) => {
        if (!isSame(user.name, name)) return user;
        const disabledAt = disabled === undefined ? user.disabledAt : disabled ? now().toISOString() : null;
        changed = { ...user, ...rest, ...(passwordHash === undefined ? {} : { passwordHash }), disabledAt };
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

export const noSuchUser = (name: string) => new RequestRefusal('no-such-user', `there is no user ${name}`);
