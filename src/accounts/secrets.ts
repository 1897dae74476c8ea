// Secrets that the server issues: sessions, tokens, the link of the first administrator. They have 256 bits, so that a plain digest of
// them can be stored and compared.
import { createHash, randomBytes } from 'node:crypto';

/** 43 characters of base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is stored of a secret: 43 characters of base64url. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A public id: 8 letters and digits. */
export const newId = (): string =>
  Array.from(randomBytes(8), (byte) => letters[byte % letters.length]).join('');
