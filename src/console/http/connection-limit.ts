// Limits the console's connections, because each takes a file descriptor and films need them first. Above the limit, the
// connection that has been idle longest is closed, so that a technician can always connect, whatever browsers and monitors keep
// open. Start at `limitConnections`.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** 64 for event streams, and some for every browser and monitor; far below the usual limit of 1024 descriptors per process. */
export const maxConnections = 256;

/** @param max connections at a time; when none of them is idle, a new one is closed */
export function limitConnections(server: Server, max: number): void {
  /** Idle connections, longest idle first. */
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
