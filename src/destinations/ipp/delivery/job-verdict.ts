// What is known of a job in the printer, what that means, and what to do next: one table, first row that fits. Pure.
// A document is never sent a second time where a complete one may have been printed. Start at `verdicts`.
import type { Run } from '../state/printer-run.ts';

/**
 * How much of it the printer has. `part`: its last byte was not sent; `some`: whole documents, and more are to come;
 * `whole`: all bytes were sent, the answer is not known; `accepted`: it was answered with success.
 */
export const documentFacts = ['part', 'some', 'whole', 'accepted'] as const;
/**
 * What it says of the job. `active`: it waits, prints or is stopped; `incomplete`: it waits for a document; `unreadable`:
 * over, for the format or the document; `gone`: it does not know the job; `not-reported`: it does not say.
 */
export const jobFacts = [
  ...(['active', 'incomplete', 'completed', 'unreadable', 'aborted', 'cancelled'] as const),
  ...(['gone', 'not-reported'] as const),
] as const;
/** `ready`: nothing is wrong, and it works on nothing of ours; `working`: maybe on ours; `troubled`: it needs a person. */
export const printerFacts = ['ready', 'working', 'troubled'] as const;

export interface Evidence {
  readonly document: (typeof documentFacts)[number];
  readonly job: (typeof jobFacts)[number];
  /** Whether it was started again since it took the job. */
  readonly run: Run;
  readonly printer: (typeof printerFacts)[number];
}

/**
 * `done`, `next-format`, `aborted`, `cancelled`, `unknown`: its end. `wait`: ask again. `go-on`: send what is missing to
 * the same job. `take-back`: cancel it there, then send it anew. `send`: send it anew.
 */
export type Verdict =
  'done' | 'next-format' | 'aborted' | 'cancelled' | 'unknown' | 'wait' | 'go-on' | 'take-back' | 'send';

type Row = { readonly [K in keyof Evidence]?: readonly Evidence[K][] } & {
  readonly verdict: Verdict;
  readonly because: string;
};

export const verdicts: readonly Row[] = [
  // The job lacks a document that is here.
  {
    job: ['incomplete'],
    document: ['part', 'some', 'whole'],
    verdict: 'go-on',
    because: 'the printer waits for the document',
  },
  {
    job: ['incomplete'],
    document: ['accepted'],
    verdict: 'wait',
    because: 'the printer says that it waits for a document, and has it',
  },
  // Nothing complete was ever sent: what the printer made of a part does not count.
  {
    document: ['part'],
    job: ['active'],
    verdict: 'take-back',
    because: 'the printer is about to print a part of the document',
  },
  { document: ['part'], verdict: 'send', because: 'the document was never complete' },
  // It says how it stands.
  { job: ['active'], verdict: 'wait', because: 'it has not ended' },
  { job: ['completed'], verdict: 'done', because: 'the printer says that it is completed' },
  { job: ['unreadable'], verdict: 'next-format', because: 'the printer could not print the document' },
  { job: ['aborted'], verdict: 'aborted', because: 'the printer gave it up' },
  { job: ['cancelled'], verdict: 'cancelled', because: 'it was cancelled at the device' },
  // It does not know the job, or does not say: only a printer that has taken all of it and was on ever since can be done.
  {
    document: ['whole', 'some'],
    verdict: 'unknown',
    because: 'the connection ended before the printer had confirmed the document',
  },
  {
    run: ['other', 'unsure'],
    verdict: 'unknown',
    because: 'the printer was, or may have been, started again meanwhile',
  },
  {
    printer: ['ready'],
    verdict: 'done',
    because: 'the printer has nothing more to do and reports no problem',
  },
  { verdict: 'wait', because: 'the printer may be at work on it' },
];

export interface Judgement {
  readonly verdict: Verdict;
  /** For people, a clause. */
  readonly because: string;
}

export function judge(evidence: Evidence): Judgement {
  const fits = (row: Row) =>
    (row.document?.includes(evidence.document) ?? true) &&
    (row.job?.includes(evidence.job) ?? true) &&
    (row.run?.includes(evidence.run) ?? true) &&
    (row.printer?.includes(evidence.printer) ?? true);
  // The last row fits everything.
  return verdicts.find(fits) ?? { verdict: 'unknown', because: 'nothing is known of it' };
}
