// The update of a store whose jobs are not counted by day yet: with a million jobs, the time of the migration, once.
//
//   node bench/daily-counts.ts [JOBS]
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dailyCounts } from '../src/spool/store/sql/daily-counts.ts';
import { openSqliteStore } from '../src/spool/store/sqlite/sqlite-store.ts';
import { fillHistory } from './support/job-history.ts';

const jobs = Number(process.argv[2] ?? 1_000_000);
const maxSeconds = 30;

const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-bench-'));
try {
  const file = path.join(folder, 'jobs.db');
  await fillHistory(file, jobs, 0);
  const database = new Database(file);
  // As an earlier version left it.
  database.exec('drop table daily_count');
  database.prepare('delete from kysely_migration where name >= ?').run(dailyCounts);
  database.close();
  const start = performance.now();
  const store = await openSqliteStore(file);
  const took = (performance.now() - start) / 1000;
  await store.close();
  const counted = new Database(file, { readonly: true });
  const sum = counted.prepare('select sum(jobs) from daily_count').pluck().get();
  counted.close();
  console.log(
    `${jobs} jobs counted by day when the store is updated: ${took.toFixed(1)} s, budget ${maxSeconds}; ${String(sum)} finished jobs in the counts`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
