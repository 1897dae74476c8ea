// The connection of one HTTP request to a printer, plain or TLS, with the headers of IPP. The certificate is verified before
// anything is sent. Start at `openRequest`.
import type { ClientRequest } from 'node:http';
import tls from 'node:tls';
import { IppFailure } from '../../../shared/errors/device-failures.ts';
import type { LimitOptions } from './exchange-limits.ts';
import type { PrinterAddress } from '../protocol/printer-address.ts';

// Importing them evaluates all their names, among them the WebSocket and fetch of Node, which no printer needs: that took a
// tenth of the time in which a server starts.
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

export interface PostOptions extends LimitOptions {
  /**
   * SHA-256 of the only trusted certificate, 64 hex digits in upper case; default: the certificates that the system trusts.
   */
  readonly certificateFingerprint?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Announce the document by Expect: 100-continue, so that a refusal precedes the document; default true. */
  readonly expect?: boolean;
  readonly signal?: AbortSignal;
}

export interface Exchange {
  readonly request: ClientRequest;
  /** Ends it in any phase. */
  readonly end: () => void;
}

/** Starts a request; nothing is sent before the certificate is trusted. */
export function openRequest(
  address: PrinterAddress,
  byteLength: number,
  withDocument: boolean,
  options: PostOptions,
): Exchange {
  const { host, port, path, secure } = address;
  const common = {
    host,
    port,
    path,
    method: 'POST',
    headers: {
      'Content-Type': 'application/ipp',
      'Content-Length': String(byteLength),
      Connection: 'close',
      // A refusal then precedes the document.
      ...(withDocument && options.expect !== false ? { Expect: '100-continue' } : {}),
      // An IPv6 zone is valid only on this machine (RFC 6874 3).
      ...(host.includes('%') ? { Host: `[${host.replace(/%.*$/, '')}]:${port}` } : {}),
      ...options.headers,
    },
  };
  if (!secure) {
    const request = http.request({ ...common, agent: false });
    return { request, end: () => void request.destroy() };
  }
  // Before TLS has started, the request does not know its socket; it would leave it open and never end.
  let socket: tls.TLSSocket | undefined;
  const request = https.request({
    ...common,
    createConnection: (_, handOver) => {
      const opened = tls.connect({
        host,
        port,
        minVersion: 'TLSv1.2',
        // Host names only (RFC 6066 3).
        ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
        // The certificate is verified below, before anything is sent.
        rejectUnauthorized: false,
      });
      socket = opened;
      opened.on('error', (error: Error) => {
        handOver(error, opened);
      });
      // The request accepts the socket only once; afterwards it has listeners of its own on the socket.
      opened.once('close', () => {
        handOver(new Error('it ended the connection before it was encrypted'), opened);
      });
      opened.once('secureConnect', () => {
        const distrust = distrustOf(opened, address, options.certificateFingerprint);
        if (distrust) opened.destroy();
        handOver(distrust ?? null, opened);
      });
      return undefined;
    },
  });
  const end = () => {
    request.destroy();
    socket?.destroy();
  };
  return { request, end };
}

/** Why the printer is not trusted: its certificate is not the pinned one, or not one that the system trusts. */
function distrustOf(
  socket: tls.TLSSocket,
  { host, port }: PrinterAddress,
  pinned: string | undefined,
): IppFailure | undefined {
  const shown = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '') ?? 'none';
  if (pinned === undefined ? socket.authorized : shown === pinned) return undefined;
  const why =
    pinned === undefined ? `not trusted (${String(socket.authorizationError)})` : 'not the pinned one';
  return new IppFailure(
    'certificate',
    `${host}:${port} shows the certificate sha256:${shown}, which is ${why}`,
  );
}
