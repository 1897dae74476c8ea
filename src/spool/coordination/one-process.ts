// Coordination for a server that does not share its spool: everything is in the memory of this process. Start at
// `oneProcess`.
import { QueueFullRefusal } from '../../shared/errors/request-refusals.ts';
import type { BlobRef } from '../../shared/film/film.ts';
import { KeyLock } from '../../shared/gate.ts';
import type { Log } from '../../shared/log/log.ts';
import { Subscribers } from '../../shared/subscribers.ts';
import type { ActionRecord, PausedPrinter } from '../job/actions.ts';
import type { Job } from '../job/job-types.ts';
import type { Store } from '../store/store.ts';
import type {
  AbandonedWork,
  Admission,
  Changes,
  Coordination,
  JobListener,
  Pauses,
  QueueShare,
  Turns,
} from './coordination.ts';

/** Limits of the whole queue, over all clients. */
export interface QueueLimits {
  readonly maxJobs: number;
  /** Bytes of pixels. */
  readonly maxBytes: number;
}

export interface OneProcessOptions {
  readonly store: Store;
  /** Default: limited only by the disk. */
  readonly queue?: QueueLimits | undefined;
  readonly log: Log;
}

export function oneProcess({ store, queue, log }: OneProcessOptions): Coordination {
  return {
    pauses: new ProcessPauses(store),
    admission: new StoreAdmission(store, queue),
    turns: new ProcessTurns(),
    keepLock: new KeyLock(),
    changes: new ProcessChanges(log),
    abandoned: allPrinting(store),
  };
}

class ProcessPauses implements Pauses {
  readonly #store: Pick<Store, 'actions'>;
  readonly #paused = new Map<string, PausedPrinter>();

  constructor(store: Pick<Store, 'actions'>) {
    this.#store = store;
  }

  async load(): Promise<void> {
    for (const paused of await this.#store.actions.paused()) this.#paused.set(paused.printer, paused);
  }

  has(printer: string): boolean {
    return this.#paused.has(printer);
  }

  all(): readonly PausedPrinter[] {
    return [...this.#paused.values()];
  }

  async set(printer: string, paused: PausedPrinter | undefined, record: ActionRecord): Promise<void> {
    await this.#store.actions.pause(printer, paused, record);
    if (paused) this.#paused.set(printer, paused);
    else this.#paused.delete(printer);
  }
}

/** The counts of the store. */
class StoreAdmission implements Admission {
  readonly #store: Pick<Store, 'unfinished'>;
  readonly #queue: QueueLimits | undefined;

  constructor(store: Pick<Store, 'unfinished'>, queue: QueueLimits | undefined) {
    this.#store = store;
    this.#queue = queue;
  }

  async admit(refs: readonly BlobRef[], share?: QueueShare): Promise<void> {
    if (this.#queue) await this.#ofAll(refs, this.#queue);
    if (share) await this.#ofClient(share);
  }

  async #ofAll(refs: readonly BlobRef[], { maxJobs, maxBytes }: QueueLimits): Promise<void> {
    const { jobs, byteLength } = await this.#store.unfinished();
    if (jobs >= maxJobs) throw new QueueFullRefusal(`${jobs} jobs wait, at most ${maxJobs}`, jobs);
    const bytes = refs.reduce((sum, ref) => sum + ref.byteLength, byteLength);
    if (bytes > maxBytes) throw new QueueFullRefusal(`${bytes} bytes of pixels wait, at most ${maxBytes}`);
  }

  async #ofClient({ maxJobs, ...owner }: QueueShare): Promise<void> {
    const { jobs } = await this.#store.unfinished(owner);
    if (jobs >= maxJobs)
      throw new QueueFullRefusal(`${jobs} jobs of this client wait, at most ${maxJobs}`, jobs);
  }
}

class ProcessTurns implements Turns {
  /** The end of the newest task of each key; never rejects. */
  readonly #ends = new Map<string, Promise<unknown>>();

  async inTurn<T>(key: string, task: () => Promise<T>): Promise<T> {
    const turn = (this.#ends.get(key) ?? Promise.resolve()).then(task);
    const end = turn.catch(() => undefined);
    this.#ends.set(key, end);
    try {
      return await turn;
    } finally {
      if (this.#ends.get(key) === end) this.#ends.delete(key);
    }
  }
}

class ProcessChanges implements Changes {
  readonly #jobs: Subscribers<Parameters<JobListener>>;
  readonly #printers: Subscribers<[aeTitle: string]>;
  readonly #deviceCancellations: Subscribers<[]>;

  constructor(log: Log) {
    this.#jobs = new Subscribers(log, 'spool.listener-failed');
    this.#printers = new Subscribers(log, 'spool.listener-failed');
    this.#deviceCancellations = new Subscribers(log, 'spool.listener-failed');
  }

  jobChanged(job: Job, before: Job | undefined): void {
    this.#jobs.notify(job, before);
  }

  printerChanged(aeTitle: string): void {
    this.#printers.notify(aeTitle);
  }

  deviceCancellationsChanged(): void {
    this.#deviceCancellations.notify();
  }

  onJob(listener: JobListener): () => void {
    return this.#jobs.add(listener);
  }

  onPrinter(listener: (aeTitle: string) => void): () => void {
    return this.#printers.add(listener);
  }

  onDeviceCancellations(listener: () => void): () => void {
    return this.#deviceCancellations.add(listener);
  }
}

/** As many as the store lists at most. */
const abandonedAtOnce = 1000;

/** While it opens, this process works on no job: every job that is PRINTING was left by a process that ended. */
function allPrinting(store: Pick<Store, 'jobs'>): AbandonedWork {
  return {
    some: async () => (await store.jobs({ state: 'PRINTING', limit: abandonedAtOnce })).map(({ id }) => id),
  };
}
