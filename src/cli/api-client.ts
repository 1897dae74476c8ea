// Asks a running server over HTTP. What comes back is checked: it may be another version's, or another program's.
import { z } from 'zod';
import { messageOf, SetupFailure } from '../errors.ts';
import { localServer } from './local-server.ts';

const state = z.enum(['PENDING', 'PRINTING', 'DONE', 'FAILURE']);

const jobSchema = z.object({
  id: z.string(),
  printJobUid: z.string(),
  printer: z.string(),
  callingAeTitle: z.string(),
  state,
  statusInfo: z.string(),
  detail: z.string(),
  priority: z.string(),
  copies: z.number(),
  sessionLabel: z.string().nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  films: z.array(
    z.object({
      filmSizeId: z.string(),
      filmOrientation: z.string(),
      imageDisplayFormat: z.string(),
      images: z.number(),
    }),
  ),
  deliveries: z.array(
    z.object({
      destination: z.string(),
      state,
      attempts: z.number(),
      lastError: z.string().nullable(),
      detail: z.string().nullable().default(null),
    }),
  ),
  substitutions: z
    .array(z.object({ attribute: z.string(), requested: z.string(), used: z.string(), reason: z.string() }))
    .default([]),
  clientProfile: z.string().nullable().default(null),
  repeats: z.number().default(0),
});
export type ApiJob = z.output<typeof jobSchema>;

const printersSchema = z.object({ printers: z.array(z.object({ aeTitle: z.string(), name: z.string() })) });
const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

const timeoutMs = 15_000;

export interface JobsQuery {
  readonly state?: string;
  readonly printer?: string;
  readonly limit?: number;
}

export class ApiClient {
  readonly #base: URL;

  /** @param base such as http://127.0.0.1:8080 */
  constructor(base: URL) {
    this.#base = base;
  }

  /**
   * The server at `url`, else the one that runs on the folder `data`.
   * @throws SetupFailure `usage` when there is none.
   */
  static async find(where: { readonly url?: URL; readonly data: string }): Promise<ApiClient> {
    if (where.url) return new ApiClient(where.url);
    const { httpPort } = await localServer(where.data);
    return new ApiClient(new URL(`http://127.0.0.1:${httpPort}`));
  }

  async jobs(query: JobsQuery): Promise<readonly ApiJob[]> {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) search.set(key, String(value));
    return (await this.#get(`api/jobs?${search.toString()}`, z.object({ jobs: z.array(jobSchema) }))).jobs;
  }

  job(id: string): Promise<ApiJob> {
    return this.#get(`api/jobs/${encodeURIComponent(id)}`, jobSchema);
  }

  async printers(): Promise<readonly { readonly aeTitle: string; readonly name: string }[]> {
    return (await this.#get('api/printers', printersSchema)).printers;
  }

  async #get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const url = new URL(path, this.#base.href.endsWith('/') ? this.#base : `${this.#base.href}/`);
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
      body = await response.json();
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new SetupFailure(
        'usage',
        `no Hardcopy server answers at ${this.#base.origin} (${messageOf(cause)}); check that it runs, or name it with --url`,
        { cause: error },
      );
    }
    const refusal = errorSchema.safeParse(body);
    if (refusal.success) throw new SetupFailure('usage', refusal.data.error.message);
    const parsed = schema.safeParse(body);
    if (response.ok && parsed.success) return parsed.data;
    throw new SetupFailure(
      'usage',
      `what answers at ${this.#base.origin} is no Hardcopy server of this version (status ${response.status})`,
    );
  }
}
