// The operations of one printer that printing needs, by name and with types. Start at IppPrinter. RFC 8011 4.
import { IppRefusal } from '../../../shared/errors/device-failures.ts';
import type { DeviceState } from '../../destination.ts';
import { queryPrinter } from '../client/query-printer.ts';
import { capabilitiesOf, capabilityAttributes, type Capabilities } from '../choice/capabilities.ts';
import type { PostDocument } from '../client/http-post.ts';
import type { IppAttributes } from '../protocol/ipp-attributes.ts';
import type { IppClient } from '../client/ipp-client.ts';
import type { AttributeValues } from '../protocol/ipp-message.ts';
import { isBusy } from './delivery-failure.ts';
import { DeviceMemory } from '../protocol/device-memory.ts';
import { deviceStateOf, stateAttributes } from '../state/printer-status.ts';
import type { ReasonPart } from '../state/status-table.ts';

/** A job as the printer reports it. */
export interface PrinterJob {
  readonly id: number;
  readonly name?: string;
  /** job-state. */
  readonly state: string;
  /** job-state-reasons. */
  readonly reasons: readonly string[];
  /** number-of-documents. */
  readonly documents?: number;
  /** job-impressions-completed, job-media-sheets-completed: signs of progress. */
  readonly completed: readonly number[];
}

/** The state of the printer, and signs of a restart. */
export interface Observation {
  readonly state: DeviceState;
  readonly activity: 'idle' | 'processing' | 'stopped';
  /** printer-up-time, and printer-state-change-time in the same seconds. */
  readonly upTime: number | undefined;
  readonly stateChange: number | undefined;
  /** By our clock, ms. */
  readonly at: number;
}

/** The attributes of a new job. */
export interface JobRequest {
  readonly name: string;
  /** requesting-user-name. */
  readonly user: string;
  readonly format: string;
  /** Job template attributes. */
  readonly template: AttributeValues;
}

const jobAttributes: readonly string[] = [
  'job-id',
  'job-name',
  'job-state',
  'job-state-reasons',
  'number-of-documents',
  'job-impressions-completed',
  'job-media-sheets-completed',
];
/** Signs of a restart, and of work. */
const runAttributes: readonly string[] = ['printer-state-change-time', 'queued-job-count'];
/** Maximum number of jobs read from a list. */
const maxJobs = 1000;
/** How long the capabilities are kept: they change when a person opens a tray. */
const capabilitiesMs = 5000;

export class IppPrinter {
  readonly #client: IppClient;
  readonly #now: () => number;
  readonly #holdFor: readonly ReasonPart[] | undefined;
  #uploads = 0;
  /** What it does not accept, although it lists it. */
  readonly memory = new DeviceMemory();
  #lastUpTime = 0;
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

  /** Its capabilities and state; queried again after a few seconds. */
  async look(
    signal?: AbortSignal,
  ): Promise<{ readonly capabilities: Capabilities; readonly state: DeviceState }> {
    if (this.#known && this.#now() - this.#known.at < capabilitiesMs) return this.#known;
    const printer = await this.#attributes(capabilityAttributes, signal);
    this.#noteUpTime(printer);
    const state = deviceStateOf(printer, this.#holdFor);
    this.#known = { at: this.#now(), capabilities: capabilitiesOf(printer), state };
    return this.#known;
  }

  /** Whether a document is being sent to it: many printers answer no other request meanwhile. */
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

  /** Makes `look` query again. */
  forget(): void {
    this.#known = undefined;
  }

  async state(signal?: AbortSignal): Promise<DeviceState> {
    const printer = await this.#attributes(stateAttributes, signal);
    this.#noteUpTime(printer);
    return deviceStateOf(printer, this.#holdFor);
  }

  async observe(signal?: AbortSignal): Promise<Observation> {
    const printer = await this.#attributes([...stateAttributes, ...runAttributes], signal);
    this.#noteUpTime(printer);
    const activity = printer.string('printer-state');
    const jobs = printer.integer('queued-job-count') ?? 0;
    return {
      state: deviceStateOf(printer, this.#holdFor),
      activity:
        activity === 'stopped' ? activity : activity === 'processing' || jobs > 0 ? 'processing' : 'idle',
      upTime: printer.integer('printer-up-time'),
      stateChange: printer.integer('printer-state-change-time'),
      at: Date.now(),
    };
  }

  /** A printer that was restarted may support what it did not support before. */
  #noteUpTime(printer: IppAttributes): void {
    const upTime = printer.integer('printer-up-time');
    if (upTime === undefined) return;
    if (upTime < this.#lastUpTime) {
      this.memory.forget();
      this.#client.forget();
    }
    this.#lastUpTime = upTime;
  }

  #attributes(names: readonly string[], signal?: AbortSignal): Promise<IppAttributes> {
    return queryPrinter(this.#client, names, signal);
  }

  /** Throws IppRefusal when the printer would not print such a job. */
  async validate(job: JobRequest, signal: AbortSignal): Promise<void> {
    await this.#client.call({ operation: 'Validate-Job', ...requestOf(job) }, { signal });
  }

  /** Creates an empty job; returns its id. */
  async create({ format: _format, ...job }: JobRequest, signal: AbortSignal): Promise<number> {
    const request = { operation: 'Create-Job', ...requestOf(job) } as const;
    const id = jobIdOf((await this.#client.call(request, { signal })).jobs);
    // Without its id no document can be sent to it: equivalent to a refusal.
    if (id === undefined) throw new IppRefusal('Create-Job', 'server-error-operation-not-supported');
    return id;
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

  /** Closes a job to which more documents could be sent. */
  async close(id: number, user: string, signal: AbortSignal): Promise<void> {
    const attributes = { 'job-id': id, 'requesting-user-name': user, 'last-document': true };
    await this.#client.call({ operation: 'Send-Document', attributes }, { signal });
  }

  /** Creates a job with its only document; returns its id, if the printer reports it. */
  async print(job: JobRequest, document: PostDocument, signal: AbortSignal): Promise<number | undefined> {
    const request = { operation: 'Print-Job', ...requestOf(job) } as const;
    return jobIdOf((await this.#upload(() => this.#client.call(request, { document, signal }))).jobs);
  }

  /**
   * `gone`: the printer does not know the job; `not-reported`: it refuses to report it, or reports no state.
   * @throws IppFailure; IppRefusal of a printer that is busy.
   */
  async job(id: number, user: string, signal: AbortSignal): Promise<PrinterJob | 'gone' | 'not-reported'> {
    const attributes = {
      'job-id': id,
      'requesting-user-name': user,
      'requested-attributes': jobAttributes,
    };
    try {
      const { jobs } = await this.#client.call({ operation: 'Get-Job-Attributes', attributes }, { signal });
      return jobs.flatMap((found) => jobOf(found, id))[0] ?? 'not-reported';
    } catch (error) {
      if (!(error instanceof IppRefusal) || isBusy(error)) throw error;
      return /-(not-found|gone)$/.test(error.status) ? 'gone' : 'not-reported';
    }
  }

  /** Its jobs, latest first: jobs that wait or print, then jobs that have ended. */
  async jobs(user: string, signal: AbortSignal): Promise<readonly PrinterJob[] | 'not-reported'> {
    const open = await this.#listed('not-completed', user, signal);
    const ended = await this.#listed('completed', user, signal);
    return open === 'not-reported' || ended === 'not-reported' ? 'not-reported' : [...open, ...ended];
  }

  /** Jobs that wait or print. */
  async openJobs(user: string, signal: AbortSignal): Promise<readonly PrinterJob[] | 'not-reported'> {
    return this.#listed('not-completed', user, signal);
  }

  async #listed(
    which: 'not-completed' | 'completed',
    user: string,
    signal: AbortSignal,
  ): Promise<readonly PrinterJob[] | 'not-reported'> {
    const attributes = {
      'requesting-user-name': user,
      'which-jobs': which,
      limit: maxJobs,
      'requested-attributes': jobAttributes,
    };
    try {
      const { jobs } = await this.#client.call({ operation: 'Get-Jobs', attributes }, { signal });
      return jobs.flatMap((job) => jobOf(job)).toSorted((a, b) => b.id - a.id);
    } catch (error) {
      if (!(error instanceof IppRefusal) || isBusy(error)) throw error;
      return 'not-reported';
    }
  }

  /** A job that no longer exists, or has ended, is not an error. */
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

function jobOf(found: IppAttributes, requestedId?: number): readonly PrinterJob[] {
  const id = found.integer('job-id') ?? requestedId;
  const state = found.string('job-state');
  if (id === undefined || state === undefined) return [];
  const name = found.string('job-name');
  const documents = found.integer('number-of-documents');
  return [
    {
      id,
      state,
      reasons: found.strings('job-state-reasons').slice(0, 64),
      completed: [
        found.integer('job-impressions-completed') ?? 0,
        found.integer('job-media-sheets-completed') ?? 0,
      ],
      ...(name === undefined ? {} : { name }),
      ...(documents === undefined ? {} : { documents }),
    },
  ];
}

/** job-id, or the end of job-uri; undefined: not reported. */
function jobIdOf(jobs: readonly IppAttributes[]): number | undefined {
  const id =
    jobs[0]?.integer('job-id') ?? Number(/\/(\d{1,10})$/.exec(jobs[0]?.string('job-uri') ?? '')?.[1]);
  return Number.isInteger(id) && id > 0 ? id : undefined;
}
