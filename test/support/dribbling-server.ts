// An HTTP server with endless responses: it answers every request with some bytes, and then more and more, until the
// connection is closed. The test chooses the bytes. Start at `startDribbler`; `endless` has an endless response of
// each kind.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';

export interface Dribble {
  /** Sent once, when the request has arrived. */
  readonly first?: string | Buffer;
  /** Sent repeatedly. */
  readonly again: string | Buffer;
  readonly everyMs?: number;
  /** Bytes of the request read per interval; default: all at once. */
  readonly readBytes?: number;
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
}

export interface Dribbler {
  readonly port: number;
  /** Number of complete requests so far: heads, and bodies by Content-Length. */
  readonly requests: () => number;
  /** Resolves when this many requests were complete. */
  readonly asked: (count: number) => Promise<void>;
  /** Resolves when all client connections are closed. */
  readonly closed: () => Promise<void>;
}

const head = (type: string) => `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n`;
/** version, successful-ok, request id: the start of an IPP response. */
const ippHead = '\x02\x00\x00\x00\x00\x00\x00\x01\x01';

/** Endless responses, by kind. */
export const endless = {
  'a status line, byte by byte': { first: 'HTTP/1.1 200 ', again: 'O' },
  'a header, byte by byte': { first: `${head('application/ipp')}X-Long: `, again: 'a' },
  '100 Continue': { again: 'HTTP/1.1 100 Continue\r\n\r\n' },
  '102 Processing': { again: 'HTTP/1.1 102 Processing\r\n\r\n' },
  'a body of a length, byte by byte': {
    first: `${head('application/ipp')}Content-Length: 1000000\r\n\r\n${ippHead}`,
    again: ' ',
  },
  'a body in chunks': {
    first: `${head('application/ipp')}Transfer-Encoding: chunked\r\n\r\n9\r\n${ippHead}\r\n`,
    again: '1\r\na\r\n',
  },
  'a body until the connection ends': { first: `${head('application/json')}\r\n{"a":"`, again: 'b' },
} as const satisfies Readonly<Record<string, Dribble>>;

/** Listens on a free port of 127.0.0.1 until the test ends. */
export async function startDribbler(t: Pick<TestContext, 'after'>, dribble: Dribble): Promise<Dribbler> {
  const { first = '', again, everyMs = 10, readBytes, tls } = dribble;
  const sockets = new Set<Socket>();
  let requests = 0;
  let wake: () => void = () => undefined;
  const until = async (isDone: () => boolean) => {
    while (!isDone()) await new Promise<void>((resolve) => (wake = resolve));
  };
  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let text = '';
    let left: number | undefined;
    let timer: NodeJS.Timeout | undefined;
    socket.on('close', () => {
      clearInterval(timer);
      sockets.delete(socket);
      wake();
    });
    const take = (chunk: Buffer) => {
      if (left === undefined) {
        text += chunk.toString('latin1');
        const end = text.indexOf('\r\n\r\n');
        if (end < 0) return;
        left = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0) - (text.length - end - 4);
        socket.write(first, 'latin1');
        timer = setInterval(() => {
          if (readBytes !== undefined) read();
          if (!socket.writableNeedDrain) socket.write(again, 'latin1');
        }, everyMs);
      } else left -= chunk.length;
      if (left > 0) return;
      requests += 1;
      wake();
    };
    const read = () => {
      const chunk: unknown = socket.read(Math.min(readBytes ?? 0, socket.readableLength));
      if (chunk instanceof Buffer) take(chunk);
    };
    if (readBytes === undefined) socket.on('data', take);
    else
      socket.once('readable', () => {
        read();
        socket.on('readable', () => undefined);
      });
  };
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    requests: () => requests,
    asked: (count) => until(() => requests >= count),
    closed: () => until(() => sockets.size === 0),
  };
}
