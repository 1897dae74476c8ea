// Listens for associations. What happens on one connection: acceptor-connection.ts; what is agreed: negotiation.ts.
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { SetupFailure, messageOf, systemCodeOf } from '../errors.ts';
import type { AcceptorState } from './acceptor-connection.ts';
import { AcceptorConnection } from './acceptor-connection.ts';
import type { AcceptorOptions } from './acceptor-options.ts';

export type { AcceptorOptions } from './acceptor-options.ts';
export type { AssociationRequest } from './negotiation.ts';
export type { ProposedContext } from './pdu.ts';
export type { Rejection } from './rejection.ts';
export type { AssociationTimeouts } from './timeouts.ts';

export interface Acceptor {
  readonly port: number;
  /** Number of associations open now. */
  readonly associations: number;
  /** Stops listening, lets running associations finish for `graceMs`, then aborts them. */
  close(graceMs: number): Promise<void>;
}

/** How long a peer gets to close its side when the server closes. */
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
  const all = (what: 'over' | 'done') => Promise.all([...connections].map((connection) => connection[what]));
  if (!(await within(graceMs, all('over')))) {
    for (const connection of connections) connection.stop('the server is shutting down');
  }
  // Nothing is lost any more: peers get a moment to read the last PDU, not all the time there is.
  if (await within(lastWordsMs, all('done'))) return;
  for (const connection of connections) connection.destroy();
  await all('done');
}

/** Whether the promise settles in time. */
async function within(ms: number, promise: Promise<unknown>): Promise<boolean> {
  const { promise: timeout, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, false);
  const inTime = await Promise.race([promise.then(() => true), timeout]);
  clearTimeout(timer);
  return inTime;
}
