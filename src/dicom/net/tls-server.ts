// The TLS side of a listener: handshakes, client certificates, and replacing our own certificate while it listens. The result
// is an ordinary socket, and the certificate of the peer.
import type { Server, Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Log } from '../../shared/log/log.ts';
import type { PeerCertificate } from './peer.ts';
import type { RefusalLog } from '../../shared/log/refusal-log.ts';
import type { AssociationTimeouts } from './timeouts.ts';
import type { TlsCredentials } from '../../shared/tls/tls-credentials.ts';
import { secureContextOf } from '../../shared/tls/tls-profile.ts';
import { certificateReason, handshakeReason } from '../../shared/tls/tls-reasons.ts';

/** Whether clients are asked for a certificate. A presented one must be valid, whether required or not. */
export const clientCertificates = ['none', 'optional', 'required'] as const;
export type ClientCertificate = (typeof clientCertificates)[number];

export interface TlsServerOptions {
  readonly credentials: TlsCredentials;
  readonly clientCertificate: ClientCertificate;
  readonly timeouts: Pick<AssociationTimeouts, 'artim'>;
  readonly refusals: RefusalLog;
  readonly log: Log;
}

export interface TlsServer {
  readonly server: Server;
  setCredentials(credentials: TlsCredentials): void;
  /** Ends the handshakes in progress, and accepts no further connections. */
  stop(): void;
}

const maxHandshakeMs = 120_000;

function first(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** The contents of the peer's certificate; undefined if it presented none. */
function certificateOf(socket: TLSSocket): PeerCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return undefined;
  const { subject, subjectaltname = '' } = certificate.toLegacyObject();
  return {
    commonName: first(subject.CN),
    // Node quotes names with a comma or a quote; they are dropped, because no pattern of an access rule could match them.
    alternativeNames: subjectaltname
      .split(', ')
      .filter((name) => !name.includes('"'))
      .map((name) => name.replace(/^[^:]*:/, '')),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

/** A server for connections with a completed handshake; `connected` gets each with its peer's certificate. */
export function createTlsServer(
  options: TlsServerOptions,
  connected: (socket: Socket, certificate?: PeerCertificate) => void,
): TlsServer {
  const { clientCertificate, refusals, log, timeouts } = options;
  /** Connections in a handshake, by address and port. */
  const shaking = new Map<string, Socket>();
  /** Connections that the client has just closed. */
  const closedSockets = new Set<Socket>();
  let stopped = false;
  /** Peers whose handshake has failed: a closed TLS socket no longer knows its peer, but the connection below does. */
  const leftBy = (socket: Socket): Socket => {
    if (socket.remoteAddress !== undefined) return socket;
    const [raw = [...shaking.values()].find(({ destroyed }) => destroyed)] = closedSockets;
    if (raw) closedSockets.delete(raw);
    return raw ?? socket;
  };
  const refuse = (address: string, port: number, why: string): void => {
    refusals.refused(log, address, { event: 'tls.refused', fields: { peer: `${address}:${port}`, why } });
  };
  const server = createServer({
    ...secureContextOf(options.credentials),
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
    handshakeTimeout: timeouts.artim || maxHandshakeMs,
    requestCert: clientCertificate !== 'none',
    // Checked below, where the reason can be logged.
    rejectUnauthorized: false,
  });
  server.on('connection', (raw: Socket) => {
    // Read while the socket is open, so that the address is known after its end as well.
    const { remoteAddress = 'unknown', remotePort = 0 } = raw;
    const name = `${remoteAddress}:${remotePort}`;
    shaking.set(name, raw);
    raw.once('close', () => {
      if (!shaking.delete(name)) return;
      closedSockets.add(raw);
      // The TLS side reports the failure in the same turn, or has already done so.
      setImmediate(() => closedSockets.delete(raw));
    });
  });
  server.on('secureConnection', (socket) => {
    const { remoteAddress = 'unknown', remotePort = 0 } = socket;
    shaking.delete(`${remoteAddress}:${remotePort}`);
    const certificate = clientCertificate === 'none' ? undefined : certificateOf(socket);
    const objection = objectionTo(socket, certificate, clientCertificate);
    if (objection === undefined && !stopped) {
      connected(socket, certificate);
      return;
    }
    if (objection !== undefined) refuse(remoteAddress, remotePort, objection);
    socket.on('error', () => undefined).destroy();
  });
  server.on('tlsClientError', (error, socket) => {
    if (stopped) return;
    const { remoteAddress = 'unknown', remotePort = 0 } = leftBy(socket);
    refuse(remoteAddress, remotePort, handshakeReason(error));
    socket.destroy();
  });
  return {
    server,
    setCredentials: (credentials) => {
      server.setSecureContext(secureContextOf(credentials));
    },
    stop: () => {
      stopped = true;
      for (const raw of shaking.values()) raw.destroy();
    },
  };
}

function objectionTo(
  socket: TLSSocket,
  certificate: PeerCertificate | undefined,
  clientCertificate: ClientCertificate,
): string | undefined {
  if (clientCertificate === 'none') return undefined;
  if (!certificate) {
    return clientCertificate === 'required' ? 'it presented no certificate, and one is required' : undefined;
  }
  // Node's types say Error; at run time it is the code as a string.
  return socket.authorized ? undefined : certificateReason(String(socket.authorizationError));
}
