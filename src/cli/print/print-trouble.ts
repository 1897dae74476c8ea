// What keeps the jobs of `print --wait`, said while it waits: what the printer tells of them, and of a local printer
// what its device or its pause says. Each trouble is said once. Begin at `heard`.
import type { PrintJobReport } from '../../print-scu/job-status.ts';
import { keptBy } from '../jobs/job-details.ts';
import type { PrintTarget } from './print-target.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Jobs of a local printer among which ours are looked for. */
const maxLookedAt = 200;
/** These words of DICOM are no trouble. */
const well: ReadonlySet<string> = new Set(['', 'NORMAL', 'QUEUED', 'UNKNOWN', 'JOB CANCELED']);

export class PrintTrouble {
  readonly #terminal: Pick<Terminal, 'note'>;
  readonly #target: PrintTarget;
  readonly #said = new Set<string>();
  #saying: Promise<void> = Promise.resolve();

  constructor(terminal: Pick<Terminal, 'note'>, target: PrintTarget) {
    this.#terminal = terminal;
    this.#target = target;
  }

  /** A job stands where it did not stand before. */
  heard(job: PrintJobReport): void {
    if (job.status !== 'PENDING' && job.status !== 'PRINTING') return;
    this.#saying = this.#saying.then(async () => {
      const sentence = await this.#sentenceOf(job);
      if (sentence === undefined || this.#said.has(sentence)) return;
      this.#said.add(sentence);
      this.#terminal.note(`waiting: ${sentence}`);
    });
  }

  /** Resolves when everything is said. */
  async settled(): Promise<void> {
    await this.#saying;
  }

  async #sentenceOf(job: PrintJobReport): Promise<string | undefined> {
    const told = well.has(job.info) ? undefined : job.info;
    // What cannot be asked is no reason to stop waiting.
    return (await this.#localSentence(job).catch(() => undefined)) ?? told;
  }

  async #localSentence({ printJobUid, info }: PrintJobReport): Promise<string | undefined> {
    const { api, calledAeTitle } = this.#target;
    if (!api) return undefined;
    const jobs = await api.jobs({ printer: calledAeTitle, limit: maxLookedAt });
    const job = jobs.find((candidate) => candidate.printJobUid === printJobUid);
    if (!job) return undefined;
    if (!well.has(info)) return `${info}: ${job.detail}`;
    const printer = (await api.printers()).find(({ aeTitle }) => aeTitle === calledAeTitle);
    return keptBy(job, printer)[0]?.[1];
  }
}
