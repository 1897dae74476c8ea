// Shared by the parts of the store's contract: a store of the engine under test, and jobs to put into it.
import type { TestContext } from 'node:test';
import type { BlobRef, Film, PrintPriority } from '../../../../src/shared/film/film.ts';
import type { Subject } from '../../../../src/shared/film/subjects.ts';
import { newJob } from '../../../../src/spool/job/new-job.ts';
import { transition } from '../../../../src/spool/job/job.ts';
import type { Job, JobEvent } from '../../../../src/spool/job/job-types.ts';
import type { ClaimFilter, JobFilter, Store } from '../../../../src/spool/store/store.ts';
import { filmOf, noon, requestOf, toAll } from '../../spool-fixture.ts';

/** One place where an engine keeps jobs: a file, a database. */
export interface StorePlace {
  /** Opens what is there; several may be open at once, as several processes would have it. The caller closes them. */
  open(): Promise<Store>;
}

/** A new and empty place, which is gone after the test. */
export type OpenPlace = (context: TestContext) => Promise<StorePlace>;

/** A store in a new place, closed after the test. */
export async function openedIn(context: TestContext, openPlace: OpenPlace): Promise<Store> {
  const store = await (await openPlace(context)).open();
  context.after(() => store.close());
  return store;
}

export const blob = (number: number): BlobRef => ({ key: String(number).padStart(16, '0'), byteLength: 100 });

export interface Wanted {
  readonly id: string;
  readonly printer?: string;
  readonly client?: string;
  readonly priority?: PrintPriority;
  readonly blobs?: readonly BlobRef[];
  readonly destinations?: readonly string[];
  readonly subjects?: readonly Subject[];
  readonly texts?: readonly string[];
  readonly label?: string;
  readonly at?: Date;
}

/** Puts a job with a film for each blob into the store. */
export async function insert(store: Store, wanted: Wanted): Promise<Job> {
  const { id, printer = 'HARDCOPY', client = 'CT 1', priority = 'LOW', destinations = ['pdf'] } = wanted;
  const { blobs = [blob(1)], label, at = noon } = wanted;
  const films = blobs.map((ref) => filmWith(ref, wanted));
  const request = requestOf(films, {
    printer,
    priority,
    callingAeTitle: client,
    ...(label === undefined ? {} : { sessionLabel: label }),
  });
  const job = newJob(request, { id, destinations: toAll(destinations), at });
  await store.insert({ job, films, blobs });
  return job;
}

function filmWith(ref: BlobRef, { subjects = [], texts = [] }: Wanted): Film {
  return {
    ...filmOf(ref),
    ...(subjects.length === 0 ? {} : { subjects: { subjects, more: false } }),
    annotations: texts.map((text, index) => ({
      kind: 'annotation',
      position: index + 1,
      text,
      place: { kind: 'bottom' },
    })),
  };
}

/** Lets events happen to a job, at noon. */
export const happen = (store: Store, id: string, ...events: readonly JobEvent[]) =>
  store.update(id, (job) => events.reduce((now, event) => transition(now, event, noon), job));

/** What may start when every destination accepts jobs. */
export const at = (now: Date, busy: readonly string[] = []): ClaimFilter => ({
  now,
  busy,
  latest: new Date(now.getTime() + 3_600_000),
});

export const start = (job: Job) => transition(job, { kind: 'started' }, noon);

/** Ids of what a search finds. */
export const finder =
  (store: Store) =>
  async (text: string, filter: JobFilter = {}): Promise<readonly string[]> =>
    (await store.search(text, filter)).found.map(({ job }) => job.id);

export const idsOf = (jobs: readonly Job[]): readonly string[] => jobs.map(({ id }) => id);
