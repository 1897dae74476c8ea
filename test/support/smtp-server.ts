// A mail server that accepts e-mails over SMTP (RFC 5321), with TLS from the beginning or by STARTTLS and with AUTH PLAIN, and
// that answers single commands as the test specifies.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { IssuedFiles } from './certificates.ts';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As sent: header, empty line, body. */
  readonly text: string;
  readonly encrypted: boolean;
  /** User and password of AUTH PLAIN. */
  readonly login: string | undefined;
}

export interface SmtpOptions {
  readonly security?: 'none' | 'starttls' | 'tls';
  readonly files?: IssuedFiles;
  /** Suites of TLS 1.2, which is then the newest version. */
  readonly ciphers?: string;
  /** user:password; default: AUTH is not offered. */
  readonly login?: string;
}

export class SmtpServer {
  readonly mails: ReceivedMail[] = [];
  /** Replies to the next commands of a name, in order, instead of success; `silence`: none. */
  readonly replies = new Map<string, (number | 'silence')[]>();
  readonly #options: SmtpOptions;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #wake = Promise.withResolvers<undefined>();

  private constructor(options: SmtpOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
      this.#greet(options.security === 'tls' ? this.#encrypted(socket) : socket);
    });
  }

  static async start(options: SmtpOptions = {}): Promise<SmtpServer> {
    const server = new SmtpServer(options);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** Resolves when this many e-mails have arrived. */
  async mailsOf(count: number): Promise<readonly ReceivedMail[]> {
    while (this.mails.length < count) await this.#wake.promise;
    return this.mails;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #encrypted(socket: Socket): TLSSocket {
    const { files, ciphers } = this.#options;
    if (!files) throw new Error('TLS needs a certificate');
    const secureContext = createSecureContext({
      cert: readFileSync(files.certificate),
      key: readFileSync(files.key),
      ...(ciphers === undefined ? {} : { ciphers, maxVersion: 'TLSv1.2' }),
    });
    return new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => undefined);
  }

  #greet(socket: Socket): void {
    socket.write('220 mail.example.org\r\n');
    this.#serve(socket);
  }

  #serve(socket: Socket): void {
    const { security = 'none', login: expected } = this.#options;
    const encrypted = socket instanceof TLSSocket;
    let buffered = '';
    let data = false;
    let login: string | undefined;
    let from = '';
    let to: string[] = [];
    const take = (piece: string) => {
      buffered += piece;
      for (;;) {
        const end = buffered.indexOf(data ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const text = buffered.slice(0, end);
        buffered = buffered.slice(end + (data ? 5 : 2));
        command(data ? 'END' : text);
        if (data && text.includes('\r\n')) {
          data = false;
          this.mails.push({ from, to, text, encrypted, login });
          this.#wake.resolve(undefined);
          this.#wake = Promise.withResolvers();
        }
      }
    };
    const command = (line: string) => {
      const name = line.split(/[ :]/, 1)[0]?.toUpperCase() ?? '';
      const scripted = this.replies.get(name)?.shift();
      if (scripted === 'silence') return;
      if (scripted !== undefined) {
        socket.write(`${scripted} not now, s3cret\r\n`);
        return;
      }
      const address = /<(.*)>/.exec(line)?.[1] ?? '';
      switch (name) {
        case 'EHLO': {
          const offers = ['mail.example.org'];
          if (security === 'starttls' && !encrypted) offers.push('STARTTLS');
          if (expected !== undefined) offers.push('AUTH PLAIN');
          for (const [index, offer] of offers.entries())
            socket.write(`250${index === offers.length - 1 ? ' ' : '-'}${offer}\r\n`);
          return;
        }
        case 'STARTTLS':
          if (security !== 'starttls') {
            socket.write('502 not offered\r\n');
            return;
          }
          socket.removeAllListeners('data');
          socket.write('220 go ahead\r\n');
          this.#serve(this.#encrypted(socket));
          return;
        case 'AUTH': {
          const [, user, password] = Buffer.from(line.split(' ')[2] ?? '', 'base64')
            .toString()
            .split('\0');
          login = `${user ?? ''}:${password ?? ''}`;
          socket.write(login === expected ? '235 welcome\r\n' : '535 s3cret is wrong\r\n');
          return;
        }
        case 'MAIL':
          from = address;
          to = [];
          break;
        case 'RCPT':
          to.push(address);
          break;
        case 'DATA':
          data = true;
          socket.write('354 go on\r\n');
          return;
        case 'QUIT':
          socket.end('221 bye\r\n');
          return;
      }
      socket.write('250 done\r\n');
    };
    socket.setEncoding('utf8').on('data', take);
  }
}
