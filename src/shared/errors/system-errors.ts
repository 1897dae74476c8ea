// What the operating system's errors mean for a job: one table, used wherever films wait, are retried or fail because of a
// disk, a share or a resource. docs/reference/errors.md shows it. Start at `systemErrors`.
import { constants } from 'node:os';

/**
 * Decides what happens next:
 * - `transient`: the place or the machine is in trouble, which affects every film: films wait in order until it is over,
 * however long that takes;
 * - `permanent`: this one file is refused and would be refused again: its job fails and does not hold up others;
 * - an error that is not in the table may be either: it is retried a limited number of times.
 */
export type Outlook = 'transient' | 'permanent';

export interface SystemError {
  readonly outlook: Outlook;
  /** The disk or quota is full: the printer's status says so. */
  readonly full?: true;
  /** For users. */
  readonly meaning: string;
}

export const systemErrors = {
  ENOSPC: { outlook: 'transient', full: true, meaning: 'the disk is full' },
  EDQUOT: { outlook: 'transient', full: true, meaning: 'the quota of the disk is used up' },

  EROFS: { outlook: 'transient', meaning: 'the disk is read-only' },
  EACCES: { outlook: 'transient', meaning: 'permission denied' },
  EPERM: { outlook: 'transient', meaning: 'operation not permitted' },
  EKEYEXPIRED: { outlook: 'transient', meaning: 'the ticket for the share has expired' },
  EKEYREJECTED: { outlook: 'transient', meaning: 'the ticket for the share was rejected' },
  EKEYREVOKED: { outlook: 'transient', meaning: 'the ticket for the share was revoked' },
  ENOKEY: { outlook: 'transient', meaning: 'there is no ticket for the share' },

  // A fault of the folder, not of the film: a share that is not mounted, or an entry of that name that a person must move
  // away.
  ENOENT: { outlook: 'transient', meaning: 'no such file or folder' },
  ENOTDIR: { outlook: 'transient', meaning: 'a part of the path is not a folder' },
  ELOOP: { outlook: 'transient', meaning: 'the path has too many symbolic links' },
  ESTALE: { outlook: 'transient', meaning: 'the share was replaced on its server' },
  ENODEV: { outlook: 'transient', meaning: 'no such device' },
  ENXIO: { outlook: 'transient', meaning: 'the device is not available' },
  ENOMEDIUM: { outlook: 'transient', meaning: 'there is no medium in the device' },
  ENOTCONN: { outlook: 'transient', meaning: 'the share is not connected' },

  EIO: { outlook: 'transient', meaning: 'the disk cannot be read or written' },
  EREMOTEIO: { outlook: 'transient', meaning: 'the disk of the file server cannot be read or written' },
  EUCLEAN: { outlook: 'transient', meaning: 'the file system needs a repair' },
  EBADMSG: { outlook: 'transient', meaning: 'the file system has a wrong checksum' },

  ETIMEDOUT: { outlook: 'transient', meaning: 'the file server does not answer' },
  EHOSTDOWN: { outlook: 'transient', meaning: 'the file server is down' },
  EHOSTUNREACH: { outlook: 'transient', meaning: 'the file server is not reachable' },
  ENETDOWN: { outlook: 'transient', meaning: 'the network is down' },
  ENETUNREACH: { outlook: 'transient', meaning: 'the network is not reachable' },
  ENETRESET: { outlook: 'transient', meaning: 'the network dropped the connection' },
  ENOLINK: { outlook: 'transient', meaning: 'the link to the file server is severed' },
  ECONNABORTED: { outlook: 'transient', meaning: 'the connection was aborted' },
  ECONNREFUSED: { outlook: 'transient', meaning: 'the connection was refused' },
  ECONNRESET: { outlook: 'transient', meaning: 'the connection was reset' },
  ESHUTDOWN: { outlook: 'transient', meaning: 'the connection was shut down' },
  EPIPE: { outlook: 'transient', meaning: 'the connection was closed' },

  EAGAIN: { outlook: 'transient', meaning: 'the resource is temporarily not available' },
  EBUSY: { outlook: 'transient', meaning: 'the file or device is busy' },
  EDEADLK: { outlook: 'transient', meaning: 'a lock would never be granted' },
  EINTR: { outlook: 'transient', meaning: 'the call was interrupted' },
  ENOLCK: { outlook: 'transient', meaning: 'there are no locks left' },
  ETXTBSY: { outlook: 'transient', meaning: 'the file is in use' },
  EMFILE: { outlook: 'transient', meaning: 'the process has too many open files' },
  ENFILE: { outlook: 'transient', meaning: 'the machine has too many open files' },
  ENOBUFS: { outlook: 'transient', meaning: 'there is no buffer space' },
  ENOMEM: { outlook: 'transient', meaning: 'there is not enough memory' },

  EFBIG: { outlook: 'permanent', meaning: 'the file is larger than its file system allows' },
  EILSEQ: { outlook: 'permanent', meaning: 'the file system does not accept the characters of the name' },
  EISDIR: { outlook: 'permanent', meaning: 'there is a folder with the name of the file' },
  ENAMETOOLONG: { outlook: 'permanent', meaning: 'the name is longer than the file system allows' },
} as const satisfies Record<string, SystemError>;

/** The row of a code; undefined for a code that is not in the table. */
export function systemErrorOf(code: string | undefined): SystemError | undefined {
  return Object.hasOwn(systemErrors, code ?? '')
    ? systemErrors[code as keyof typeof systemErrors]
    : undefined;
}

/** Linux error codes that neither Node's messages nor its constants name. */
const linuxNumbers = {
  EUCLEAN: 117,
  ENOMEDIUM: 123,
  ENOKEY: 126,
  EKEYEXPIRED: 127,
  EKEYREVOKED: 128,
  EKEYREJECTED: 129,
};

const names: ReadonlyMap<number, string> = new Map(
  Object.entries({ ...(process.platform === 'linux' ? linuxNumbers : {}), ...constants.errno }).map(
    ([name, number]) => [number, name],
  ),
);

/** How Node names a code that its own list lacks; EDQUOT and ESTALE of network disks are examples. */
const unnamed = /Unknown system error -?(\d+)/;

/** The name of a code that Node gives as a number; any other code unchanged. */
export function namedCode(code: string): string {
  const number = unnamed.exec(code)?.[1];
  return (number === undefined ? undefined : names.get(Number(number))) ?? code;
}

/** A message in which Node does not name the error, with its name and meaning; any other message unchanged. */
export function namedMessage(message: string): string {
  return message.replace(/Unknown system error -?\d+(?:: Unknown system error -?\d+)?/, (found) => {
    const code = namedCode(found);
    const meaning = systemErrorOf(code)?.meaning;
    return meaning === undefined ? code : `${code}: ${meaning}`;
  });
}
