// Answers requests by HTTP on a port for HTTPS: the same address with https://. The method and the body are to be sent again (308), which
// programs do; nothing of the request is acted on.
import { createServer, type Server } from 'node:http';

/** A host with an optional port, as Host headers have them (RFC 9110 7.2). */
export const hostForm = /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/**
 * A server that does not listen: it gets connections by its event `connection`.
 * @param hostAllowed whether a request with this Host header is answered
 */
export function createRedirects(hostAllowed: (host: string | undefined) => boolean): Server {
  return createServer((request, response) => {
    const { host } = request.headers;
    const { url = '/' } = request;
    response.setHeader('connection', 'close');
    response.setHeader('content-type', 'text/plain; charset=utf-8');
    if (host === undefined || !hostForm.test(host) || !url.startsWith('/')) {
      response.writeHead(400).end('This port speaks HTTPS.\n');
    } else if (!hostAllowed(host)) {
      response.writeHead(403).end('The console answers on this machine only.\n');
    } else {
      response
        .writeHead(308, { location: `https://${host}${url}`, 'cache-control': 'no-store' })
        .end('This port speaks HTTPS.\n');
    }
  });
}
