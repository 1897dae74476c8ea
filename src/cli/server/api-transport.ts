// Calls the routes of the API (src/api/routes.ts) over HTTP and reads its events. Responses are validated with the schema of the
// route, because another program may have sent them. Start at `call`.
import type { z } from 'zod';
import { errorBody } from '../../api/errors.ts';
import type { ApiRoute } from '../../api/route.ts';
import { apiRoutes } from '../../api/routes.ts';
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';
import { secureFetch, type Trust } from '../../shared/tls/secure-fetch.ts';
import {
  bytesOf,
  defaultFetchLimits,
  fetchJson,
  reasonOf,
  textOf,
  type FetchLimits,
} from './bounded-fetch.ts';
import { userName } from './user-name.ts';

export interface ApiLimits extends FetchLimits {
  /** Maximum wait for the next line of an event stream, ms; a running server sends one every 15 s. */
  readonly lineMs: number;
}

const defaultLimits: ApiLimits = { ...defaultFetchLimits, lineMs: 45_000 };

/** Contents of a request; keys without a value are left out. */
interface Sent {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: object;
  /** Version of the resource to be changed: the header If-Match. */
  readonly version?: string;
}

/** Rewords an API message for a user of the command line. */
const asCommand = (sentence: string): string =>
  sentence
    .replace(/GET \/api\/(jobs|printers) lists/, '"hardcopy $1" lists')
    .replace(
      'send it as "Authorization: Bearer TOKEN"',
      'name a file with it by --token-file, or put it into the environment variable HARDCOPY_TOKEN',
    );

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export class ApiTransport {
  readonly #base: URL;
  readonly #authorization: Readonly<Record<string, string>>;
  readonly #limits: ApiLimits;
  readonly #trust: Trust;

  /**
   * @param base such as http://127.0.0.1:8080
   * @param token of the console; undefined if the console requires none
   * @param limits for tests only
   * @param trust by HTTPS
   */
  constructor(base: URL, token: string | undefined, limits: Partial<ApiLimits>, trust: Trust = {}) {
    this.#base = base;
    this.#trust = trust;
    this.#limits = { ...defaultLimits, ...limits };
    this.#authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /** @throws SetupFailure `usage` when no server answers, it refuses the request, or it is not Hardcopy. */
  async call<A extends z.ZodType>(
    { method, path, answer: schema }: ApiRoute & { readonly answer: A },
    { params = {}, query = {}, body, version }: Sent = {},
  ): Promise<z.output<A>> {
    const url = this.#urlOf(path, { params, query });
    const json = { 'content-type': 'application/json', 'x-hardcopy-user': userName() };
    const { response, answer } = await fetchJson(
      url,
      {
        method,
        headers: {
          ...this.#authorization,
          ...(body && json),
          ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
        },
        redirect: 'error',
        ...(body && { body: JSON.stringify(body) }),
      },
      this.#limits,
      this.#trust,
    ).catch((error: unknown) => {
      throw this.#noAnswer(error);
    });
    const parsed = schema.safeParse(answer);
    if (response.ok && parsed.success) return parsed.data;
    throw this.#refusal(response, answer);
  }

  /** The document of a route that answers with one. @throws SetupFailure like `call` */
  async document({ path }: ApiRoute, sent: Omit<Sent, 'body'>): Promise<Buffer> {
    const { totalMs, maxBytes } = this.#limits;
    try {
      const response = await secureFetch(
        this.#urlOf(path, sent),
        { headers: this.#authorization, redirect: 'error', signal: AbortSignal.timeout(totalMs) },
        this.#trust,
      );
      const bytes = await bytesOf(response, maxBytes);
      if (response.ok) return bytes;
      throw this.#refusal(response, jsonOf(bytes.toString()));
    } catch (error) {
      throw error instanceof SetupFailure ? error : this.#noAnswer(error);
    }
  }

  /**
   * The event stream after the event with this id, as chunks of text. Ends when the server ends it or sends no line for too
   * long.
   * @throws SetupFailure `usage` when no server answers or it refuses; later, network errors.
   */
  async events(lastEventId: string | undefined, signal: AbortSignal): Promise<AsyncIterable<string>> {
    const { lineMs, maxBytes } = this.#limits;
    const silence = new AbortController();
    const limited = () =>
      setTimeout(() => {
        silence.abort(new Error(`it sent nothing for ${lineMs / 1000} s`));
      }, lineMs);
    let timer = limited();
    const headers = {
      ...this.#authorization,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    };
    const ended = AbortSignal.any([signal, silence.signal]);
    try {
      const response = await this.#opened(headers, ended);
      if (!response.ok || response.body === null) {
        const text = await textOf(response, maxBytes).catch(() => '');
        throw this.#refusal(response, jsonOf(text));
      }
      const body = response.body.pipeThrough(new TextDecoderStream());
      return (async function* () {
        try {
          for await (const text of body) {
            // Only a complete line resets the timer.
            if (text.includes('\n')) {
              clearTimeout(timer);
              timer = limited();
            }
            yield text;
          }
        } finally {
          clearTimeout(timer);
        }
      })();
    } catch (error) {
      clearTimeout(timer);
      throw error;
    }
  }

  async #opened(headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    try {
      const url = this.#url(apiRoutes.events.path);
      return await secureFetch(url, { headers, signal, redirect: 'error' }, this.#trust);
    } catch (error) {
      throw this.#noAnswer(reasonOf(error));
    }
  }

  #urlOf(path: string, { params = {}, query = {} }: Omit<Sent, 'body'>): URL {
    const url = this.#url(
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? '')),
    );
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(key, String(value));
    return url;
  }

  /** Appends to the base URL, which may have a path. */
  #url(path: string): URL {
    return new URL(path.slice(1), this.#base.href.endsWith('/') ? this.#base : `${this.#base.href}/`);
  }

  #noAnswer(error: unknown): SetupFailure {
    return new SetupFailure(
      'usage',
      `no Hardcopy server answers at ${this.#base.origin} (${messageOf(error)}); check that it runs, or name it with --url`,
      { cause: error },
    );
  }

  /** The server's error message, or that it is not Hardcopy. */
  #refusal(response: Response, answer: unknown): SetupFailure {
    const refusal = errorBody.safeParse(answer);
    return new SetupFailure(
      'usage',
      refusal.success
        ? asCommand(refusal.data.error.message)
        : `${this.#base.origin} is not a Hardcopy server of this version (status ${response.status})`,
    );
  }
}
