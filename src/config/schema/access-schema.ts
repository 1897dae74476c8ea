// A rule of the key `access` of the configuration: which clients, what they may do, and their limits.
import { z } from 'zod';
import { pduLength, syntaxes } from '../../dicom/upper-layer/configurable.ts';
import { permissions } from '../../print-scp/clients/permissions.ts';
import { isAddressOrSubnet } from '../../shared/address-list.ts';
import { aeTitle } from '../../shared/schema-values.ts';
import { limits } from './dicom-schema.ts';

const listOf = (item: z.ZodString) =>
  z
    .union([item, z.array(item).min(1).max(1000)])
    .transform((value) => (typeof value === 'string' ? [value] : value));

export const accessRule = z.strictObject({
  name: z.string().min(1).max(64).optional().describe('Name of the rule in the log'),
  addresses: listOf(
    z.string().refine(isAddressOrSubnet, 'an address or a subnet such as 10.1.0.0/16 or fd00:1::/32'),
  )
    .optional()
    .describe('IP addresses and subnets of the clients; default: any address'),
  callingAeTitles: listOf(z.string().min(1).max(16))
    .optional()
    .describe('Calling AE titles, as patterns with * and ?; default: any title'),
  certificates: listOf(z.string().min(1).max(256))
    .optional()
    .describe(
      'Certificates of TLS clients: patterns of common name or alternative names, or sha256:FINGERPRINT; default: none needed',
    ),
  transferSyntaxes: syntaxes
    .optional()
    .describe('Transfer syntaxes accepted from these clients; default: those of the listener'),
  may: z
    .array(z.enum(permissions))
    .default([...permissions])
    .describe('What these clients may do: verify, print, store, query status'),
  printers: listOf(aeTitle).optional().describe('AE titles they may call; default: every printer'),
  maxAssociations: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe('Maximum associations of one client at a time; default: that of the server'),
  limits: z
    .strictObject({
      ...limits,
      maxPduLength: pduLength.describe('Maximum length of a P-DATA-TF PDU from this client, bytes'),
      waitingJobs: z
        .int()
        .min(1)
        .max(1_000_000)
        .describe(
          'Maximum waiting jobs of this client; above it, the print queue is full for this client alone',
        ),
    })
    .partial()
    .optional()
    .describe(
      'Limits for one client: replace dicom.limits and dicom.maxPduLength, apply in addition to spool.maxJobs',
    ),
});
