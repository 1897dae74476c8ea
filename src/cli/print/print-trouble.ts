// Why the jobs of `print --wait` wait: the status reported by the printer, and for a local printer its pause or the problem of its
// device. Each problem is shown once. Start at `reported`.
import type { PrintJobReport } from '../../print-scu/job-status.ts';
import { waitsFor } from '../jobs/job-details.ts';
import type { PrintTarget } from './print-target.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Number of jobs of a local printer that are searched for those of this command. */
const maxLookedAt = 200;
/** These DICOM terms do not mean a problem. */
const ordinary: ReadonlySet<string> = new Set(['', 'NORMAL', 'QUEUED', 'UNKNOWN', 'JOB CANCELED']);

export class PrintTrouble {
  readonly #terminal: Pick<Terminal, 'note'>;
  readonly #target: PrintTarget;
  readonly #said = new Set<string>();
  #saying: Promise<void> = Promise.resolve();

  constructor(terminal: Pick<Terminal, 'note'>, target: PrintTarget) {
    this.#terminal = terminal;
    this.#target = target;
  }

  /** The status of a job has changed. */
  reported(job: PrintJobReport): void {
    if (job.status !== 'PENDING' && job.status !== 'PRINTING') return;
    this.#saying = this.#saying.then(async () => {
      const sentence = await this.#sentenceOf(job);
      if (sentence === undefined || this.#said.has(sentence)) return;
      this.#said.add(sentence);
      this.#terminal.note(`waiting: ${sentence}`);
    });
  }

  /** Resolves when everything is reported. */
  async settled(): Promise<void> {
    await this.#saying;
  }

  async #sentenceOf(job: PrintJobReport): Promise<string | undefined> {
    const reported = ordinary.has(job.info) ? undefined : job.info;
    // A failed query is not a reason to stop waiting.
    return (await this.#localSentence(job).catch(() => undefined)) ?? reported;
  }

  async #localSentence({ printJobUid, info }: PrintJobReport): Promise<string | undefined> {
    const { api, calledAeTitle } = this.#target;
    if (!api) return undefined;
    const jobs = await api.jobs({ printer: calledAeTitle, limit: maxLookedAt });
    const job = jobs.find((candidate) => candidate.printJobUid === printJobUid);
    if (!job) return undefined;
    if (!ordinary.has(info)) return `${info}: ${job.detail}`;
    const printer = (await api.printers()).find(({ aeTitle }) => aeTitle === calledAeTitle);
    return waitsFor(job, printer)[0]?.[1];
  }
}
