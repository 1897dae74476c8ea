// The keys of `console`: where it listens, HTTPS, its token.
import { z } from 'zod';
import { isAddressOrSubnet } from '../../shared/address-list.ts';
import { tcpPort } from '../../shared/schema-values.ts';
import { isToken, tokenRule } from './console-token.ts';
import { ownCertificate } from './tls-schema.ts';

export const consoleKeys = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('IP address of the console and its API'),
  port: tcpPort.default(8080),
  tls: z
    .strictObject(ownCertificate)
    .optional()
    .describe('HTTPS instead of HTTP; requests by HTTP are redirected. Default: unencrypted'),
  hstsDays: z
    .int()
    .min(0)
    .max(730)
    .default(365)
    .describe(
      'Days for which browsers use HTTPS only for the whole host name (Strict-Transport-Security); 0: not demanded',
    ),
  trustedProxies: z
    .array(z.string().refine(isAddressOrSubnet, 'an address or a subnet such as 10.1.0.0/16 or fd00:1::/32'))
    .max(64)
    .default([])
    .describe(
      'Addresses and subnets of reverse proxies that are believed who calls (X-Forwarded-For, -Proto, -Host); of others these headers are ignored',
    ),
  token: z
    .string()
    .refine(isToken, tokenRule)
    .optional()
    .describe('Bearer token that every request must carry; required unless host is a loopback address'),
  tokenFile: z
    .string()
    .min(1)
    .optional()
    .describe('File that holds the token, instead of token; relative to this file'),
});
