// A directory of users that could not be asked.

/** The message is for the log: it names hosts and settings, never a password. */
export class DirectoryFailure extends Error {
  override readonly name = 'DirectoryFailure';
}
