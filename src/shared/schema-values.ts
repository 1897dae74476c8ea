// Schemas of values that several parts of the configuration use.
import { z } from 'zod';

/** Default Application Entity title characters: printable ASCII but no backslash, at most 16 (PS3.5 6.2). */
export const aeTitle = z
  .string()
  .trim()
  .regex(/^[\x20-\x5b\x5d-\x7e]{1,16}$/, 'an AE title: 1 to 16 printable characters, no backslash');
export const tcpPort = z.int().min(0).max(65535).describe('TCP port; 0 for any free one');
export const seconds = z.number().min(0).max(86_400);
/** A Film Size ID is a CS (PS3.5 6.2); whether it has a size is a relation between keys. */
export const filmSizeId = z
  .string()
  .regex(/^[A-Z0-9_ ]{1,16}$/, 'a Film Size ID: up to 16 of A to Z, 0 to 9, _ and space');
