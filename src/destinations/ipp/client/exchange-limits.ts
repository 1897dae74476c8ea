// Time limits of one HTTP exchange with a printer. Both silence and the total time are limited: a printer that sends or
// accepts one byte at a time without end is given up. A document may take as long as it is accepted at a minimum rate,
// because a large film on a slow network takes long; everything else has a fixed time. Start at `ExchangeLimits`.
import { IppFailure } from '../../../shared/errors/device-failures.ts';
import type { ClientRequest } from 'node:http';

export interface LimitOptions {
  /** For resolving the name, the connection and the TLS handshake together. */
  readonly connectMs: number;
  /** Without a byte in either direction. */
  readonly idleMs: number;
  /** From the last byte of the request to the last byte of the answer. */
  readonly answerMs: number;
  /**
   * Minimum rate in bytes per second at which a printer must accept a document, measured over each interval of `answerMs`;
   * default 8192.
   */
  readonly minUploadRate?: number;
}

/** The slowest networks of printers (Bluetooth, power line, GPRS) are faster. */
const defaultMinUploadRate = 8192;
/** Maximum number of interim answers (1xx) to one request. */
const maxInterimAnswers = 100;

const seconds = (ms: number) => `${ms / 1000} s`;

export class ExchangeLimits {
  readonly #options: LimitOptions;
  readonly #where: string;
  readonly #end: () => void;
  #timer: NodeJS.Timeout | undefined;
  #socket: ClientRequest['socket'] | undefined;
  #connected = false;
  #stopped = false;
  #hasDocument = false;
  #failure: IppFailure | undefined;

  /**
   * Limits `request` from now on: first its connection, then its answer, or its document once `uploading` is called.
   * @param where - host and port, for messages
   * @param end - ends the exchange in any phase
   */
  constructor(request: ClientRequest, where: string, options: LimitOptions, end: () => void) {
    this.#options = options;
    this.#where = where;
    this.#end = end;
    // Node's own timeout starts with the connection; this one covers resolving the name as well.
    this.#after(options.connectMs, () => {
      this.#exceed('unreachable', `cannot be reached: no connection within ${seconds(options.connectMs)}`);
    });
    request.once('socket', (socket) => {
      this.#socket = socket;
      const connected = () => {
        this.#connected = true;
        if (this.#hasDocument) this.uploading();
        else this.answering();
      };
      // A TLS socket is assigned when it is already secure.
      if (socket.connecting) socket.once('connect', connected);
      else connected();
    });
    request.setTimeout(options.idleMs, () => {
      this.#exceed('silent', `did not answer for ${seconds(options.idleMs)}`);
    });
    let interim = 0;
    request.on('information', () => {
      interim += 1;
      if (interim > maxInterimAnswers)
        this.#exceed('slow', `sent ${maxInterimAnswers} interim answers (HTTP 1xx) and no other`);
    });
  }

  get isConnected(): boolean {
    return this.#connected;
  }

  /** Why the exchange was ended; undefined when no limit was exceeded. */
  get failure(): IppFailure | undefined {
    return this.#failure;
  }

  /** A document is being sent: continues as long as it is accepted at the minimum rate. */
  uploading(): void {
    this.#hasDocument = true;
    if (!this.#connected) return;
    const { answerMs, minUploadRate = defaultMinUploadRate } = this.#options;
    const before = this.#socket?.bytesWritten ?? 0;
    this.#after(answerMs, () => {
      const taken = (this.#socket?.bytesWritten ?? 0) - before;
      if (taken >= (minUploadRate * answerMs) / 1000) this.uploading();
      else {
        const found = `received ${taken} bytes of the document in ${seconds(answerMs)}`;
        this.#exceed('slow', `${found}; the minimum is ${minUploadRate} bytes per second`);
      }
    });
  }

  /** The request has been sent completely: the time limit for the answer starts. */
  answering(): void {
    const { answerMs } = this.#options;
    this.#after(answerMs, () => {
      const hasAnswered = (this.#socket?.bytesRead ?? 0) > 0;
      const what = hasAnswered
        ? `did not complete its answer within ${seconds(answerMs)}`
        : `did not answer for ${seconds(answerMs)}`;
      this.#exceed(hasAnswered ? 'slow' : 'silent', what);
    });
  }

  /** The exchange is over, whatever its socket still reports. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #after(ms: number, expired: () => void): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(expired, ms);
  }

  /** Only the first limit counts. */
  #exceed(trouble: 'unreachable' | 'silent' | 'slow', what: string): void {
    this.stop();
    this.#failure ??= new IppFailure(trouble, `${this.#where} ${what}`);
    this.#end();
  }
}
