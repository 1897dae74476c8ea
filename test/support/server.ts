// The real server as a child process, as users run it: on free ports, in its own folder, ended by its process id.
// Waits for the line that it logs when it is ready, never for time.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

export const mainFile = path.join(import.meta.dirname, '..', '..', 'bin', 'hardcopy.js');
const serverFile = z.object({ pid: z.number(), dicomPort: z.number(), httpPort: z.number() });

const jobSchema = z.looseObject({
  id: z.string(),
  printJobUid: z.string(),
  createdAt: z.string(),
  printer: z.string(),
  callingAeTitle: z.string(),
  state: z.enum(['PENDING', 'PRINTING', 'DONE', 'FAILURE', 'UNKNOWN']),
  statusInfo: z.string(),
  copies: z.number(),
  priority: z.string(),
  films: z.array(
    z.looseObject({
      filmSizeId: z.string(),
      filmOrientation: z.string(),
      imageDisplayFormat: z.string(),
      images: z.number(),
    }),
  ),
  deliveries: z.array(z.looseObject({ destination: z.string(), state: z.string(), attempts: z.number() })),
});
export type JobAnswer = z.infer<typeof jobSchema>;

export interface ServerOptions {
  /** YAML text of the configuration. */
  readonly config?: string;
  /** Data folder; default: a temporary one that is removed with the server. */
  readonly data?: string;
  /** A module that is loaded into the server before its own. */
  readonly preload?: string;
  /** The program, of another installation than this one. */
  readonly program?: string;
  /** More environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

export class TestServer {
  readonly data: string;
  readonly #process: ChildProcess;
  readonly #lines: string[] = [];
  readonly #onLine = new Set<(value: unknown) => void>();
  readonly #exited: Promise<unknown>;
  readonly #ownsData: boolean;
  dicomPort = 0;
  httpPort = 0;

  private constructor(data: string, ownsData: boolean, child: ChildProcess) {
    this.data = data;
    this.#ownsData = ownsData;
    this.#process = child;
    this.#exited = once(child, 'exit');
  }

  static async start(options: ServerOptions = {}): Promise<TestServer> {
    const data = options.data ?? mkdtempSync(path.join(tmpdir(), 'hardcopy-server-'));
    const args = ['serve', '--data', data, '--dicom-port', '0', '--http-port', '0'];
    if (options.config !== undefined) {
      const file = path.join(data, 'test-config.yaml');
      writeFileSync(file, options.config);
      args.push('--config', file);
    }
    const before = options.preload === undefined ? [] : ['--import', options.preload];
    const child = spawn(process.execPath, [...before, options.program ?? mainFile, ...args], {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const server = new TestServer(data, options.data === undefined, child);
    await server.#ready(child);
    return server;
  }

  async #ready(child: ChildProcess): Promise<void> {
    if (!child.stderr) throw new Error('the server has no standard error');
    const ready = new Promise<void>((resolve, reject) => {
      if (!child.stderr) return;
      createInterface({ input: child.stderr }).on('line', (line) => {
        this.#lines.push(line);
        for (const wake of this.#onLine) wake(undefined);
        this.#onLine.clear();
        if (line.includes(' server.ready ')) resolve();
      });
      void this.#exited.then(() => {
        reject(new Error(`the server ended before it was ready:\n${this.log}`));
      });
    });
    await ready;
    const { dicomPort, httpPort } = serverFile.parse(
      JSON.parse(readFileSync(path.join(this.data, 'server.json'), 'utf8')),
    );
    this.dicomPort = dicomPort;
    this.httpPort = httpPort;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get log(): string {
    return this.#lines.join('\n');
  }

  /** Resolves when a line of the log matches, including earlier lines. */
  async logged(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.log)) await new Promise((resolve) => this.#onLine.add(resolve));
  }

  get exitCode(): number | null {
    return this.#process.exitCode;
  }

  async get(route: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.httpPort}${route}`);
  }

  /** The newest jobs, up to the maximum of the API's list; `query`: further query parameters. */
  async jobs(query: Readonly<Record<string, string>> = {}): Promise<readonly JobAnswer[]> {
    return (await this.#jobsPage(query)).jobs;
  }

  /** All jobs, newest first, requested page by page. */
  async allJobs(pageSize = 1000): Promise<readonly JobAnswer[]> {
    const all: JobAnswer[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await this.#jobsPage({
        limit: String(pageSize),
        ...(cursor === undefined ? {} : { cursor }),
      });
      all.push(...page.jobs);
      cursor = page.next;
    }
    return all;
  }

  async #jobsPage(query: Readonly<Record<string, string>>) {
    const parameters = new URLSearchParams({ limit: '1000', ...query });
    const body: unknown = await (await this.get(`/api/jobs?${parameters.toString()}`)).json();
    return z.object({ jobs: z.array(jobSchema), next: z.string().nullable() }).parse(body);
  }

  /** Yields immediately, and then whenever the server reports a change of a job or a printer, until it ends. */
  async *changes(signal?: AbortSignal): AsyncGenerator<undefined, void, undefined> {
    const response = await fetch(`http://127.0.0.1:${this.httpPort}/api/events`, signal ? { signal } : {});
    if (!response.ok) throw new Error(`events: ${response.status}`);
    yield undefined;
    const reader = response.body?.getReader();
    try {
      while (reader && !(await reader.read()).done) yield undefined;
    } finally {
      await reader?.cancel().catch(() => undefined);
    }
  }

  /** Requests the jobs at every change, until the condition finds something in them. */
  jobsWhen<T>(wanted: (jobs: readonly JobAnswer[]) => T | undefined): Promise<T> {
    return this.when(async () => wanted(await this.jobs()));
  }

  /** Checks at every change, until something is found. */
  async when<T>(look: () => Promise<T | undefined>): Promise<T> {
    const changes = this.changes();
    try {
      while (!(await changes.next()).done) {
        const found = await look();
        if (found !== undefined) return found;
      }
    } finally {
      await changes.return();
    }
    throw new Error(`the server has ended:\n${this.log}`);
  }

  /** Polls until `count` jobs are DONE or one is FAILED; returns them oldest first. */
  jobsDone(count: number): Promise<readonly JobAnswer[]> {
    return this.jobsWhen((jobs) => {
      const failed = jobs.find(({ state }) => state === 'FAILURE' || state === 'UNKNOWN');
      if (failed) throw new Error(`job ${failed.id} failed: ${JSON.stringify(failed)}\n${this.log}`);
      const done = jobs.filter((job) => job.state === 'DONE');
      return done.length >= count ? done.toReversed() : undefined;
    });
  }

  /** Waits for a job with an unknown outcome and states, like a technician, that it was not printed; returns its id. */
  async sendUnknownAgain(): Promise<string> {
    const unknown = await this.jobsWhen((jobs) => jobs.find(({ state }) => state === 'UNKNOWN'));
    const headers = { 'content-type': 'application/json' };
    const retry = `http://127.0.0.1:${this.httpPort}/api/jobs/${unknown.id}/retry`;
    await fetch(retry, { method: 'POST', headers });
    return unknown.id;
  }

  /** Kills the process, as when power is lost. The data folder stays. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }

  /** Ends the server gracefully and removes the folder it was given. Returns the exit code. */
  async stop(): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) this.#process.kill('SIGTERM');
    return this.exited();
  }

  /**
   * Waits until the server, which was requested to end before, has ended; removes its folder. Returns the exit code.
   */
  async exited(): Promise<number | null> {
    await this.#exited;
    if (this.#ownsData) rmSync(this.data, { recursive: true, force: true });
    return this.#process.exitCode;
  }
}
