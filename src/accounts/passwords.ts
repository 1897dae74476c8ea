// Passwords: the rules that they have to meet (NIST SP 800-63B 3.1.1: length instead of kinds of characters, no common ones), and their
// hashes by argon2id (RFC 9106) with the parameters that OWASP recommends. Start at `PasswordHasher`.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';

const minPasswordLength = 12;
/** Enough for any passphrase, and a limit on the work per request. */
const maxPasswordLength = 256;

/** Words and sequences that many passwords begin with or consist of. */
const common = [
  'password',
  'passwort',
  'hardcopy',
  'hospital',
  'radiology',
  'qwertyuiop',
  'administrator',
  'welcome',
  'letmein',
  'changeme',
  '1234567890',
  'abcdefghij',
];

/**
 * Why a password may not be used, as the end of a sentence; undefined if it may.
 * @param user name of its user
 */
export function passwordProblem(password: string, user: string): string | undefined {
  const length = Array.from(password).length;
  if (length < minPasswordLength)
    return `it has ${length} characters; at least ${minPasswordLength} are required`;
  if (length > maxPasswordLength)
    return `it has ${length} characters; at most ${maxPasswordLength} are allowed`;
  const plain = password.normalize('NFKC').toLowerCase();
  if (user.length >= 3 && plain.includes(user.toLowerCase())) return 'it contains the user name';
  if (new Set(plain).size < 5) return 'it repeats a few characters';
  // The rest of the password without a common word, digits and punctuation.
  const rest = common
    .reduce((text, word) => text.replaceAll(word, ''), plain)
    .replaceAll(/[\d\p{P}\p{S}\s]/gu, '');
  if (rest.length < 4) return 'it consists of a common password or of digits';
  return undefined;
}

interface Parameters {
  readonly memoryKibibytes: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** 19 MiB and two passes: some 30 ms. */
const current: Parameters = { memoryKibibytes: 19_456, passes: 2, parallelism: 1 };
const saltLength = 16;
const tagLength = 32;
const derive = promisify(argon2);

async function tagOf(password: string, nonce: Buffer, parameters: Parameters): Promise<Buffer> {
  const { memoryKibibytes: memory, passes, parallelism } = parameters;
  const message = Buffer.from(password.normalize('NFKC'), 'utf8');
  return derive('argon2id', { message, nonce, memory, passes, parallelism, tagLength });
}

const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');

/** The PHC string format: $argon2id$v=19$m=19456,t=2,p=1$SALT$TAG */
const stored =
  /^\$argon2id\$v=19\$m=(?<m>\d{1,7}),t=(?<t>\d{1,2}),p=(?<p>\d{1,2})\$(?<salt>[A-Za-z0-9+/]{11,86})\$(?<tag>[A-Za-z0-9+/]{43})$/;

/** Whether a text is a hash of `PasswordHasher`. */
export const isPasswordHash = (text: string): boolean => stored.test(text);

/** Hashes computed at a time, each with the memory of `current`, and hashes that may wait. */
const maxAtOnce = 2;
const maxWaiting = 64;

export class PasswordHasher {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #unused: Promise<string> | undefined;

  /** The hash to store. @throws RequestRefusal too-many-tries */
  async hash(password: string): Promise<string> {
    return this.#limited(async () => {
      const salt = randomBytes(saltLength);
      const { memoryKibibytes, passes, parallelism } = current;
      const tag = await tagOf(password, salt, current);
      return `$argon2id$v=19$m=${memoryKibibytes},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
    });
  }

  /**
   * Whether a password matches a hash. Without a hash the answer is false and takes the same time, so that the time does not
   * reveal which users exist.
   * @throws RequestRefusal too-many-tries
   */
  async matches(password: string, hash: string | null): Promise<boolean> {
    const compared = hash ?? (await (this.#unused ??= this.hash(randomBytes(16).toString('hex'))));
    const { m, t, p, salt, tag } = stored.exec(compared)?.groups ?? {};
    if (m === undefined || t === undefined || p === undefined || salt === undefined || tag === undefined)
      throw new Error('a stored password hash is damaged');
    const parameters = { memoryKibibytes: Number(m), passes: Number(t), parallelism: Number(p) };
    const found = await this.#limited(() => tagOf(password, Buffer.from(salt, 'base64'), parameters));
    return timingSafeEqual(found, Buffer.from(tag, 'base64')) && hash !== null;
  }

  async #limited<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= maxAtOnce) {
      if (this.#waiting.length >= maxWaiting)
        throw new RequestRefusal('too-many-tries', 'too many passwords are being checked; try again in 1 s', {
          seconds: 1,
        });
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}
