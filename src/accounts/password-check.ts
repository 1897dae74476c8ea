// Checks the password of a sign-in: of a local user here, of others in the directory. Tries are limited, and neither the answer nor its
// time says whether there is such a user. Start at `PasswordCheck`.
import { setTimeout } from 'node:timers/promises';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import type { AccountEvent } from './account-events.ts';
import type { User } from './account-file.ts';
import { isSame, type DirectoryAccount } from './directory-users.ts';
import { DirectoryFailure } from '../shared/errors/directory-failure.ts';
import type { Directory, DirectoryUser } from './directory/directory.ts';
import type { PasswordHasher } from './passwords.ts';
import { SignInLimits } from './sign-in-limits.ts';
import type { Users } from './users.ts';

/** One sentence for every failure: it does not say whether there is such a user. */
const wrong = 'the user name or the password is wrong';

/** Failures with a directory take a multiple of this, ms. */
const failureStepMs = 500;

async function untilNextStep(startedAt: number): Promise<void> {
  const taken = performance.now() - startedAt;
  await setTimeout(failureStepMs - (taken % failureStepMs));
}

export class PasswordCheck {
  readonly #users: Users;
  readonly #hasher: PasswordHasher;
  readonly #limits = new SignInLimits();
  readonly #onEvent: (event: AccountEvent) => void;
  #directory: Directory | undefined;

  constructor(users: Users, hasher: PasswordHasher, onEvent: (event: AccountEvent) => void) {
    this.#users = users;
    this.#hasher = hasher;
    this.#onEvent = onEvent;
  }

  useDirectory(directory: Directory | undefined): void {
    this.#directory = directory;
  }

  /**
   * The user of a name with this password.
   * @throws RequestRefusal sign-in-failed, too-many-tries, no-role, directory-not-reachable
   */
  async userOf(user: string, password: string, address: string): Promise<User> {
    const waitMs = this.#limits.waitMs(user, address);
    if (waitMs > 0) throw tooManyTries(waitMs);
    const locked = this.#limits.tried(user, address);
    const startedAt = performance.now();
    const known = this.#users.active(user);
    const isRight = await this.#hasher.matches(password, known?.passwordHash ?? null);
    try {
      const found = isRight ? known : await this.#inDirectory(user, password);
      if (!found) throw new RequestRefusal('sign-in-failed', wrong);
      this.#limits.succeeded(user, address);
      return found;
    } catch (error) {
      this.#onEvent({ kind: 'sign-in-failed', user: user.slice(0, 64), address, locked });
      // How long a directory takes says whether it knows the name.
      if (this.#directory) await untilNextStep(startedAt);
      throw error;
    }
  }

  /** The user of the directory; undefined: a wrong name or password, a disabled user, or the name of a local one. */
  async #inDirectory(name: string, password: string): Promise<User | undefined> {
    const directory = this.#directory;
    if (!directory) return undefined;
    const isLocal = this.#users.all.some((user) => user.source === 'local' && isSame(user.name, name));
    // For a local user the directory is asked without the password, which is not its business.
    const found = await this.asked(() => directory.check(name, isLocal ? undefined : password));
    if (!found) return undefined;
    return this.noted('ldap', found);
  }

  /**
   * Notes a user whom a directory or provider knows; undefined: disabled, or another source has the name.
   * @throws RequestRefusal no-role
   */
  async noted(
    source: DirectoryAccount['source'],
    { name, rights }: DirectoryUser,
  ): Promise<User | undefined> {
    if (rights === null)
      throw new RequestRefusal(
        'no-role',
        `${name} has no role here: none of the groups of ${name} is named in accounts.${source}.roles; ask an administrator`,
        { user: name },
      );
    const user = await this.#users.note({ source, name, rights });
    return user?.disabledAt === null ? user : undefined;
  }

  /** @throws RequestRefusal directory-not-reachable */
  async asked<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof DirectoryFailure)) throw error;
      this.#onEvent({ kind: 'directory-failed', reason: error.message });
      throw new RequestRefusal(
        'directory-not-reachable',
        'the directory of the users cannot be asked now; users of this server can sign in',
      );
    }
  }
}

function tooManyTries(waitMs: number): RequestRefusal {
  const seconds = Math.ceil(waitMs / 1000);
  return new RequestRefusal('too-many-tries', `too many tries; try again in ${seconds} s`, { seconds });
}
