// What is known of a job in the printer, what that means, and what to do next: one table, the first matching row applies.
// Pure. A document is never sent a second time if it may have been printed completely. Start at `verdicts`.
import type { Run } from '../state/printer-run.ts';

/**
 * How much of the document the printer has. `part`: its last byte was not sent; `some`: complete documents, and more follow;
 * `whole`: all bytes were sent, the answer is unknown; `accepted`: answered with success.
 */
export const documentFacts = ['part', 'some', 'whole', 'accepted'] as const;
/**
 * What the printer reports of the job. `active`: it waits, prints or is stopped; `incomplete`: it waits for a document;
 * `unreadable`: ended because of the format or the document; `gone`: the printer does not know the job; `not-reported`: it
 * reports nothing.
 */
export const jobFacts = [
  ...(['active', 'incomplete', 'completed', 'unreadable', 'aborted', 'cancelled'] as const),
  ...(['gone', 'not-reported'] as const),
] as const;
/** `ready`: no problem, and it does not work on our job; `working`: perhaps on our job; `troubled`: attention is required. */
export const printerFacts = ['ready', 'working', 'troubled'] as const;

export interface Evidence {
  readonly document: (typeof documentFacts)[number];
  readonly job: (typeof jobFacts)[number];
  /** Whether the printer was restarted since it got the job. */
  readonly run: Run;
  readonly printer: (typeof printerFacts)[number];
}

/**
 * `done`, `next-format`, `aborted`, `cancelled`, `unknown`: the job has ended. `wait`: query again. `continue`: send what is
 * missing to the same job. `cancel-and-send`: cancel the job on the printer, then send it anew. `send`: send it anew.
 */
export type Verdict =
  | 'done'
  | 'next-format'
  | 'aborted'
  | 'cancelled'
  | 'unknown'
  | 'wait'
  | 'continue'
  | 'cancel-and-send'
  | 'send';

type Row = { readonly [K in keyof Evidence]?: readonly Evidence[K][] } & {
  readonly verdict: Verdict;
  readonly because: string;
};

export const verdicts: readonly Row[] = [
  // The job lacks a document that this server has.
  {
    job: ['incomplete'],
    document: ['part', 'some', 'whole'],
    verdict: 'continue',
    because: 'the printer waits for the document',
  },
  {
    job: ['incomplete'],
    document: ['accepted'],
    verdict: 'wait',
    because: 'the printer reports that it waits for a document that it has accepted',
  },
  // No complete document was ever sent: what the printer made of a part does not count.
  {
    document: ['part'],
    job: ['active'],
    verdict: 'cancel-and-send',
    because: 'the printer would print an incomplete document',
  },
  { document: ['part'], verdict: 'send', because: 'the document was never complete' },
  // The printer reports the state of the job.
  { job: ['active'], verdict: 'wait', because: 'the job has not ended' },
  { job: ['completed'], verdict: 'done', because: 'the printer reports it as completed' },
  { job: ['unreadable'], verdict: 'next-format', because: 'the printer could not print the document' },
  { job: ['aborted'], verdict: 'aborted', because: 'the printer aborted it' },
  { job: ['cancelled'], verdict: 'cancelled', because: 'it was cancelled at the device' },
  // The printer does not know the job, or does not report it. It is done only if the printer accepted all of it and has not
  // been restarted since.
  {
    document: ['whole', 'some'],
    verdict: 'unknown',
    because: 'the connection ended before the printer had confirmed the document',
  },
  {
    run: ['other', 'unsure'],
    verdict: 'unknown',
    because: 'the printer was restarted since then, or may have been',
  },
  {
    printer: ['ready'],
    verdict: 'done',
    because: 'the printer is idle and reports no problem',
  },
  { verdict: 'wait', because: 'the printer may still be printing it' },
];

export interface Judgment {
  readonly verdict: Verdict;
  /** For users, a clause. */
  readonly because: string;
}

export function judge(evidence: Evidence): Judgment {
  const fits = (row: Row) =>
    (row.document?.includes(evidence.document) ?? true) &&
    (row.job?.includes(evidence.job) ?? true) &&
    (row.run?.includes(evidence.run) ?? true) &&
    (row.printer?.includes(evidence.printer) ?? true);
  // The last row matches everything.
  return verdicts.find(fits) ?? { verdict: 'unknown', because: 'nothing is known about it' };
}
