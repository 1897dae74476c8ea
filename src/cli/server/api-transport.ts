// Calls the routes of the API (src/api/routes.ts) over HTTP, and reads its events. What comes back is checked by the schema of the
// route, for it may come from another program. Start at `call`.
import type { z } from 'zod';
import { errorBody } from '../../api/errors.ts';
import type { ApiRoute } from '../../api/route.ts';
import { apiRoutes } from '../../api/routes.ts';
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';
import { defaultFetchLimits, fetchJson, textOf, type FetchLimits } from './bounded-fetch.ts';
import { userName } from './user-name.ts';

export interface ApiLimits extends FetchLimits {
  /** For the next line of a stream of events, ms: a server that is there sends one every 15 s. */
  readonly lineMs: number;
}

const defaultLimits: ApiLimits = { ...defaultFetchLimits, lineMs: 45_000 };

/** What a request carries; a key without a value is left out. */
interface Sent {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: object;
}

/** A sentence of the API for who uses the command line. */
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

  /**
   * @param base such as http://127.0.0.1:8080
   * @param token of the console; undefined where it needs none
   * @param limits are for tests
   */
  constructor(base: URL, token: string | undefined, limits: Partial<ApiLimits>) {
    this.#base = base;
    this.#limits = { ...defaultLimits, ...limits };
    this.#authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /** @throws SetupFailure `usage` when no server answers, it refuses, or it is another program. */
  async call<A extends z.ZodType>(
    { method, path, answer: schema }: ApiRoute & { readonly answer: A },
    { params = {}, query = {}, body }: Sent = {},
  ): Promise<z.output<A>> {
    const url = this.#url(
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? '')),
    );
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(key, String(value));
    const json = { 'content-type': 'application/json', 'x-hardcopy-user': userName() };
    const { response, answer } = await fetchJson(
      url,
      {
        method,
        headers: { ...this.#authorization, ...(body && json) },
        redirect: 'error',
        ...(body && { body: JSON.stringify(body) }),
      },
      this.#limits,
    ).catch((error: unknown) => {
      throw this.#noAnswer(error);
    });
    const parsed = schema.safeParse(answer);
    if (response.ok && parsed.success) return parsed.data;
    throw this.#refusal(response, answer);
  }

  /**
   * The stream of events after the one of this id, as pieces of text. Ends when the server ends it or sends no line for too
   * long.
   * @throws SetupFailure `usage` when no server answers, or it refuses; what the network throws, later.
   */
  async events(lastEventId: string | undefined, signal: AbortSignal): Promise<AsyncIterable<string>> {
    const { lineMs, maxBytes } = this.#limits;
    const silence = new AbortController();
    const limited = () =>
      setTimeout(() => {
        silence.abort(new Error(`no line of it came for ${lineMs / 1000} s`));
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
            // Occasional bytes are not an event.
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
      return await fetch(this.#url(apiRoutes.events.path), { headers, signal, redirect: 'error' });
    } catch (error) {
      throw this.#noAnswer(error instanceof Error && error.cause instanceof Error ? error.cause : error);
    }
  }

  /** Below the base, which may have a path of its own. */
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

  /** The server's own sentence, or that it is another program. */
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
