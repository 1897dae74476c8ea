// Bounds the console's connections: each takes a file descriptor, and those are for films first. Above the limit the
// connection that has been without a request for longest makes room, so that a technician gets in whatever browsers and
// monitors keep open. Start at `limitConnections`.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** 64 that follow events, and some for every browser and monitor; far below the 1024 descriptors of a usual process. */
export const maxConnections = 256;

/** @param max connections at once; when all of them are at work, a new one is closed */
export function limitConnections(server: Server, max: number): void {
  /** Without a request, in the order in which they became so. */
  const idle = new Set<IncomingMessage['socket']>();
  let open = 0;
  server.on('connection', (socket: IncomingMessage['socket']) => {
    open += 1;
    idle.add(socket);
    socket.once('close', () => {
      open -= 1;
      idle.delete(socket);
    });
    if (open <= max) return;
    const [longest = socket] = idle;
    longest.destroy();
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    idle.delete(socket);
    response.once('close', () => {
      if (!socket.destroyed) idle.add(socket);
    });
  });
}
