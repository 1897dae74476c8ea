// What a configuration may contain for DICOM systems that are only verified (`remotes`): clients, archives, servers. Film
// imagers need no entry, because they are destinations. Part of config-schema.ts.
import { z } from 'zod';
import { callingTls } from '../../destinations/dicom/calling-tls.ts';
import { syntaxes } from '../../dicom/upper-layer/configurable.ts';
import { aeTitle } from '../../shared/schema-values.ts';

export const remote = z.strictObject({
  name: z.string().min(1).max(64).optional().describe('Name in tables; default: the AE title'),
  aeTitle: aeTitle.describe('AE title of the system'),
  host: z.string().min(1).max(255).describe('Name or address of the system'),
  port: z.int().min(1).max(65_535).default(104).describe('TCP port of the system'),
  callingAeTitle: aeTitle.optional().describe('Calling AE title; default: that of the first printer'),
  tls: callingTls,
  transferSyntaxes: syntaxes
    .optional()
    .describe(
      'Transfer syntaxes that are proposed to the system, the preferred one first; default: explicit-little, implicit-little',
    ),
});

export type RemoteFile = z.output<typeof remote>;
