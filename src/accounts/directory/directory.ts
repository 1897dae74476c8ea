// What the accounts need of a directory that knows users and checks their passwords. Start at `Directory`.
import type { UserRights } from './rights.ts';

/** A user of a directory, who is who it says. */
export interface DirectoryUser {
  readonly name: string;
  /** Null: none of the user's groups has a role here. */
  readonly rights: UserRights | null;
}

export interface Directory {
  /**
   * The user with this name and password; undefined for a wrong one.
   * @param password undefined: nothing is checked, but the directory is asked, so that the answer takes the same time and fails when the
   * directory is down
   * @throws DirectoryFailure
   */
  readonly check: (name: string, password: string | undefined) => Promise<DirectoryUser | undefined>;
}
