// The doctor's findings on a terminal, and the exit codes of its verdicts.
import { type Finding, type Verdict } from '../../doctor/finding.ts';
import { count } from '../terminal/tables.ts';
import { plain } from '../terminal/terminal.ts';

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
