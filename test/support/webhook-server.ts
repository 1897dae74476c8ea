// An HTTP server that receives webhook messages and responds as the test specifies.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';

export interface WebhookRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A status, or silence: the request is read but never answered. */
export type Answer = number | 'silence';

export class WebhookServer {
  readonly requests: WebhookRequest[] = [];
  /** Further responses in order; afterwards 204. */
  answers: Answer[] = [];
  readonly #server: Server;
  #wake = Promise.withResolvers<undefined>();

  private constructor() {
    this.#server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const { method = '', url: path = '', headers } = request;
        this.requests.push({ method, path, headers, body: Buffer.concat(pieces).toString() });
        const answer = this.answers.shift() ?? 204;
        this.#wake.resolve(undefined);
        this.#wake = Promise.withResolvers();
        if (answer === 'silence') return;
        response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end();
      });
    });
  }

  /** @param port 0 for any free one */
  static async start(port = 0): Promise<WebhookServer> {
    const server = new WebhookServer();
    server.#server.listen(port, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook?token=s3cret-token`;
  }

  /** Resolves when this many requests have arrived since the start. */
  async received(count: number): Promise<readonly WebhookRequest[]> {
    while (this.requests.length < count) await this.#wake.promise;
    return this.requests;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
