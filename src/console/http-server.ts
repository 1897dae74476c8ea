// The console's HTTP server: listening, and what applies to every request (access checks, response headers, error bodies). Start
// at `startConsole`; the routes are in routes.ts.
import type { RequestListener } from 'node:http';
import {
  fastify,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Accounts } from '../accounts/accounts.ts';
import { messageOf } from '../shared/errors/errors.ts';
import { listenFailure } from '../shared/errors/listen-failure.ts';
import type { Log } from '../shared/log/log.ts';
import { RefusalLog } from '../shared/log/refusal-log.ts';
import { authorize, requirePrinters } from './accounts/authorization.ts';
import { userOf } from './http/user.ts';
import { addOidcRoutes, oidcPath, oidcReturnPath } from './accounts/oidc-routes.ts';
import { addAccountRoutes } from './accounts/account-routes.ts';
import { answerFor, limitedPorts } from './accounts/limited-ports.ts';
import { tokenCheck } from './http/access-token.ts';
import { addAuditRoutes } from './audit/audit-routes.ts';
import { addActionRoutes, acceptJson } from './action-routes.ts';
import { addConfigRoutes } from './config/config-routes.ts';
import { fileBodyMs, limitBodyTime } from './http/body-time.ts';
import { addSetupRoutes } from './config/setup-routes.ts';
import { acceptFiles, isFileType } from './http/file-body.ts';
import { addQualityRoutes } from './quality/quality-routes.ts';
import { noteMethods } from './http/allowed-methods.ts';
import { clientErrorHandler } from './http/client-error.ts';
import { contractServer, noOwnCompilers } from './http/contract.ts';
import type { EventLimits } from './events/event-hub.ts';
import { limitConnections, maxConnections } from './http/connection-limit.ts';
import { addEventRoute } from './events/event-routes.ts';
import { hostAllowed } from './http/host-check.ts';
import type { TlsCredentials } from '../shared/tls/tls-credentials.ts';
import { applyForwarding } from './transport/forwarding.ts';
import { refuseProxy } from './transport/untrusted-proxies.ts';
import { SecureListener } from './transport/secure-server.ts';
import { addressList } from '../shared/address-list.ts';
import { addMetricsRoute, type MetricsText } from './metrics-route.ts';
import { openPageRoutes } from './page/page-paths.ts';
import { addPageRoutes } from './page/page-routes.ts';
import { addPlainRoutes, plainPath, plainStylePath } from './plain/plain-routes.ts';
import type { ConsolePorts } from './ports.ts';
import { addClientRoutes } from './system/client-routes.ts';
import { addSystemRoutes } from './system/system-routes.ts';
import { refusalOf } from './refusals.ts';
import { addRoutes } from './routes.ts';
import { addSheetRoutes } from './sheets/sheet-routes.ts';
import { statusNow } from './status.ts';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import { hidePathsIn } from './http/server-paths.ts';
import { decideUsers, type ApiUser } from './http/user.ts';
import { frameworkRefusal, maxBodyBytes, maxPathPartLength } from './http/refusal.ts';

export interface ConsoleOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly ports: ConsolePorts;
  /** Token that every request must carry; default: none (only on a loopback address). */
  readonly token?: string;
  /** Accounts of the users; default: everyone who reaches the console and has the token may use it. */
  readonly accounts?: Accounts;
  /** Token of the commands on this machine; with accounts. */
  readonly localToken?: string;
  /** Folder of the built browser application; default: none is served. */
  readonly pageFolder?: string;
  /** Of our own certificate: HTTPS; default: HTTP. */
  readonly tls?: TlsCredentials;
  /** Addresses and subnets of proxies that are believed; default: none. */
  readonly trustedProxies?: readonly string[];
  /** Days of Strict-Transport-Security; 0, the default: not sent. */
  readonly hstsDays?: number;
  /** Source of the metrics for Prometheus; default: no /metrics. */
  readonly metrics?: () => Promise<MetricsText>;
  readonly log: Log;
  /** Determines the user of a request; default: an administrator. */
  readonly users?: (request: FastifyRequest) => ApiUser;
  /** For tests. */
  readonly eventLimits?: EventLimits;
  readonly maxConnections?: number;
}

export interface Console {
  readonly port: number;
  /** Uses a renewed certificate for new connections. */
  setCredentials(credentials: TlsCredentials): void;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

const securityHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
} as const;

/** The check that every request must pass; undefined: none. */
function requestCheck({
  token,
  accounts,
  localToken,
}: Pick<ConsoleOptions, 'token' | 'accounts' | 'localToken'>):
  ((request: FastifyRequest, reply: FastifyReply) => void) | undefined {
  const open = new Set([...openPageRoutes, oidcPath, oidcReturnPath, plainStylePath]);
  const byPassword = new Set([plainPath]);
  if (accounts) {
    const administratorTokens = [token, localToken].filter((one) => one !== undefined);
    const credentials = { accounts, administratorTokens, open, byPassword };
    return (request, reply) => {
      authorize(request, reply, credentials);
    };
  }
  return token === undefined ? undefined : tokenCheck(token, { open, byPassword });
}

const connectionMs = 60_000;

function secureListener(
  { host, tls, log }: Pick<ConsoleOptions, 'host' | 'tls' | 'log'>,
  refusals: RefusalLog,
): SecureListener | undefined {
  if (!tls) return undefined;
  return new SecureListener({
    credentials: tls,
    hostAllowed: (name) => hostAllowed(name, host),
    timeouts: { requestTimeout: fileBodyMs, timeout: connectionMs, keepAliveTimeout: 72_000 },
    refusals,
    log,
  });
}

/** The server without a socket: tests call it with `inject`. */
export function createConsole(options: Omit<ConsoleOptions, 'port'>): FastifyInstance {
  return consoleOf(options).server;
}

function consoleOf(options: Omit<ConsoleOptions, 'port'>): {
  readonly server: FastifyInstance;
  readonly secure: SecureListener | undefined;
} {
  const { host, metrics, log, hstsDays = 0 } = options;
  const ports = limitedPorts(options.ports);
  const refusals = new RefusalLog(log);
  const secure = secureListener(options, refusals);
  const proxies = addressList(options.trustedProxies ?? []);
  const server = fastify({
    ...(secure && { serverFactory: (handler: RequestListener) => secure.create(handler) }),
    // After `applyForwarding`, only headers of these are left.
    trustProxy: (address) => proxies.has(address),
    logger: false,
    bodyLimit: maxBodyBytes,
    requestTimeout: fileBodyMs,
    connectionTimeout: connectionMs,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: maxPathPartLength },
    // A URL that cannot be decoded does not reach a route.
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      const refusal = frameworkRefusal(error);
      reply.code(refusal.statusCode).send(refusal.body);
    },
    clientErrorHandler,
    schemaController: noOwnCompilers,
  });

  limitBodyTime(server, isFileType);
  const check = requestCheck(options);
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders).header('cache-control', 'no-store');
    const forwarding = applyForwarding(request.raw, proxies);
    if (forwarding === 'untrusted') refuseProxy(request, check === undefined, log);
    // A trusted proxy is called by names that the console does not know.
    if (forwarding !== 'forwarded' && !hostAllowed(request.headers.host, host)) {
      throw new RequestRefusal(
        'host-not-allowed',
        `the console answers on this machine only; open it as http://${host}:…, not under another name`,
      );
    }
    // Browsers ignore it on a page whose certificate they do not trust (RFC 6797 8.1).
    if (hstsDays > 0 && request.protocol === 'https')
      reply.header('strict-transport-security', `max-age=${hstsDays * 86_400}`);
    try {
      check?.(request, reply);
    } catch (error) {
      if (error instanceof RequestRefusal && error.code === 'not-permitted') throw error;
      const fields = { why: messageOf(error), route: request.routeOptions.url ?? '-' };
      refusals.refused(log, request.ip, { event: 'http.refused', fields });
      throw error;
    }
  });
  // In this hook the body is parsed, and the handler runs within the user's context.
  server.addHook('preHandler', (request, _reply, next) => {
    requirePrinters(request);
    answerFor(userOf(request), next);
  });
  server.addHook('preClose', (done) => {
    secure?.stop();
    done();
  });
  server.addHook('onClose', (_instance, done) => {
    refusals.close();
    done();
  });

  server.addHook('onResponse', async (request, reply) => {
    log.debug('http.answered', {
      method: request.method,
      // The route, not the URL, because the URL may contain text typed by a user.
      route: request.routeOptions.url ?? '-',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
  });

  if (options.users) decideUsers(server, options.users);
  hidePathsIn(server, ports.serverFolders, openPageRoutes);

  const methodsOf = noteMethods(server);
  server.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?', 1);
    const methods = methodsOf(path);
    if (methods.length > 0) {
      reply.header('allow', methods.join(', '));
      throw new RequestRefusal(
        'method-not-allowed',
        `${path} does not support the method ${request.method}; allowed: ${methods.join(', ')}`,
      );
    }
    throw new RequestRefusal('not-found', `there is no ${request.method} ${path}; GET /api lists all routes`);
  });

  server.setErrorHandler(async (error: FastifyError | RequestRefusal, request, reply) => {
    const refusal =
      refusalOf(error) ??
      ((error.statusCode ?? 500) < 500 ? frameworkRefusal(error, request.routeOptions.bodyLimit) : undefined);
    if (refusal?.code === 'not-permitted') {
      const fields = { user: userOf(request).who, peer: request.ip, why: refusal.message };
      const route = `${request.method} ${request.routeOptions.url ?? '-'}`;
      refusals.refused(log, request.ip, { event: 'http.not-permitted', fields: { ...fields, route } });
    }
    if (refusal?.code === 'too-many-tries') reply.header('retry-after', refusal.params?.seconds ?? 1);
    if (refusal) return reply.code(refusal.statusCode).send(refusal.body);
    log.error('http.failed', { route: request.routeOptions.url ?? '-', error: messageOf(error) });
    const failure = new RequestRefusal('internal', 'internal error of the console; the log has the reason');
    return reply.code(failure.statusCode).send(failure.body);
  });

  // A connection that could not be accepted, for example for lack of memory. Without a listener the error would end the process.
  server.addHook('onListen', (done) => {
    server.server.on('error', (error) => {
      log.error('listener.failed', { reason: messageOf(error) });
    });
    done();
  });

  limitConnections(server.server, options.maxConnections ?? maxConnections);
  acceptJson(server);
  const api = contractServer(server);
  addRoutes(api, ports);
  addActionRoutes(api, ports);
  addConfigRoutes(api, ports.configuration);
  acceptFiles(server);
  addSheetRoutes(api, ports.sheets);
  addSystemRoutes(api, ports.system);
  addAuditRoutes(api, ports.audit);
  addClientRoutes(api, ports.clients);
  addSetupRoutes(api, ports.setup);
  addQualityRoutes(api, ports);
  addAccountRoutes(api, options.accounts);
  if (options.accounts) addOidcRoutes(server, options.accounts);
  addEventRoute(api, ports, options.eventLimits);
  addPlainRoutes(server, () => statusNow(ports, new Date()));
  if (metrics) addMetricsRoute(server, metrics);
  const missing = options.pageFolder === undefined ? undefined : addPageRoutes(server, options.pageFolder);
  if (missing !== undefined) log.warn('console.pages-missing', { reason: missing });
  return { server, secure };
}

/** @throws SetupFailure `port-in-use` naming the port, `config-invalid` for a host that is not an address of this machine. */
export async function startConsole(options: ConsoleOptions): Promise<Console> {
  const { server, secure } = consoleOf(options);
  try {
    await server.listen({ host: options.host, port: options.port });
  } catch (error) {
    await server.close();
    throw await listenFailure(
      {
        protocol: 'HTTP',
        host: options.host,
        port: options.port,
        portKey: '--http-port or console.port',
        hostKey: 'console.host',
      },
      error,
    );
  }
  const [address] = server.addresses();
  return {
    port: typeof address === 'object' ? address.port : options.port,
    setCredentials: (credentials) => secure?.setCredentials(credentials),
    close: () => server.close(),
  };
}
