// Operations on one printer: IPP over HTTP with credentials. What a printer does not accept (a version, Expect, its address)
// is replaced by an alternative, once each, which is remembered until `forget`.
// Start at IppClient.
import { IppFailure, IppRefusal, IppSyntaxFailure } from '../../../shared/errors/device-failures.ts';
import {
  authorization,
  challengesOf,
  strongestOf,
  type Challenge,
  type Credentials,
} from './http-authentication.ts';
import type { LimitOptions } from './exchange-limits.ts';
import type { HttpAnswer } from './http-answer.ts';
import { post, type PostBody, type PostDocument } from './http-post.ts';
import {
  decodeResponse,
  encodeRequest,
  ippVersions,
  type IppRequest,
  type IppResponse,
  type IppVersion,
} from '../protocol/ipp-message.ts';
import { redirected, type PrinterAddress } from '../protocol/printer-address.ts';

export interface IppClientOptions {
  readonly address: PrinterAddress;
  readonly credentials?: Credentials;
  readonly certificateFingerprint?: string;
  /** Each in part; default: 10 s to connect, 60 s of silence, 120 s for an answer. */
  readonly limits?: Partial<LimitOptions>;
}

const defaultLimits: LimitOptions = { connectMs: 10_000, idleMs: 60_000, answerMs: 120_000 };

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly document?: PostDocument;
  /** For a request of a fixed version; default: the newest version that the printer accepts. */
  readonly version?: IppVersion;
}

/** HTTP statuses that name another address, to which the same request is sent (RFC 9110 15.4). */
const redirections: ReadonlySet<number> = new Set([301, 302, 307, 308]);
/** Maximum number of variants of one request: credentials, Expect, other addresses. */
const maxTries = 6;

export class IppClient {
  readonly #options: IppClientOptions;
  #version: IppVersion = ippVersions[0];
  /** The printer answered a request of this version with success: a later refusal has another reason. */
  #versionProved = false;
  #expect = true;
  #address: PrinterAddress;
  #requestId = 0;
  /** The printer's last challenge, which is answered at once in later requests, and how often its nonce was used. */
  #challenge: { readonly challenge: Challenge; uses: number } | undefined;

  constructor(options: IppClientOptions) {
    this.#options = options;
    this.#address = options.address;
  }

  /** The printer was restarted: it may be a different one now. */
  forget(): void {
    this.#versionProved &&= this.#version === ippVersions[0];
    this.#version = ippVersions[0];
    this.#expect = true;
    this.#address = this.#options.address;
  }

  get printerUri(): string {
    return this.#address.printerUri;
  }

  /**
   * One operation.
   * @throws IppRefusal for an answer without success, IppFailure when there is no answer, the signal's reason.
   */
  async call(request: IppRequest, options: CallOptions = {}): Promise<IppResponse> {
    let response = await this.#exchange(request, options);
    const first = { version: this.#version, response };
    while (options.version === undefined && this.#isAboutVersion(response)) {
      const older = ippVersions[ippVersions.indexOf(this.#version) + 1];
      if (older === undefined) {
        // The refusal had another reason.
        [this.#version, response] = [first.version, first.response];
        break;
      }
      this.#version = older;
      response = await this.#exchange(request, options);
    }
    if (response.status.startsWith('successful')) {
      this.#versionProved = true;
      return response;
    }
    const { status, unsupported, statusMessage } = response;
    throw new IppRefusal(request.operation, status, unsupported, statusMessage);
  }

  /** Some printers that do not know a version answer with bad request. */
  #isAboutVersion({ status }: IppResponse): boolean {
    if (status === 'server-error-version-not-supported') return true;
    return status === 'client-error-bad-request' && !this.#versionProved;
  }

  async #exchange(request: IppRequest, { signal, document, version }: CallOptions): Promise<IppResponse> {
    this.#requestId = (this.#requestId % 0x7fff_ffff) + 1;
    const body = (): PostBody => {
      const { printerUri } = this;
      const heading = { version: version ?? this.#version, printerUri, requestId: this.#requestId };
      return { message: encodeRequest(request, heading), ...(document ? { document } : {}) };
    };
    let answer = await this.#post(body(), signal);
    for (let tries = 0; tries < maxTries && this.#learn(answer); tries += 1)
      answer = await this.#post(body(), signal);
    if (answer.status === 413)
      throw new IppRefusal(request.operation, 'client-error-request-entity-too-large');
    this.#check(answer);
    try {
      return decodeResponse(answer.body);
    } catch (error) {
      if (!(error instanceof IppSyntaxFailure)) throw error;
      throw new IppFailure('not-ipp', `${this.#where} does not answer in IPP: ${error.message}`, {
        cause: error,
      });
    }
  }

  #post(body: PostBody, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const address = this.#address;
    const { credentials, certificateFingerprint, limits } = this.#options;
    const known = this.#challenge;
    if (known) known.uses += 1;
    const headers =
      known && credentials
        ? {
            Authorization: authorization(known.challenge, credentials, {
              method: 'POST',
              path: address.path,
              count: known.uses,
            }),
          }
        : undefined;
    return post(address, body, {
      ...defaultLimits,
      ...limits,
      expect: this.#expect,
      ...(headers ? { headers } : {}),
      ...(certificateFingerprint === undefined ? {} : { certificateFingerprint }),
      ...(signal ? { signal } : {}),
    });
  }

  /** Whether the answer asks for another variant of the request that was not tried yet. */
  #learn(answer: HttpAnswer): boolean {
    if (answer.status === 401) return this.#learnChallenge(answer);
    if (answer.status === 417 && this.#expect) {
      this.#expect = false;
      return true;
    }
    if (!redirections.has(answer.status)) return false;
    const target = redirected(this.#address, answer.location);
    if (target.kind === 'same-host') {
      this.#address = target.address;
      return true;
    }
    const to = target.kind === 'other' ? ` to ${target.url}` : ', and does not say where';
    throw new IppFailure(
      'refused',
      `${this.#where} redirects requests${to} (HTTP ${answer.status}), which is not followed`,
    );
  }

  /** Whether there is a new challenge that can be answered: the first, or one with a fresh nonce. */
  #learnChallenge({ challenges }: HttpAnswer): boolean {
    const challenge = strongestOf(challengesOf(challenges));
    if (!challenge || !this.#options.credentials) return false;
    const before = this.#challenge?.challenge.parameters.nonce;
    const again =
      this.#challenge !== undefined &&
      (challenge.scheme === 'basic' || challenge.parameters.nonce === before);
    if (!again) this.#challenge = { challenge, uses: 0 };
    return !again;
  }

  get #where(): string {
    const { host, port } = this.#address;
    return `${host}:${port}`;
  }

  /** @throws IppFailure for a refusal by HTTP itself. */
  #check({ status, contentType }: HttpAnswer): void {
    if (status === 401) {
      const problem = this.#options.credentials
        ? `${this.#where} does not accept the user name and password`
        : `${this.#where} requires a user name and password`;
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
