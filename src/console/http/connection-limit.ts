// Limits the console's connections, because each takes a file descriptor and films need them first. Above the limit, the
// connection that has been idle longest is closed, so that a technician can always connect, whatever browsers and monitors keep
// open. Start at `limitConnections`.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

type Socket = IncomingMessage['socket'];

/** 64 for event streams, and some for every browser and monitor; far below the usual limit of 1024 descriptors per process. */
export const maxConnections = 256;

/** @param max connections at a time; when none of them is idle, a new one is closed */
export function limitConnections(server: Server, max: number): void {
  /** Idle connections, longest idle first, by their peer: over HTTPS, a request has another socket than its connection. */
  const idle = new Map<string, Socket>();
  const all = new Map<string, Socket>();
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    all.set(peer, socket);
    idle.set(peer, socket);
    socket.once('close', () => {
      if (all.get(peer) !== socket) return;
      all.delete(peer);
      idle.delete(peer);
    });
    if (all.size <= max) return;
    const [longest = socket] = idle.values();
    longest.destroy();
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const peer = peerOf(socket);
    idle.delete(peer);
    response.once('close', () => {
      const connection = all.get(peer);
      if (connection && !connection.destroyed) idle.set(peer, connection);
    });
  });
}

const peerOf = ({ remoteAddress = '', remotePort = 0 }: Socket) => `${remoteAddress} ${remotePort}`;
