// The doctor's findings: for each check a verdict, what was found, and what to do. Their output as text and as JSON is here
// too, so that users and scripts get the same.
import { count } from '../terminal/tables.ts';
import { plain } from '../terminal/terminal.ts';

/** `broken`: films are refused or not printed. `warning`: that may happen soon, or data is exposed to other users. */
export type Verdict = 'ok' | 'warning' | 'broken';

export interface Finding {
  /** The kind of check. */
  readonly check:
    | 'configuration'
    | 'node'
    | 'fonts'
    | 'clock'
    | 'data folder'
    | 'permissions'
    | 'disk'
    | 'server'
    | 'console'
    | 'port'
    | 'name'
    | 'device'
    | 'calibration'
    | 'certificate';
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

export const exitCodes: Readonly<Record<Verdict, number>> = { ok: 0, warning: 1, broken: 2 };

const marks: Readonly<Record<Verdict, string>> = { ok: '✓', warning: '!', broken: '✗' };
const checkWidth = 15;

function conclusion(findings: readonly Finding[]): string {
  const bad = findings.filter(({ verdict }) => verdict === 'broken').length;
  const doubtful = findings.filter(({ verdict }) => verdict === 'warning').length;
  if (bad === 0 && doubtful === 0) return 'No problems found.';
  const parts = [
    ...(bad > 0 ? [`${count(bad, 'thing')} broken (✗)`] : []),
    ...(doubtful > 0 ? [`${count(doubtful, 'warning')} (!)`] : []),
  ];
  return `${parts.join(', ')}.`;
}

/** For a terminal: one line per finding, followed by what to do if it is not ok. */
export function findingsText(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ check, verdict, found, fix }) => [
    ` ${marks[verdict]} ${check.padEnd(checkWidth)}${plain(found)}`,
    ...(fix === undefined ? [] : [`   ${' '.repeat(checkWidth)}→ ${plain(fix)}`]),
  ]);
  return [...lines, '', conclusion(findings)].join('\n');
}
