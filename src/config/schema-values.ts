// Values that several parts of the configuration have.
import { z } from 'zod';

/** Default Application Entity title characters: printable ASCII but no backslash, at most 16 (PS3.5 6.2). */
export const aeTitle = z
  .string()
  .trim()
  .regex(/^[\x20-\x5b\x5d-\x7e]{1,16}$/, 'an AE title: 1 to 16 printable characters, no backslash');
export const tcpPort = z.int().min(0).max(65535).describe('TCP port; 0 for any free one');
export const seconds = z.number().min(0).max(86_400);
