// Configurable settings of associations, accepted and requested ones.
import { z } from 'zod';
import { transferSyntaxNames } from '../data-set/uids.ts';
import { configuredPduLength } from '../pdu/configured-length.ts';

/** Transfer syntaxes by their names, the preferred one first. */
export const syntaxes = z
  .array(z.enum(transferSyntaxNames))
  .min(1)
  .refine((all) => new Set(all).size === all.length, 'each once');

/** Length of a P-DATA-TF PDU, bytes. */
export const pduLength = z.int().min(configuredPduLength.min).max(configuredPduLength.max);
