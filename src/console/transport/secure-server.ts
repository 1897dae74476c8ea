// HTTPS on the port of the console. A connection whose first byte begins a TLS handshake is one of HTTPS; any other gets a redirect, so
// that a user who types http:// arrives. Start at `SecureListener`.
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import https from 'node:https';
import type { TLSSocket } from 'node:tls';
import { plainAddress } from '../../shared/address-list.ts';
import type { Log } from '../../shared/log/log.ts';
import type { RefusalLog } from '../../shared/log/refusal-log.ts';
import { handshakeReason } from '../../shared/tls/tls-reasons.ts';
import type { TlsCredentials } from '../../shared/tls/tls-credentials.ts';
import { secureContextOf } from '../../shared/tls/tls-profile.ts';
import { createRedirects } from './redirects.ts';

type Socket = IncomingMessage['socket'];

/** ContentType handshake (RFC 8446 5.1). */
const handshakeByte = 0x16;
/** For the first byte, a handshake, or a request that is redirected, ms. */
const maxWaitMs = 10_000;

export interface SecureListenerOptions {
  readonly credentials: TlsCredentials;
  /** Whether a request with this Host header is answered. */
  readonly hostAllowed: (host: string | undefined) => boolean;
  readonly timeouts: Pick<Server, 'keepAliveTimeout' | 'requestTimeout' | 'timeout'>;
  readonly refusals: RefusalLog;
  readonly log: Log;
}

export class SecureListener {
  readonly #options: SecureListenerOptions;
  readonly #redirects: Server;
  /** Connections that HTTPS does not know yet, or never will. */
  readonly #pending = new Set<Socket>();
  #server: https.Server | undefined;
  #stopped = false;

  constructor(options: SecureListenerOptions) {
    this.#options = options;
    this.#redirects = createRedirects(options.hostAllowed);
  }

  /** Makes the server; once. */
  create(handler: RequestListener): https.Server {
    const { credentials, timeouts } = this.#options;
    const context = { ...secureContextOf(credentials), handshakeTimeout: maxWaitMs };
    const server = https.createServer(context, handler);
    Object.assign(server, timeouts);
    // The listener of TLS itself gets a connection once it is known to be one of TLS.
    const secure = server.listeners('connection');
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      this.#sort(socket, () => {
        for (const listener of secure) listener.call(server, socket);
      });
    });
    // Node answers a failed handshake in HTTP, which no one can read.
    server.removeAllListeners('tlsClientError');
    server.on('tlsClientError', (error: Error, socket: TLSSocket) => {
      this.#refuse(error, socket);
    });
    this.#server = server;
    return server;
  }

  /** For connections from now on. */
  setCredentials(credentials: TlsCredentials): void {
    this.#server?.setSecureContext(secureContextOf(credentials));
  }

  /** Ends connections that HTTPS does not know, and accepts no others. */
  stop(): void {
    this.#stopped = true;
    for (const socket of this.#pending) socket.destroy();
  }

  #sort(socket: Socket, isSecure: () => void): void {
    this.#pending.add(socket);
    const timer = setTimeout(() => socket.destroy(), maxWaitMs).unref();
    const failed = () => socket.destroy();
    socket.on('error', failed);
    socket.once('close', () => {
      clearTimeout(timer);
      this.#pending.delete(socket);
    });
    if (this.#stopped) socket.destroy();
    socket.once('data', (bytes: Buffer) => {
      // The next owner of the connection reads the bytes again.
      socket.pause();
      socket.unshift(bytes);
      if (bytes[0] === handshakeByte) {
        clearTimeout(timer);
        socket.off('error', failed);
        isSecure();
      } else {
        // The timer stays: this connection has one request.
        this.#redirects.emit('connection', socket);
      }
      process.nextTick(() => socket.resume());
    });
  }

  #refuse(error: Error, socket: TLSSocket): void {
    socket.destroy();
    if (this.#stopped) return;
    const { log, refusals } = this.#options;
    const address = plainAddress(socket.remoteAddress ?? 'unknown');
    const fields = { peer: address, why: handshakeReason(error) };
    refusals.refused(log, address, { event: 'tls.refused', fields });
  }
}
