// The operations of one printer that printing needs, by name and with types. Start at IppPrinter. RFC 8011 4.
import type { DeviceState } from '../destination.ts';
import { askPrinter } from './ask-printer.ts';
import { capabilitiesOf, capabilityAttributes, type Capabilities } from './capabilities.ts';
import type { PostDocument } from './http-post.ts';
import type { IppAttributes } from './ipp-attributes.ts';
import type { IppClient } from './ipp-client.ts';
import { IppFailure, IppRefusal } from './ipp-failure.ts';
import type { AttributeValues } from './ipp-message.ts';
import { deviceStateOf, stateAttributes } from './printer-status.ts';
import type { ReasonPart } from './status-table.ts';

/** A job as the printer sees it. */
export interface PrinterJob {
  readonly id: number;
  readonly name?: string;
  /** job-state. */
  readonly state: string;
  /** job-state-reasons. */
  readonly reasons: readonly string[];
  /** number-of-documents. */
  readonly documents?: number;
  /** job-impressions-completed, job-media-sheets-completed: signs that it goes on. */
  readonly completed: readonly number[];
}

/** What a job is created with. */
export interface JobRequest {
  readonly name: string;
  /** requesting-user-name. */
  readonly user: string;
  readonly format: string;
  /** Job template attributes. */
  readonly template: AttributeValues;
}

const jobAttributes: readonly string[] = [
  ...['job-id', 'job-name', 'job-state', 'job-state-reasons', 'number-of-documents'],
  ...['job-impressions-completed', 'job-media-sheets-completed'],
];
/** How many jobs of a list are looked at. */
const maxJobs = 1000;
/** What a printer can do changes when somebody opens a tray. */
const capabilitiesMs = 5000;

export class IppPrinter {
  readonly #client: IppClient;
  readonly #now: () => number;
  readonly #holdFor: readonly ReasonPart[] | undefined;
  #uploads = 0;
  #known:
    { readonly at: number; readonly capabilities: Capabilities; readonly state: DeviceState } | undefined;

  constructor(
    client: IppClient,
    now: () => number = () => performance.now(),
    holdFor?: readonly ReasonPart[],
  ) {
    this.#client = client;
    this.#holdFor = holdFor;
    this.#now = now;
  }

  /** What it can do and how it is; asked again after a few seconds. */
  async look(
    signal?: AbortSignal,
  ): Promise<{ readonly capabilities: Capabilities; readonly state: DeviceState }> {
    if (this.#known && this.#now() - this.#known.at < capabilitiesMs) return this.#known;
    const printer = await this.#attributes(capabilityAttributes, signal);
    const state = deviceStateOf(printer, this.#holdFor);
    this.#known = { at: this.#now(), capabilities: capabilitiesOf(printer), state };
    return this.#known;
  }

  /** Whether a document is on its way to it: many printers answer nothing else meanwhile. */
  get isUploading(): boolean {
    return this.#uploads > 0;
  }

  async #upload<T>(send: () => Promise<T>): Promise<T> {
    this.#uploads += 1;
    try {
      return await send();
    } finally {
      this.#uploads -= 1;
    }
  }

  /** Lets `look` ask anew. */
  forget(): void {
    this.#known = undefined;
  }

  async state(signal?: AbortSignal): Promise<DeviceState> {
    return deviceStateOf(await this.#attributes(stateAttributes, signal), this.#holdFor);
  }

  #attributes(names: readonly string[], signal?: AbortSignal): Promise<IppAttributes> {
    return askPrinter(this.#client, names, signal);
  }

  /** Throws IppRefusal when it would not print such a job. */
  async validate(job: JobRequest, signal: AbortSignal): Promise<void> {
    await this.#client.call({ operation: 'Validate-Job', ...requestOf(job) }, { signal });
  }

  /** An empty job; gives its id. */
  async create({ format: _format, ...job }: JobRequest, signal: AbortSignal): Promise<number> {
    const request = { operation: 'Create-Job', ...requestOf(job) } as const;
    return jobIdOf((await this.#client.call(request, { signal })).jobs);
  }

  async send(
    { id, user, format, last }: { id: number; user: string; format: string; last: boolean },
    document: PostDocument,
    signal: AbortSignal,
  ): Promise<void> {
    const attributes = {
      'job-id': id,
      'requesting-user-name': user,
      'document-format': format,
      'last-document': last,
    };
    await this.#upload(() =>
      this.#client.call({ operation: 'Send-Document', attributes }, { document, signal }),
    );
  }

  /** A job with its one document; gives its id. */
  async print(job: JobRequest, document: PostDocument, signal: AbortSignal): Promise<number> {
    const request = { operation: 'Print-Job', ...requestOf(job) } as const;
    return jobIdOf((await this.#upload(() => this.#client.call(request, { document, signal }))).jobs);
  }

  /** Undefined for a job that it does not know. */
  async job(id: number, user: string, signal: AbortSignal): Promise<PrinterJob | undefined> {
    const attributes = {
      'job-id': id,
      'requesting-user-name': user,
      'requested-attributes': jobAttributes,
    };
    try {
      const { jobs } = await this.#client.call({ operation: 'Get-Job-Attributes', attributes }, { signal });
      const [job] = jobs.flatMap((found) => jobOf(found, id));
      if (!job) throw new IppFailure('not-ipp', `the printer says nothing of its job ${id}`);
      return job;
    } catch (error) {
      if (error instanceof IppRefusal && /-(not-found|gone)$/.test(error.status)) return undefined;
      throw error;
    }
  }

  /** Its jobs of a name, the latest first: those that wait or print, then those that have ended. */
  async jobsNamed(name: string, user: string, signal: AbortSignal): Promise<readonly PrinterJob[]> {
    const found: PrinterJob[] = [];
    for (const which of ['not-completed', 'completed']) {
      const attributes = {
        'requesting-user-name': user,
        'which-jobs': which,
        limit: maxJobs,
        'requested-attributes': jobAttributes,
      };
      const { jobs } = await this.#client.call({ operation: 'Get-Jobs', attributes }, { signal });
      const named = jobs.flatMap((job) => jobOf(job)).filter((job) => job.name === name);
      found.push(...named.toSorted((a, b) => b.id - a.id));
    }
    return found;
  }

  /** What is gone, or has ended, is no error. */
  async cancel(id: number, user: string, signal?: AbortSignal): Promise<void> {
    try {
      const attributes = { 'job-id': id, 'requesting-user-name': user };
      await this.#client.call({ operation: 'Cancel-Job', attributes }, signal ? { signal } : {});
    } catch (error) {
      if (!(error instanceof IppRefusal) || !/-(not-found|gone|not-possible)$/.test(error.status))
        throw error;
    }
  }
}

function requestOf({ name, user, format, template }: Omit<JobRequest, 'format'> & { format?: string }): {
  attributes: AttributeValues;
  job: AttributeValues;
} {
  const attributes = {
    'requesting-user-name': user,
    'job-name': name,
    'ipp-attribute-fidelity': false,
    ...(format === undefined ? {} : { 'document-format': format }),
  };
  return { attributes, job: template };
}

function jobOf(found: IppAttributes, asked?: number): readonly PrinterJob[] {
  const id = found.integer('job-id') ?? asked;
  const state = found.string('job-state');
  if (id === undefined || state === undefined) return [];
  const name = found.string('job-name');
  const documents = found.integer('number-of-documents');
  return [
    {
      ...{ id, state, reasons: found.strings('job-state-reasons').slice(0, 64) },
      completed: [
        found.integer('job-impressions-completed') ?? 0,
        found.integer('job-media-sheets-completed') ?? 0,
      ],
      ...(name === undefined ? {} : { name }),
      ...(documents === undefined ? {} : { documents }),
    },
  ];
}

function jobIdOf(jobs: readonly IppAttributes[]): number {
  const id = jobs[0]?.integer('job-id');
  if (id === undefined || id < 1)
    throw new IppFailure('not-ipp', 'the printer does not say which job it made');
  return id;
}
