// Sign-in and sign-out, users and tokens. src/api/accounts/accounts.ts is their contract; accounts/ does the work. Start at `addAccountRoutes`.
import type { FastifyRequest } from 'fastify';
import type { Accounts } from '../../accounts/accounts.ts';
import type { ApiToken, User } from '../../accounts/account-file.ts';
import type { ApiTokenEntry, ApiUserEntry } from '../../api/accounts/accounts.ts';
import { apiRoutes } from '../../api/routes.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { stated } from '../../shared/stated.ts';
import { contractOf, type ApiServer } from '../http/contract.ts';
import { requireOwnRequest } from '../http/request-guard.ts';
import { sessionSecret, setSessionCookie } from './session-cookie.ts';
import { requesterOf, userOf } from '../http/user.ts';

const done = { done: true } as const;

const guarded = {
  onRequest: (request: FastifyRequest, _reply: unknown, next: () => void) => {
    requireOwnRequest(request);
    next();
  },
};

/** @param given undefined: the configuration has no accounts */
export function addAccountRoutes(server: ApiServer, given: Accounts | undefined): void {
  const accounts = (): Accounts => {
    if (given) return given;
    throw new RequestRefusal(
      'accounts-not-used',
      'the configuration has no accounts; "accounts: {}" in it lets users sign in',
    );
  };
  server.route({
    ...contractOf(apiRoutes.signInChoices),
    handler: async () => ({ provider: (await given?.provider()) ?? null }),
  });
  addSessionRoutes(server, accounts);
  addOwnRoutes(server, accounts);
  addUserRoutes(server, accounts);
  addTokenRoutes(server, accounts);
}

function addSessionRoutes(server: ApiServer, accounts: () => Accounts): void {
  server.route({
    ...contractOf(apiRoutes.signIn),
    ...guarded,
    handler: async (request, reply) => {
      const { user, password } = request.body;
      const secret = await accounts().signIn(user, password, request.ip, sessionSecret(request));
      setSessionCookie(request, reply, secret);
      return done;
    },
  });
  server.route({
    ...contractOf(apiRoutes.signOut),
    ...guarded,
    handler: async (request, reply) => {
      const secret = sessionSecret(request);
      if (request.body.everywhere === true) await accounts().signOutEverywhere(userOf(request).who);
      else if (secret !== undefined) await accounts().signOut(secret);
      setSessionCookie(request, reply, undefined);
      return done;
    },
  });
  server.route({
    ...contractOf(apiRoutes.setUp),
    ...guarded,
    handler: async (request, reply) => {
      const { secret, user, password } = request.body;
      await accounts().setUp(secret, user, password);
      setSessionCookie(request, reply, await accounts().signIn(user, password, request.ip));
      return done;
    },
  });
  server.route({
    ...contractOf(apiRoutes.useLink),
    ...guarded,
    handler: async (request, reply) => {
      const { secret, password } = request.body;
      setSessionCookie(request, reply, await accounts().signInByLink(secret, password, request.ip));
      return done;
    },
  });
}

function addOwnRoutes(server: ApiServer, accounts: () => Accounts): void {
  server.route({
    ...contractOf(apiRoutes.changePassword),
    ...guarded,
    handler: async (request) => {
      const { who } = userOf(request);
      const { current, password } = request.body;
      await accounts().changePassword(who, {
        current,
        password,
        address: request.ip,
        kept: sessionSecret(request),
      });
      return done;
    },
  });
  server.route({
    ...contractOf(apiRoutes.ownSessions),
    handler: (request) => {
      const { who } = userOf(request);
      const user = accounts().users.active(who);
      return {
        sessions: accounts().sessionsOf(who, sessionSecret(request)),
        hasPassword: user !== undefined && user.passwordHash !== null,
      };
    },
  });
  server.route({
    ...contractOf(apiRoutes.endOwnSession),
    ...guarded,
    handler: async (request) => {
      await accounts().endSession(userOf(request).who, request.params.id);
      return done;
    },
  });
}

function addUserRoutes(server: ApiServer, accounts: () => Accounts): void {
  const entry = (user: User): ApiUserEntry => userEntry(user, accounts());
  server.route({
    ...contractOf(apiRoutes.users),
    handler: () => ({ users: accounts().users.all.map(entry) }),
  });
  server.route({
    ...contractOf(apiRoutes.addUser),
    ...guarded,
    handler: async (request) => {
      const { printers = null, ...rest } = request.body;
      return entry(await accounts().users.add({ ...rest, printers }, requesterOf(request)));
    },
  });
  server.route({
    ...contractOf(apiRoutes.changeUser),
    ...guarded,
    handler: async (request) =>
      entry(await accounts().users.change(request.params.name, stated(request.body), requesterOf(request))),
  });
  server.route({
    ...contractOf(apiRoutes.signOutUser),
    ...guarded,
    handler: async (request) => {
      const user = accounts().users.known(request.params.name);
      await accounts().signOutEverywhere(user.name);
      return done;
    },
  });
  server.route({
    ...contractOf(apiRoutes.linkUser),
    ...guarded,
    handler: (request) => accounts().users.issueLink(request.params.name, requesterOf(request)),
  });
  server.route({
    ...contractOf(apiRoutes.removeUser),
    ...guarded,
    handler: async (request) => {
      await accounts().users.remove(request.params.name, requesterOf(request));
      return done;
    },
  });
}

function addTokenRoutes(server: ApiServer, accounts: () => Accounts): void {
  server.route({
    ...contractOf(apiRoutes.tokens),
    handler: () => ({ tokens: accounts().tokens.all.map(tokenEntry) }),
  });
  server.route({
    ...contractOf(apiRoutes.addToken),
    ...guarded,
    handler: async (request) => {
      const { token, secret } = await accounts().tokens.issue(request.body, requesterOf(request));
      return { token: tokenEntry(token), secret };
    },
  });
  server.route({
    ...contractOf(apiRoutes.revokeToken),
    ...guarded,
    handler: async (request) => {
      await accounts().tokens.revoke(request.params.id, requesterOf(request));
      return done;
    },
  });
}

const userEntry = (user: User, accounts: Accounts): ApiUserEntry => ({
  name: user.name,
  roles: user.roles,
  printers: user.printers,
  createdAt: user.createdAt,
  disabledAt: user.disabledAt,
  source: user.source,
  seesFilms: user.seesFilms,
  hasPassword: user.passwordHash !== null,
  linkUntil: user.link?.expiresAt ?? null,
  sessions: accounts.sessionsOf(user.name).length,
  seenAt: accounts.seenAt(user.name),
});

const tokenEntry = ({ id, user, label, scope, createdAt, expiresAt }: ApiToken): ApiTokenEntry => ({
  id,
  user,
  label,
  scope,
  createdAt,
  expiresAt,
});
