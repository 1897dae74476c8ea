// One connection to the audit repository. Syslog has no acknowledgement: only a connection that both sides have closed in order proves
// that the repository has read everything. Start at `connectRepository`.
import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { readTlsFiles, type TlsFiles } from '../../shared/tls/tls-credentials.ts';
import { secureContextOf } from '../../shared/tls/tls-profile.ts';
import { handshakeReason } from '../../shared/tls/tls-reasons.ts';

export interface RepositoryAddress {
  readonly host: string;
  readonly port: number;
  /** Absolute. Certificate and key: the repository demands a client certificate. */
  readonly files: TlsFiles;
}

export interface RepositoryConnection {
  /** Resolves when the system has taken the bytes. Throws once the connection is lost. */
  readonly send: (bytes: Buffer) => Promise<void>;
  /** Resolves when the repository has read everything and closed its side. Throws if it does not. */
  readonly finish: () => Promise<void>;
  readonly destroy: () => void;
}

const timeoutMs = 20_000;

/** The files are read at each call, so that renewed certificates are used. @throws Error with the reason */
export async function connectRepository(
  { host, port, files }: RepositoryAddress,
  signal: AbortSignal,
): Promise<RepositoryConnection> {
  const credentials = readTlsFiles(files, (key) => `audit.syslog.${key}`);
  const socket = connect({
    ...secureContextOf(credentials),
    host,
    port,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    timeout: timeoutMs,
  });
  let lost: Error | undefined;
  const ended = Promise.withResolvers<undefined>();
  socket.on('error', (error) => {
    lost ??= new Error(handshakeReason(error));
  });
  socket.on('timeout', () => {
    socket.destroy(new Error('the audit repository does not answer'));
  });
  socket.on('close', () => {
    lost ??= new Error('the audit repository has closed the connection');
    ended.resolve(undefined);
  });
  // What it sends is not used; unread, its end would not be noticed.
  socket.resume();
  const abort = () => {
    socket.destroy(new Error('the server stops'));
  };
  signal.addEventListener('abort', abort);
  void ended.promise.then(() => {
    signal.removeEventListener('abort', abort);
  });
  try {
    await Promise.race([once(socket, 'secureConnect'), ended.promise]);
  } catch (error) {
    socket.destroy();
    throw new Error(handshakeReason(error), { cause: error });
  }
  const loss = () => lost;
  const failure = loss();
  if (failure) throw failure;
  return {
    send: async (bytes) => {
      const before = loss();
      if (before) throw before;
      const written = new Promise<void>((resolve, reject) => {
        socket.write(bytes, (error) => {
          if (error) reject(error);
          else resolve();
        });
      });
      await Promise.race([written, ended.promise]);
      const after = loss();
      if (after) throw after;
    },
    finish: async () => {
      const before = loss();
      if (before) throw before;
      const end = { isOrderly: false };
      socket.once('end', () => {
        end.isOrderly = true;
      });
      socket.end();
      await ended.promise;
      if (!end.isOrderly) throw loss() ?? new Error('the connection was lost');
    },
    destroy: () => {
      socket.destroy();
    },
  };
}
