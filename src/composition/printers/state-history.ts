// The states of printers over time: recorded when they change, kept over restarts, and answered as spans. Between two runs of the
// server nothing is known of a printer. Start at `StateHistory`; `statesOf` makes the answer.
import { causeOf } from '../../api/messages/device-sentences.ts';
import type { ApiPrinter, ApiPrinterStates } from '../../api/printer.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';
import type { PrinterStateChange, PrinterStateStore, ServerRun } from '../../spool/store/state-store.ts';

type Recorded = Omit<PrinterStateChange, 'printer' | 'at'>;
type Span = ApiPrinterStates['states'][number];

/** What is recorded of a printer. */
function recordOf({ state, troubled, devices, pausedBy }: ApiPrinter): Recorded {
  if (state === 'paused') return { state, statusInfo: '', detail: pausedBy ?? '' };
  const device = devices.find(({ destination }) => destination === troubled);
  if (!device || state === 'ready' || state === 'unknown') return { state, statusInfo: '', detail: '' };
  return { state, statusInfo: device.statusInfo, detail: device.detail };
}

/** Equal for records that differ at most in the words of the device, which may count pages. */
const keyOf = ({ state, statusInfo, detail }: Recorded) =>
  JSON.stringify([state, statusInfo, state === 'paused' ? detail : causeOf(statusInfo, detail).cause]);

export interface StateHistoryOptions {
  readonly states: PrinterStateStore;
  /** When this run of the server started. */
  readonly startedAt: Date;
  readonly log: Log;
  readonly now?: () => Date;
  /** Interval in which it is noted that the server runs; default: a minute. */
  readonly aliveEveryMs?: number;
}

/** Changes that wait to be written; more are dropped, the oldest first. */
const maxWaiting = 2_000;

export class StateHistory {
  readonly #options: StateHistoryOptions;
  readonly #last = new Map<string, string>();
  readonly #timer: NodeJS.Timeout;
  #waiting: PrinterStateChange[] = [];
  #writing: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(options: StateHistoryOptions) {
    this.#options = options;
    this.#write();
    this.#timer = setInterval(() => {
      this.#write();
    }, options.aliveEveryMs ?? 60_000).unref();
  }

  /** Records the state of a printer if it changed. */
  note(printer: ApiPrinter): void {
    this.#add(printer.aeTitle, recordOf(printer));
  }

  /** A removed printer is gone. */
  gone(aeTitle: string): void {
    this.#add(aeTitle, { state: 'removed', statusInfo: '', detail: '' });
    this.#last.delete(aeTitle);
  }

  /** Notes that the server ran until now. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#write();
    await this.#writing;
  }

  #add(printer: string, record: Recorded): void {
    const key = keyOf(record);
    if (this.#last.get(printer) === key) return;
    this.#last.set(printer, key);
    this.#waiting = [...this.#waiting, { printer, at: this.#now(), ...record }].slice(-maxWaiting);
    this.#write();
  }

  #now(): Date {
    return (this.#options.now ?? (() => new Date()))();
  }

  /** Failures are logged once; states are news, no film depends on them. */
  #write(): void {
    const { states, startedAt, log } = this.#options;
    this.#writing = this.#writing.then(async () => {
      const changes = this.#waiting;
      this.#waiting = [];
      try {
        if (changes.length > 0) await states.add(changes);
        await states.noteRun({ startedAt, aliveAt: this.#now() });
        this.#failed = false;
      } catch (error) {
        if (!this.#failed) log.warn('printers.states-not-kept', { error: messageOf(error) });
        this.#failed = true;
      }
    });
  }
}

interface TimelineFacts {
  /** Oldest first. */
  readonly changes: readonly PrinterStateChange[];
  /** Oldest first; the last one is the present one. */
  readonly runs: readonly ServerRun[];
  readonly since: Date;
  readonly until: Date;
}

/** Changes with the ends of earlier runs, after which nothing is known. */
function withEnds({ changes, runs }: TimelineFacts): readonly Omit<PrinterStateChange, 'printer'>[] {
  const off = { state: 'off', statusInfo: '', detail: '' };
  const ends = runs.slice(0, -1).map(({ aliveAt }, index) => {
    const next = runs[index + 1]?.startedAt ?? aliveAt;
    // What was recorded last may be newer than the last note of the run.
    const last = changes.findLast(({ at }) => at < next)?.at ?? aliveAt;
    return { at: last > aliveAt ? last : aliveAt, ...off };
  });
  return [...changes, ...ends].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** The states of a printer as spans without gaps, from the first that is known. Pure. */
export function spansOf(facts: TimelineFacts): readonly Span[] {
  const { since, until } = facts;
  const spans: (Omit<Span, 'from' | 'until'> & { readonly from: Date; until: Date | null })[] = [];
  for (const { at, ...record } of withEnds(facts)) {
    const last = spans.at(-1);
    // A printer that is gone has no state, whether the server runs or not; nor has one of which nothing is known yet.
    if (record.state === 'off' && (last === undefined || last.state === 'removed')) continue;
    if (
      last?.state === record.state &&
      last.statusInfo === record.statusInfo &&
      last.detail === record.detail
    )
      continue;
    if (last) last.until = at;
    spans.push({ from: at, until: null, ...shownOf(record) });
  }
  return spans
    .filter((span) => span.until === null || (span.until > since && span.until > span.from))
    .map((span) => ({
      ...span,
      from: (span.from < since ? since : span.from).toISOString(),
      until: span.until === null || span.until > until ? null : span.until.toISOString(),
    }));
}

const known = ['ready', 'paused', 'warning', 'failure', 'unknown', 'off', 'removed'] as const;

function shownOf({ state, statusInfo, detail }: Recorded): Omit<Span, 'from' | 'until'> {
  const name = known.find((one) => one === state) ?? 'unknown';
  if (name !== 'failure' && name !== 'warning') return { state: name, statusInfo, detail, message: null };
  const { cause, text } = causeOf(statusInfo, detail);
  return { state: name, statusInfo, detail, message: { code: cause, params: { text } } };
}

const dayMs = 86_400_000;

/** The states of the last days. Undefined: nothing is known of such a printer. */
export async function statesOf(
  states: Pick<PrinterStateStore, 'of' | 'runs'>,
  aeTitle: string,
  days: number,
  until: Date = new Date(),
): Promise<ApiPrinterStates | undefined> {
  const since = new Date(until.getTime() - days * dayMs);
  const changes = await states.of(aeTitle, since);
  if (changes.length === 0) return undefined;
  const spans = spansOf({ changes, runs: await states.runs(since), since, until });
  return { since: since.toISOString(), until: until.toISOString(), states: [...spans] };
}
