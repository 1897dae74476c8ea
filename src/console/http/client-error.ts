// The response to bytes that are not an HTTP request, or to a request that is too large: Node's parser does not pass these to a
// route.

import { frameworkRefusal } from './refusal.ts';
const statusByCode: ReadonlyMap<string, number> = new Map([['HPE_HEADER_OVERFLOW', 431]]);

interface ClientSocket {
  readonly writable: boolean;
  destroy(): unknown;
  end(text: string): unknown;
}

/** Responds with an error body like that of every error, and ends the connection. */
export function clientErrorHandler(error: { readonly code?: string }, socket: ClientSocket): void {
  // No response on a connection that is closed, or that timed out without a request.
  if (error.code === 'ECONNRESET' || error.code === 'ERR_HTTP_REQUEST_TIMEOUT' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = frameworkRefusal({
    statusCode: statusByCode.get(error.code ?? ''),
    message: 'the request is not valid HTTP/1.1',
  });
  const body = JSON.stringify(refusal.body);
  socket.end(
    `HTTP/1.1 ${refusal.statusCode} ${refusal.statusCode === 431 ? 'Request Header Fields Too Large' : 'Bad Request'}\r\n` +
      'Content-Type: application/json; charset=utf-8\r\nConnection: close\r\nCache-Control: no-store\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
