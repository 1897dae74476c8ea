// The figures of a run that have a budget, for the table that bench/run.ts prints at its end. Start at `budgeted`.
import { appendFileSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const row = z.object({
  /** What was measured. */
  what: z.string(),
  measured: z.number(),
  unit: z.string(),
  limit: z.number(),
  is: z.enum(['at most', 'at least']),
});
type Row = z.infer<typeof row>;

/** Names the file of the run; each bench is a process. */
const fileVariable = 'HARDCOPY_BENCH_ROWS';

/** The environment of a bench whose rows are collected in `file`. */
export const collectedIn = (file: string): NodeJS.ProcessEnv => ({ ...process.env, [fileVariable]: file });

/** Adds a figure to the table of the run. */
export function budgeted(
  what: string,
  measured: number,
  unit: string,
  limit: { readonly atMost: number } | { readonly atLeast: number },
): void {
  const file = process.env[fileVariable];
  if (file === undefined) return;
  const [is, value] =
    'atMost' in limit ? (['at most', limit.atMost] as const) : (['at least', limit.atLeast] as const);
  // JSON has no NaN: a figure that was not measured fails when the table is read.
  appendFileSync(file, `${JSON.stringify({ what, measured, unit, limit: value, is } satisfies Row)}\n`);
}

const shown = (value: number) =>
  value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 0 });
const isMet = ({ measured, limit, is }: Row) => (is === 'at most' ? measured <= limit : measured >= limit);

/**
 * The table of a run, in lines: what, measured, budget, and whether it is met. Throws for a figure that is not a number.
 * @param file the file of `collectedIn`
 */
export function budgetTable(file: string): { readonly lines: readonly string[]; readonly missed: number } {
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => row.parse(JSON.parse(line)));
  const cells = rows.map((one) => [
    one.what,
    `${shown(one.measured)} ${one.unit}`.trim(),
    `${one.is} ${shown(one.limit)}`,
    isMet(one) ? 'met' : 'MISSED',
  ]);
  const all = [['what', 'measured', 'budget', ''], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  const lines = all.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return { lines, missed: rows.filter((one) => !isMet(one)).length };
}
