// The keys of `accounts`.
import { z } from 'zod';

const groups = z.array(z.string().min(1)).max(100);

/** Groups with each role; the same for all directories. */
const groupKeys = {
  roles: z
    .strictObject({
      viewer: groups.optional().describe('Groups whose users are viewers'),
      technician: groups.optional().describe('Groups whose users are technicians'),
      physicist: groups.optional().describe('Groups whose users are physicists'),
      administrator: groups.optional().describe('Groups whose users are administrators'),
    })
    .describe('Groups with each role, by their names; a user without any of them cannot sign in'),
  printers: z
    .record(z.string().min(1).max(16), groups)
    .default({})
    .describe(
      'Groups that are limited to a printer, by its AE title; a user of none is limited to no printer',
    ),
};

const ldap = z.strictObject({
  url: z
    .string()
    .regex(/^ldaps?:\/\/[^/?#@\s]+\/?$/, 'must be ldaps://HOST, ldaps://HOST:PORT or ldap://HOST')
    .describe('Address of the server; ldap:// only with startTls, or on this machine'),
  startTls: z.boolean().default(false).describe('Begin TLS on a connection to ldap://'),
  ca: z
    .string()
    .min(1)
    .optional()
    .describe('PEM file with the authority of the server, relative to this file; default: those of Node'),
  bindDn: z
    .string()
    .min(1)
    .optional()
    .describe('Account with which the server searches for users; default: anonymous'),
  bindPassword: z.string().min(1).optional().describe('Password of bindDn'),
  bindPasswordFile: z
    .string()
    .min(1)
    .optional()
    .describe('File with the password, instead of bindPassword; relative to this file'),
  base: z.string().min(1).describe('Where users are searched for, with all that is below'),
  userFilter: z
    .string()
    .regex(/^\(.*\{user\}.*\)$/s, 'must be a filter in parentheses with {user}')
    .default('(uid={user})')
    .describe(
      'Filter that finds the entry of a user; {user} is what was typed. Active Directory: (&(objectClass=user)(sAMAccountName={user}))',
    ),
  nameAttribute: z
    .string()
    .regex(/^[A-Za-z][\w-]*$/)
    .default('uid')
    .describe('Attribute with the name for histories. Active Directory: sAMAccountName'),
  groupAttribute: z
    .string()
    .regex(/^[A-Za-z][\w-]*$/)
    .default('memberOf')
    .describe('Attribute of the user with the groups'),
  groupFilter: z
    .string()
    .regex(/^\(.*\{dn\}.*\)$/s, 'must be a filter in parentheses with {dn}')
    .optional()
    .describe(
      'Filter that finds further groups; {dn} is the entry of the user: (member={dn}), or with nested groups of Active Directory (member:1.2.840.113556.1.4.1941:={dn})',
    ),
  groupBase: z.string().min(1).optional().describe('Where groupFilter searches; default: base'),
  timeoutSeconds: z.number().min(0.1).max(60).default(5).describe('Time limit of each request'),
  ...groupKeys,
});
export type LdapFile = z.output<typeof ldap>;

const oidc = z.strictObject({
  issuer: z
    .string()
    .regex(
      /^(?:https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1)[:/])[^?#\s]*$/,
      'must be an address with https:, without ? and #',
    )
    .describe('Address of the provider, as its discovery document names it'),
  clientId: z.string().min(1).describe('Name of this server at the provider'),
  clientSecret: z.string().min(1).optional().describe('Secret of this server at the provider'),
  clientSecretFile: z
    .string()
    .min(1)
    .optional()
    .describe('File with the secret, instead of clientSecret; relative to this file'),
  redirectUri: z
    .string()
    .regex(/^https?:\/\/[^/?#\s]+\/sign-in\/oidc\/callback$/, 'must be https://HOST/sign-in/oidc/callback')
    .describe(
      'Address to which the provider sends browsers back: that of the console, and /sign-in/oidc/callback',
    ),
  label: z
    .string()
    .min(1)
    .max(40)
    .default('Single sign-on')
    .describe('Name on the button of the sign-in page'),
  nameClaim: z.string().min(1).default('preferred_username').describe('Claim with the name for histories'),
  groupsClaim: z.string().min(1).default('groups').describe('Claim with the groups of the user'),
  scopes: z
    .array(z.string().min(1))
    .max(20)
    .default(['openid', 'profile'])
    .describe('Scopes that are asked for'),
  clockToleranceSeconds: z.int().min(0).max(600).default(60).describe('By how much the clocks may differ'),
  ...groupKeys,
});

export const accountKeys = z.strictObject({
  idleMinutes: z
    .int()
    .min(1)
    .max(1440)
    .default(60)
    .describe('Minutes without a request after which a session of a browser ends'),
  sessionHours: z.int().min(1).max(168).default(12).describe('Hours after which a session ends in any case'),
  ldap: ldap
    .optional()
    .describe('A directory (LDAP, Active Directory) whose users may sign in besides those of this server'),
  oidc: oidc.optional().describe('An OpenID Connect provider at which users may sign in as well'),
});
