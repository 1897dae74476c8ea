// Listens for associations. What happens on one connection: acceptor-connection.ts; what is agreed: negotiation.ts.
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { SetupFailure, messageOf, systemCodeOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AcceptorState } from './acceptor-connection.ts';
import { AcceptorConnection } from './acceptor-connection.ts';
import type { Association } from './association.ts';
import type { AssociationRequest } from './negotiation.ts';
import type { Rejection } from './rejection.ts';
import type { AssociationTimeouts } from './timeouts.ts';

export type { AssociationRequest } from './negotiation.ts';
export type { ProposedContext } from './pdu.ts';
export type { Rejection } from './rejection.ts';
export type { AssociationTimeouts } from './timeouts.ts';

export interface AcceptorOptions {
  readonly host: string;
  readonly port: number;
  /** What we announce and hold peers to, 0 for no limit. */
  readonly maxPduLength: number;
  readonly maxAssociations: number;
  readonly timeouts: AssociationTimeouts;
  readonly implementationVersionName: string;
  /** Abstract syntaxes that are accepted (with explicit LE, implicit LE and explicit BE, preferred in this order). */
  readonly abstractSyntaxes: ReadonlySet<string>;
  /** Accepts (undefined) or rejects a well-formed request, after the checks of the standard and of `maxAssociations`. */
  readonly decide: (request: AssociationRequest) => Rejection | undefined;
  /**
   * Serves one association; when it returns or throws the association is over: a release asked for is answered, else
   * it is aborted. WireFailure aborts with its reason. A request without an acceptable context is served as well
   * (negotiation.ts says why): its messages never come.
   */
  readonly serve: (association: Association) => Promise<void>;
  readonly log: Log;
}

export interface Acceptor {
  readonly port: number;
  /** Number of associations open now. */
  readonly associations: number;
  /** Stops listening, lets running associations finish for `graceMs`, then aborts them. */
  close(graceMs: number): Promise<void>;
}

/** How long a peer that was aborted at the end gets to close its side. */
const lastWordsMs = 1000;

/** Starts to listen. Throws SetupFailure: `port-in-use` naming the port, `config-invalid` for an address nobody has. */
export async function listen(options: AcceptorOptions): Promise<Acceptor> {
  const connections = new Set<AcceptorConnection>();
  const state: AcceptorState = {
    get openAssociations() {
      return [...connections].filter((connection) => connection.associated).length;
    },
  };
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) => {
    const connection = new AcceptorConnection(socket, options, state);
    connections.add(connection);
    void connection.done.then(() => connections.delete(connection));
  });
  // Each connection may hold a request of its maximum length before it is one of the associations that are counted.
  server.maxConnections = 2 * options.maxAssociations + 16;
  server.on('drop', (dropped) => {
    options.log.debug('connection.dropped', { peer: dropped?.remoteAddress, open: connections.size });
  });
  const port = await listening(server, options);
  return {
    port,
    get associations() {
      return state.openAssociations;
    },
    close: async (graceMs) => {
      const closed = new Promise((resolve) => server.close(resolve));
      await closeConnections(connections, graceMs);
      await closed;
    },
  };
}

/** The port that was opened. */
function listening(server: Server, { host, port }: AcceptorOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const inUse = systemCodeOf(error) === 'EADDRINUSE';
      const message = inUse
        ? `DICOM port ${port} on ${host} is in use by another program`
        : `cannot listen for DICOM on ${host} port ${port}: ${messageOf(error)}`;
      reject(new SetupFailure(inUse ? 'port-in-use' : 'config-invalid', message, { cause: error }));
    });
    server.listen({ host, port }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

async function closeConnections(
  connections: ReadonlySet<AcceptorConnection>,
  graceMs: number,
): Promise<void> {
  for (const connection of connections) if (!connection.associated) connection.stop('');
  const allDone = () => Promise.all([...connections].map((connection) => connection.done));
  if (await within(graceMs, allDone())) return;
  for (const connection of connections) connection.stop('the server is shutting down');
  if (await within(lastWordsMs, allDone())) return;
  for (const connection of connections) connection.destroy();
  await allDone();
}

/** Whether the promise settles in time. */
async function within(ms: number, promise: Promise<unknown>): Promise<boolean> {
  const { promise: timeout, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, false);
  const inTime = await Promise.race([promise.then(() => true), timeout]);
  clearTimeout(timer);
  return inTime;
}
