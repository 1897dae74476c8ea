// Asks a running server over HTTP. What comes back is checked (api-schema.ts).
import { userInfo } from 'node:os';
import { z } from 'zod';
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';
import { ApiRefusal } from '../../shared/errors/command-failures.ts';
import {
  errorSchema,
  jobSchema,
  movedSchema,
  printerSchema,
  searchSchema,
  statusSchema,
  type ApiFoundJob,
  type ApiJob,
  type ApiPrinter,
  type ApiStatus,
} from './api-schema.ts';
import { ambiguousJob, maxCandidates } from '../../spool/job/ids.ts';
import { defaultFetchLimits, fetchJson, textOf, type FetchLimits } from './bounded-fetch.ts';
import { consoleUrl, localServer } from './local-server.ts';
import { givenToken, tokenOf } from './console-token.ts';

export type {
  ApiDelivery,
  ApiDevice,
  ApiFoundJob,
  ApiJob,
  ApiPrinter,
  ApiStatus,
  ApiTodo,
} from './api-schema.ts';

export interface ApiLimits extends FetchLimits {
  /** For the next line of a stream of events, ms: a server that watches sends one every 15 s. */
  readonly lineMs: number;
}

const defaultLimits: ApiLimits = { ...defaultFetchLimits, lineMs: 45_000 };
/** What one answer to a search holds at most. */
const maxFoundAtOnce = 100;

export interface JobsQuery {
  readonly state?: string;
  readonly printer?: string;
  /** Calling AE title. */
  readonly client?: string;
  /** ISO 8601. */
  readonly since?: string;
  readonly until?: string;
  /** How their ids begin. */
  readonly id?: string;
  readonly limit?: number;
}

/** Who runs this command, as the server's record keeps it. */
export function userName(): string {
  const found = nameFound();
  return found.replace(/[^\x20-\x7e\xa0-\xff]/g, '?').slice(0, 64) || 'unknown';
}

function nameFound(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry, as in containers.
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}

/** A sentence of the API for a person at the command line. */
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

export class ApiClient {
  readonly #base: URL;
  readonly #authorization: Readonly<Record<string, string>>;
  readonly #limits: ApiLimits;

  /**
   * @param base such as http://127.0.0.1:8080
   * @param token of the console; undefined where it needs none
   * @param limits are for tests
   */
  constructor(base: URL, token?: string, limits: Partial<ApiLimits> = {}) {
    this.#base = base;
    this.#limits = { ...defaultLimits, ...limits };
    this.#authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /**
   * The server at `url`, else the one that runs on the folder `data`.
   * @throws SetupFailure `usage` when there is none, or the file with the token cannot be read.
   */
  static async find(where: {
    readonly url?: URL;
    readonly data?: string;
    readonly tokenFile?: string;
  }): Promise<ApiClient> {
    const given = await givenToken(where.tokenFile);
    if (where.url) return new ApiClient(where.url, given);
    const server = await localServer(where.data);
    return new ApiClient(consoleUrl(server), given ?? tokenOf(server));
  }

  async jobs(query: JobsQuery): Promise<readonly ApiJob[]> {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) search.set(key, String(value));
    return (await this.#ask(`api/jobs?${search.toString()}`, z.object({ jobs: z.array(jobSchema) }))).jobs;
  }

  /**
   * Jobs that are known by every word of `text`. It goes in the body, and stands in no URL.
   * @param query without `id`
   */
  async search(
    text: string,
    { limit = maxFoundAtOnce, ...query }: JobsQuery,
  ): Promise<readonly ApiFoundJob[]> {
    const found: ApiFoundJob[] = [];
    for (let before: object = {}; found.length < limit;) {
      const wanted = { text, ...query, ...before, limit: Math.min(limit - found.length, maxFoundAtOnce) };
      const { jobs, next } = await this.#ask('api/jobs/search', searchSchema, wanted);
      found.push(...jobs);
      if (next === null) break;
      before = { before: next };
    }
    return found;
  }

  /** @param id - of the job, or its beginning, if no other begins so */
  job(id: string): Promise<ApiJob> {
    return this.#ofJob(id, (whole) => this.#ask(`api/jobs/${encodeURIComponent(whole)}`, jobSchema));
  }

  async printers(): Promise<readonly ApiPrinter[]> {
    return (await this.#ask('api/printers', z.object({ printers: z.array(printerSchema) }))).printers;
  }

  /**
   * @param id as `job` takes it
   * @param action the last part of the route: cancel, hold, reprint …
   */
  act(id: string, action: string, body: object = {}): Promise<ApiJob> {
    return this.#ofJob(id, (whole) =>
      this.#ask(`api/jobs/${encodeURIComponent(whole)}/${action}`, jobSchema, body),
    );
  }

  /** Asks for the job of this id, and where there is none for the one whose id begins so. */
  async #ofJob(id: string, ask: (id: string) => Promise<ApiJob>): Promise<ApiJob> {
    try {
      return await ask(id);
    } catch (error) {
      if (!(error instanceof ApiRefusal) || error.apiCode !== 'no-such-job') throw error;
      const jobs = await this.jobs({ id: id.toLowerCase(), limit: maxCandidates + 1 });
      const [only] = jobs;
      if (only === undefined) throw error;
      if (jobs.length > 1)
        throw new SetupFailure(
          'usage',
          ambiguousJob(
            id,
            jobs.map((job) => job.id),
          ),
          { cause: error },
        );
      return ask(only.id);
    }
  }

  actOnPrinter(aeTitle: string, action: 'pause' | 'resume'): Promise<ApiPrinter> {
    return this.#ask(`api/printers/${encodeURIComponent(aeTitle)}/${action}`, printerSchema, {});
  }

  calibrationTarget(
    aeTitle: string,
    wanted: { readonly test: boolean; readonly levels?: number; readonly filmSize?: string },
  ): Promise<ApiJob> {
    return this.#ask(`api/printers/${encodeURIComponent(aeTitle)}/calibration-target`, jobSchema, wanted);
  }

  testPage(aeTitle: string): Promise<ApiJob> {
    return this.#ask(`api/printers/${encodeURIComponent(aeTitle)}/test-page`, jobSchema, {});
  }

  moveQueue(from: string, to: string): Promise<ApiPrinter & { readonly moved: number }> {
    return this.#ask(`api/printers/${encodeURIComponent(from)}/move-queue`, movedSchema, { printer: to });
  }

  status(): Promise<ApiStatus> {
    return this.#ask('api/status', statusSchema);
  }

  /**
   * Server-sent events after the one of this id, as pieces of text. Ends when the server ends it or sends no line for too
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
      const response = await this.#opened('api/events', headers, ended);
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

  async #opened(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    try {
      return await fetch(this.#url(path), { headers, signal, redirect: 'error' });
    } catch (error) {
      throw this.#noAnswer(error instanceof Error && error.cause instanceof Error ? error.cause : error);
    }
  }

  #url(path: string): URL {
    return new URL(path, this.#base.href.endsWith('/') ? this.#base : `${this.#base.href}/`);
  }

  #noAnswer(error: unknown): SetupFailure {
    return new SetupFailure(
      'usage',
      `no Hardcopy server answers at ${this.#base.origin} (${messageOf(error)}); check that it runs, or name it with --url`,
      { cause: error },
    );
  }

  /** The server's own sentence, or that it is none of ours. */
  #refusal(response: Response, answer: unknown): SetupFailure {
    const refusal = errorSchema.safeParse(answer);
    if (refusal.success)
      return new ApiRefusal(refusal.data.error.code, asCommand(refusal.data.error.message));
    return new SetupFailure(
      'usage',
      `${this.#base.origin} is not a Hardcopy server of this version (status ${response.status})`,
    );
  }

  /** GET, or POST when there is a body. */
  async #ask<T>(path: string, schema: z.ZodType<T>, body?: object): Promise<T> {
    const json = { 'content-type': 'application/json', 'x-hardcopy-user': userName() };
    const headers = { ...this.#authorization, ...(body && json) };
    const post = body && { method: 'POST', body: JSON.stringify(body) };
    const { response, answer } = await fetchJson(
      this.#url(path),
      { ...post, headers, redirect: 'error' },
      this.#limits,
    ).catch((error: unknown) => {
      throw this.#noAnswer(error);
    });
    const parsed = schema.safeParse(answer);
    if (response.ok && parsed.success) return parsed.data;
    throw this.#refusal(response, answer);
  }
}
