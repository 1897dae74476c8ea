// Operations on one printer: IPP over HTTP with credentials, and with version 1.1 for printers that do not know 2.0.
// Start at IppClient.
import {
  authorization,
  challengesOf,
  strongestOf,
  type Challenge,
  type Credentials,
} from './http-authentication.ts';
import { post, type HttpAnswer, type PostBody, type PostDocument } from './http-post.ts';
import { IppFailure, IppRefusal } from './ipp-failure.ts';
import {
  decodeResponse,
  encodeRequest,
  type IppRequest,
  type IppResponse,
  type IppVersion,
} from './ipp-message.ts';
import type { PrinterAddress } from './printer-address.ts';
import { NotIpp } from './sound-message.ts';

export interface IppClientOptions {
  readonly address: PrinterAddress;
  readonly credentials?: Credentials;
  readonly certificateFingerprint?: string;
  readonly connectMs?: number;
  readonly idleMs?: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly document?: PostDocument;
  /** For a request of a certain version; otherwise it is the newest that the printer takes. */
  readonly version?: IppVersion;
}

export class IppClient {
  readonly #options: IppClientOptions;
  #version: IppVersion = '2.0';
  #requestId = 0;
  /** The printer's last challenge, answered at once with later requests, and how often its nonce was used. */
  #challenge: { readonly challenge: Challenge; uses: number } | undefined;

  constructor(options: IppClientOptions) {
    this.#options = options;
  }

  get printerUri(): string {
    return this.#options.address.printerUri;
  }

  /**
   * One operation.
   * @throws IppRefusal for an answer that is no success, IppFailure when there is none, the signal's reason.
   */
  async call(request: IppRequest, options: CallOptions = {}): Promise<IppResponse> {
    const response = await this.#exchange(request, options);
    if (response.status === 'server-error-version-not-supported' && this.#version === '2.0') {
      this.#version = '1.1';
      return this.call(request, options);
    }
    if (response.status.startsWith('successful')) return response;
    const { status, unsupported, statusMessage } = response;
    throw new IppRefusal(request.operation, status, unsupported, statusMessage);
  }

  async #exchange(request: IppRequest, { signal, document, version }: CallOptions): Promise<IppResponse> {
    this.#requestId = (this.#requestId % 0x7fff_ffff) + 1;
    const { printerUri } = this;
    const message = encodeRequest(request, {
      version: version ?? this.#version,
      printerUri,
      requestId: this.#requestId,
    });
    const body = { message, ...(document ? { document } : {}) };
    let answer = await this.#post(body, signal);
    if (answer.status === 401 && this.#learn(answer)) answer = await this.#post(body, signal);
    if (answer.status === 413)
      throw new IppRefusal(request.operation, 'client-error-request-entity-too-large');
    this.#check(answer);
    try {
      return decodeResponse(answer.body);
    } catch (error) {
      if (!(error instanceof NotIpp)) throw error;
      throw new IppFailure('not-ipp', `${this.#where} answers what is no IPP: ${error.message}`, {
        cause: error,
      });
    }
  }

  #post(body: PostBody, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const {
      address,
      credentials,
      certificateFingerprint,
      connectMs = 10_000,
      idleMs = 60_000,
    } = this.#options;
    const known = this.#challenge;
    if (known) known.uses += 1;
    const headers =
      known && credentials
        ? {
            Authorization: authorization(known.challenge, credentials, {
              ...{ method: 'POST', path: address.path, count: known.uses },
            }),
          }
        : undefined;
    return post(address, body, {
      ...{ connectMs, idleMs },
      ...(headers ? { headers } : {}),
      ...(certificateFingerprint === undefined ? {} : { certificateFingerprint }),
      ...(signal ? { signal } : {}),
    });
  }

  /** Whether there is a new challenge that can be answered: the first, or one whose nonce is fresh. */
  #learn({ challenges }: HttpAnswer): boolean {
    const challenge = strongestOf(challengesOf(challenges));
    if (!challenge || !this.#options.credentials) return false;
    const before = this.#challenge?.challenge.parameters.nonce;
    const again =
      this.#challenge !== undefined &&
      (challenge.scheme === 'basic' || challenge.parameters.nonce === before);
    this.#challenge = { challenge, uses: 0 };
    return !again;
  }

  get #where(): string {
    const { host, port } = this.#options.address;
    return `${host}:${port}`;
  }

  /** @throws IppFailure for what HTTP itself refuses. */
  #check({ status, contentType }: HttpAnswer): void {
    if (status === 401) {
      const problem = this.#options.credentials
        ? `${this.#where} does not take the user name and password`
        : `${this.#where} wants a user name and password`;
      throw new IppFailure('credentials', problem);
    }
    if (status >= 500) throw new IppFailure('unavailable', `${this.#where} answers HTTP ${status}`);
    if (status !== 200) throw new IppFailure('refused', `${this.#where} answers HTTP ${status}`);
    if (!contentType.startsWith('application/ipp')) {
      const kind = contentType === '' ? 'something' : contentType.slice(0, 60);
      throw new IppFailure('not-ipp', `${this.#where} answers ${kind} instead of IPP`);
    }
  }
}
