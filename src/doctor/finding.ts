// The doctor's findings: for each check a verdict, what was found, and what to do.

import type { doctorChecks, doctorVerdicts } from '../api/system/system.ts';

/** `broken`: films are refused or not printed. `warning`: that may happen soon, or data is exposed to other users. */
export type Verdict = (typeof doctorVerdicts)[number];

export interface Finding {
  /** The kind of check. */
  readonly check: (typeof doctorChecks)[number];
  readonly verdict: Verdict;
  /** What was found, and where: a sentence at most. */
  readonly found: string;
  /** What to do; present unless the verdict is ok. */
  readonly fix?: string;
}

export const ok = (check: Finding['check'], found: string): Finding => ({ check, verdict: 'ok', found });
export const warning = (check: Finding['check'], found: string, fix: string): Finding => ({
  check,
  verdict: 'warning',
  found,
  fix,
});
export const broken = (check: Finding['check'], found: string, fix: string): Finding => ({
  check,
  verdict: 'broken',
  found,
  fix,
});

/** The worst verdict of all. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const verdicts = findings.map(({ verdict }) => verdict);
  return verdicts.includes('broken') ? 'broken' : verdicts.includes('warning') ? 'warning' : 'ok';
}
