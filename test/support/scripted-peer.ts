// A DICOM peer that a test controls byte by byte on a raw socket. It waits for data, never for time, and knows only
// the length field of PDUs.
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createConnection, createServer } from 'node:net';

export class ScriptedPeer {
  readonly socket: Socket;
  /** Resolves when the connection is closed, in whatever way. */
  readonly closed: Promise<unknown>;
  #bytes = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#wake();
    });
    // A reset also counts as closed.
    socket.on('error', () => undefined);
    // Not `once`, which would reject for the reset.
    this.closed = new Promise<void>((resolve) =>
      socket.once('close', () => {
        resolve();
      }),
    ).then(() => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** `localAddress`: the address of this machine from which it connects. */
  static async connect(port: number, localAddress?: string): Promise<ScriptedPeer> {
    const from = localAddress === undefined ? {} : { localAddress };
    const socket = createConnection({ host: '127.0.0.1', port, noDelay: true, ...from });
    await once(socket, 'connect');
    return new ScriptedPeer(socket);
  }

  send(...bytes: readonly Uint8Array[]): this {
    for (const part of bytes) this.socket.write(part);
    return this;
  }

  /** The next complete PDU. Rejects if the connection closes first. */
  async receive(): Promise<Buffer> {
    for (;;) {
      const length = this.#bytes.length < 6 ? Infinity : 6 + this.#bytes.readUInt32BE(2);
      if (this.#bytes.length >= length) {
        const pdu = this.#bytes.subarray(0, length);
        this.#bytes = this.#bytes.subarray(length);
        return pdu;
      }
      if (this.#ended)
        throw new Error(`the connection closed after ${this.#bytes.toString('hex') || 'nothing'}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Closes the connection without a release or an abort, as a crashed client does. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  end(): void {
    this.socket.end();
  }
}

/** Listens for requestors; each connection becomes a scripted peer. */
export class ScriptedServer {
  readonly port: number;
  readonly #server: Server;
  readonly #accepted: ScriptedPeer[] = [];
  #wake: () => void = () => undefined;

  constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => {
      this.#accepted.push(new ScriptedPeer(socket));
      this.#wake();
    });
  }

  static async listen(): Promise<ScriptedServer> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ScriptedServer(server);
  }

  async accept(): Promise<ScriptedPeer> {
    for (;;) {
      const peer = this.#accepted.shift();
      if (peer) return peer;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#server.close();
  }
}
