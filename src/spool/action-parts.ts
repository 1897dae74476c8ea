// Shared by the actions of users: their dependencies, the record of who requested what, and the destinations of a printer.
import { PrinterRemovedRefusal, UnknownPrinterRefusal } from '../shared/errors/request-refusals.ts';
import type { Coordination } from './coordination/coordination.ts';
import { nameOf, type ActionRecord } from './job/actions.ts';
import type { Job, JobDestination } from './job/job-types.ts';
import type { Store } from './store/store.ts';

export interface SpoolActionParts {
  readonly store: Store;
  readonly coordination: Pick<Coordination, 'pauses' | 'admission' | 'turns' | 'keepLock' | 'changes'>;
  readonly now: () => Date;
  /** Ids of jobs, and of records. */
  readonly newId: () => string;
  readonly newRecordId: () => string;
  readonly destinations: (printer: string) => readonly JobDestination[] | undefined;
  /** Whether jobs may be sent there; default: yes. */
  readonly acceptsFilms?: (printer: string) => boolean;
  readonly notify: (job: Job, before: Job | undefined) => void;
}

/** A record of an action, which is stored in the transaction of its change. */
export function recordOf(
  { newRecordId, now }: Pick<SpoolActionParts, 'newRecordId' | 'now'>,
  { who, action, detail }: Pick<ActionRecord, 'who' | 'action' | 'detail'>,
  of: Partial<Pick<ActionRecord, 'jobId' | 'printer' | 'requestId' | 'note'>>,
): ActionRecord {
  const nothing = { jobId: null, printer: null, requestId: null };
  return { ...nothing, ...of, id: newRecordId(), at: now(), who: nameOf(who), action, detail };
}

/** The destinations of a printer to which jobs may be sent. Throws UnknownPrinterRefusal, PrinterRemovedRefusal. */
export function targetOf(parts: SpoolActionParts, printer: string): readonly JobDestination[] {
  const destinations = destinationsOf(parts, printer);
  if (parts.acceptsFilms?.(printer) === false) throw new PrinterRemovedRefusal(printer);
  return destinations;
}

/** The destinations of a printer, also of a removed one that still prints. Throws UnknownPrinterRefusal. */
export function destinationsOf(
  parts: Pick<SpoolActionParts, 'destinations'>,
  printer: string,
): readonly JobDestination[] {
  const destinations = parts.destinations(printer);
  if (!destinations) throw new UnknownPrinterRefusal(printer);
  return destinations;
}
