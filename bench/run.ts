// Measures the budgets of docs/explanation/performance.md: each bench in a separate process, one after the other.
// Every figure is a ratio to something measured in the same run, or is printed beside its budget; at the end, a table has all
// figures with a budget.
//
//   npm run bench              all of them
//   npm run bench -- film      one of them: receive, associations, film, render, page-memory, sheets, latency, spool, history, search, daily-counts,
//                              console-server, console, idle
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { budgetTable, collectedIn } from './support/budgets.ts';

const benches = [
  'receive',
  'associations',
  'film',
  'render',
  'page-memory',
  'sheets',
  'latency',
  'spool',
  'history',
  'search',
  'daily-counts',
  'console-server',
  'console',
  'idle',
];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches.includes(name));
if (unknown.length > 0) {
  console.error(`there is no bench ${unknown.join(', ')}; there are ${benches.join(', ')}`);
  process.exit(1);
}
const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-bench-'));
try {
  const rows = path.join(folder, 'rows');
  writeFileSync(rows, '');
  for (const name of wanted.length > 0 ? wanted : benches) {
    console.log(`\n${name}`);
    const script = path.join(import.meta.dirname, `${name}.ts`);
    const child = spawn(process.execPath, [script], { stdio: 'inherit', env: collectedIn(rows) });
    const [code] = (await once(child, 'exit')) as [number];
    if (code !== 0) process.exitCode = 1;
  }
  const { lines, missed } = budgetTable(rows);
  console.log(`\n${lines.join('\n')}\n\n${missed} of ${lines.length - 1} budgets missed`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
