// Accounts: sign-in and sign-out of browsers, users, and tokens for programs.
import { z } from 'zod';
import type { ApiRoute } from '../route.ts';
import { permissions, roles } from '../user.ts';
import { emptyBody, list, time } from '../values.ts';

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/,
    'must be 1 to 64 letters, digits and . _ @ -, beginning with a letter or digit',
  );
/** Only the length is limited here; src/accounts/passwords.ts has the rules for passwords. */
const password = z.string().max(1024);
const secret = z.string().max(256);
const rolesOf = z.array(z.enum(roles)).min(1).max(roles.length);
const printersOf = z.array(z.string().min(1).max(16)).max(1000).nullable();

const userSchema = z
  .object({
    name: z.string(),
    roles: list(z.enum(roles)),
    printers: list(z.string()).nullable().describe('AE titles the user is limited to; null: all'),
    createdAt: time,
    disabledAt: time.nullable().describe('Since when the user cannot sign in; null: can'),
    source: z
      .enum(['local', 'ldap', 'oidc'])
      .describe('local: this server knows the password; else a directory'),
    seesFilms: z
      .boolean()
      .nullable()
      .describe('Whether the user sees films with patient data; null: as the roles say'),
    hasPassword: z.boolean().describe('Whether the user signs in here'),
    linkUntil: time.nullable().describe('Until when a link for a new password is valid; null: there is none'),
    sessions: z.int().describe('Sessions that have not ended'),
    seenAt: time.nullable().describe('The last request of a session; null: never'),
  })
  .meta({ id: 'User' });
export type ApiUserEntry = z.output<typeof userSchema>;

const tokenSchema = z
  .object({
    id: z.string(),
    user: z.string().describe('Whose name the history shows, and whose roles it cannot exceed'),
    label: z.string(),
    scope: list(z.enum(permissions)).nullable().describe('What it may do; null: all that its user may'),
    createdAt: time,
    expiresAt: time,
  })
  .meta({ id: 'Token', description: 'A token of a program, without its secret' });
export type ApiTokenEntry = z.output<typeof tokenSchema>;

const sessionSchema = z
  .object({
    id: z.string(),
    address: z.string().describe('From which the user signed in'),
    createdAt: time,
    usedAt: time.describe('The last request'),
    own: z.boolean().describe('Whether this request belongs to it'),
  })
  .meta({ id: 'Session', description: 'A browser in which the user is signed in' });

const seesFilms = z.boolean().nullable().optional();

const doneAnswer = z.object({ done: z.literal(true) });
const userErrors = ['no-such-user', 'last-administrator'] as const;

export const accountRoutes = {
  signIn: {
    method: 'POST',
    path: '/api/sign-in',
    summary: 'Begins a session: its cookie is in the response',
    body: z.strictObject({ user: z.string().max(64), password }),
    answer: doneAnswer,
    errors: ['sign-in-failed', 'no-role', 'directory-not-reachable', 'too-many-tries', 'accounts-not-used'],
  },
  signInChoices: {
    method: 'GET',
    path: '/api/sign-in',
    summary: 'How users can sign in, besides by name and password',
    answer: z.object({
      provider: z
        .object({
          label: z.string(),
          reachable: z.boolean().describe('False: it did not answer a moment ago'),
        })
        .nullable()
        .describe('OpenID Connect provider, at /sign-in/oidc; null: none'),
    }),
    errors: [],
  },
  signOut: {
    method: 'POST',
    path: '/api/sign-out',
    summary: 'Ends this session',
    body: z.strictObject({ everywhere: z.boolean().optional().describe('All sessions of the user') }),
    answer: doneAnswer,
    errors: ['accounts-not-used'],
  },
  setUp: {
    method: 'POST',
    path: '/api/set-up',
    summary: 'Adds the first administrator, with the secret that the server shows when it starts',
    body: z.strictObject({ secret, user: name, password }),
    answer: doneAnswer,
    errors: ['link-not-valid', 'sign-in-failed', 'too-many-tries', 'user-exists', 'accounts-not-used'],
  },
  changePassword: {
    method: 'POST',
    path: '/api/me/password',
    summary: 'Changes the own password; other sessions end',
    body: z.strictObject({ current: password, password }),
    answer: doneAnswer,
    errors: [...userErrors, 'sign-in-failed', 'too-many-tries', 'accounts-not-used'],
  },
  users: {
    method: 'GET',
    path: '/api/users',
    summary: 'All users',
    answer: z.object({ users: list(userSchema) }),
    errors: ['accounts-not-used'],
  },
  addUser: {
    method: 'POST',
    path: '/api/users',
    summary: 'Adds a user',
    body: z.strictObject({
      name,
      roles: rolesOf,
      printers: printersOf.optional().describe('AE titles the user is limited to; default: all'),
      seesFilms,
      password: password.optional().describe('Default: the user chooses one by a link'),
    }),
    answer: userSchema,
    errors: ['user-exists', 'accounts-not-used'],
  },
  changeUser: {
    method: 'POST',
    path: '/api/users/{name}',
    summary:
      'Changes roles, printers or password of a user, or disables the user; the sessions of the user end',
    params: z.object({ name }),
    body: z.strictObject({
      roles: rolesOf.optional(),
      printers: printersOf.optional(),
      seesFilms,
      password: password.optional(),
      disabled: z.boolean().optional(),
    }),
    answer: userSchema,
    errors: [...userErrors, 'accounts-not-used'],
  },
  signOutUser: {
    method: 'POST',
    path: '/api/users/{name}/sign-out',
    summary: 'Ends all sessions of a user',
    params: z.object({ name }),
    body: emptyBody,
    answer: doneAnswer,
    errors: ['no-such-user', 'accounts-not-used'],
  },
  linkUser: {
    method: 'POST',
    path: '/api/users/{name}/link',
    summary: 'Issues the secret of a link with which the user chooses a password, once',
    params: z.object({ name }),
    body: emptyBody,
    answer: z.object({ secret: z.string(), expiresAt: time }),
    errors: ['no-such-user', 'accounts-not-used'],
  },
  useLink: {
    method: 'POST',
    path: '/api/sign-in/link',
    summary: 'Sets the password of the user of a link, and begins a session',
    body: z.strictObject({ secret, password }),
    answer: doneAnswer,
    errors: ['link-not-valid', 'too-many-tries', 'accounts-not-used'],
  },
  ownSessions: {
    method: 'GET',
    path: '/api/me/sessions',
    summary: 'The own sessions, the last used first',
    answer: z.object({
      sessions: list(sessionSchema),
      hasPassword: z.boolean().describe('Whether the own password can be changed here'),
    }),
    errors: ['accounts-not-used'],
  },
  endOwnSession: {
    method: 'POST',
    path: '/api/me/sessions/{id}/end',
    summary: 'Ends one of the own sessions',
    params: z.object({ id: z.string().max(64) }),
    body: emptyBody,
    answer: doneAnswer,
    errors: ['no-such-session', 'accounts-not-used'],
  },
  removeUser: {
    method: 'POST',
    path: '/api/users/{name}/remove',
    summary: 'Removes a user with sessions and tokens; histories keep the name',
    params: z.object({ name }),
    body: emptyBody,
    answer: doneAnswer,
    errors: [...userErrors, 'accounts-not-used'],
  },
  tokens: {
    method: 'GET',
    path: '/api/tokens',
    summary: 'The tokens of all programs, without their secrets',
    answer: z.object({ tokens: list(tokenSchema) }),
    errors: ['accounts-not-used'],
  },
  addToken: {
    method: 'POST',
    path: '/api/tokens',
    summary: 'Issues a token; its secret is only in this response',
    body: z.strictObject({
      user: name,
      label: z.string().max(64),
      scope: z.array(z.enum(permissions)).max(permissions.length).nullable().default(null),
      days: z.int().min(1).max(3660).describe('Days until it expires'),
    }),
    answer: z.object({ token: tokenSchema, secret: z.string() }),
    errors: ['no-such-user', 'accounts-not-used'],
  },
  revokeToken: {
    method: 'POST',
    path: '/api/tokens/{id}/revoke',
    summary: 'Revokes a token',
    params: z.object({ id: z.string().max(64) }),
    body: emptyBody,
    answer: doneAnswer,
    errors: ['no-such-token', 'accounts-not-used'],
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
