// Listens for associations. acceptor-connection.ts handles one connection, negotiation.ts the negotiation.
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { messageOf } from '../../shared/errors/errors.ts';
import { listenFailure } from '../../shared/errors/listen-failure.ts';
import type { AcceptorState } from './acceptor-connection.ts';
import { AcceptorConnection } from './acceptor-connection.ts';
import type { AcceptorOptions } from './acceptor-options.ts';
import type { PeerCertificate } from '../net/peer.ts';
import { RefusalLog } from '../../shared/log/refusal-log.ts';
import type { TlsCredentials } from '../../shared/tls/tls-credentials.ts';
import { createTlsServer } from '../net/tls-server.ts';
import { settlesWithin } from '../../shared/within.ts';

export interface Acceptor {
  readonly port: number;
  /** Number of associations open now. */
  readonly associations: number;
  /** New connections get these; open ones keep their own. No effect on an unencrypted listener. */
  setCredentials(credentials: TlsCredentials): void;
  /** Stops listening, lets running associations finish for `graceMs`, then aborts them. */
  close(graceMs: number): Promise<void>;
}

const socketOptions = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };

/** How long a peer has to close its side when the server closes. */
const lastWordsMs = 1000;

/**
 * Starts to listen. Throws SetupFailure: `port-in-use` with the port, `config-invalid` for an address that this machine does
 * not have.
 */
export async function listen(options: AcceptorOptions): Promise<Acceptor> {
  const connections = new Set<AcceptorConnection>();
  const state: AcceptorState = {
    get openAssociations() {
      return [...connections].filter((connection) => connection.associated).length;
    },
  };
  const refusals = new RefusalLog(options.log);
  const connected = (socket: Socket, certificate?: PeerCertificate): void => {
    const connection = new AcceptorConnection(socket, options, { state, refusals, certificate });
    connections.add(connection);
    void connection.done.then(() => connections.delete(connection));
  };
  const secure = options.tls && createTlsServer({ ...options.tls, ...options, refusals }, connected);
  const server = secure?.server ?? createServer(socketOptions, connected);
  // Each connection may hold a request of maximum length before it counts as an association.
  server.maxConnections = 2 * options.maxAssociations + 16;
  const associated = (address: string) =>
    [...connections].filter((connection) => connection.associated && connection.address === address).length;
  limitWaiting(server, server.maxConnections / 2, associated, (address, why) => {
    refusals.refused(options.log, address, { event: 'connection.refused', fields: { peer: address, why } });
  });
  server.on('drop', (dropped) => {
    options.log.debug('connection.dropped', { peer: dropped?.remoteAddress, open: connections.size });
  });
  const port = await listening(server, options);
  // A connection that could not be accepted, for example for lack of memory: without a listener the error would end the
  // process.
  server.on('error', (error) => {
    options.log.error('listener.failed', { reason: messageOf(error) });
  });
  return {
    port,
    get associations() {
      return state.openAssociations;
    },
    setCredentials: (credentials) => secure?.setCredentials(credentials),
    close: async (graceMs) => {
      const closed = new Promise((resolve) => server.close(resolve));
      secure?.stop();
      await closeConnections(connections, graceMs);
      await closed;
      refusals.close();
    },
  };
}

/**
 * Limits the connections from one address that are not an association (yet, or any more), including TLS handshakes, to
 * `maxWaiting`: otherwise one client that opens connections and sends nothing could block all others.
 */
function limitWaiting(
  server: Server,
  maxWaiting: number,
  associated: (address: string) => number,
  refused: (address: string, why: string) => void,
): void {
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const { remoteAddress: address = 'unknown' } = socket;
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    const waiting = count - associated(address);
    if (waiting <= maxWaiting) return;
    refused(
      address,
      `${maxWaiting} connections of ${address} are open without an association; further ones are closed`,
    );
    socket.destroy();
  });
}

/** The port that was opened. */
function listening(server: Server, { host, port }: AcceptorOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (error: Error): void => {
      void listenFailure(
        {
          protocol: 'DICOM',
          host,
          port,
          portKey: '--dicom-port, dicom.port or dicom.listeners',
          hostKey: 'dicom.host or dicom.listeners',
        },
        error,
      ).then(reject);
    };
    server.once('error', refused);
    server.listen({ host, port }, () => {
      server.off('error', refused);
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
  if (!(await settlesWithin(graceMs, all('over')))) {
    for (const connection of connections) connection.stop('the server is shutting down');
  }
  // No association is open any more: peers get a moment to read the last PDU, not the full time.
  if (await settlesWithin(lastWordsMs, all('done'))) return;
  for (const connection of connections) connection.destroy();
  await all('done');
}
