// Finding jobs by patient: searches of every kind with 100,000 jobs in the store, as ratios to the list of the newest
// 100 in the same run; the size of the index per job; and the cost of accepting a job with it.
//
//   node bench/search.ts [JOBS]
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PrintRequest } from '../src/shared/film/film.ts';
import { idMaker } from '../src/spool/job/ids.ts';
import { newJob } from '../src/spool/job/new-job.ts';
import { jobRow, subjectRow } from '../src/spool/store/sql/rows.ts';
import { searchGrams } from '../src/spool/store/sqlite/search-grams.ts';
import { openSqliteStore } from '../src/spool/store/sqlite/sqlite-store.ts';
import { subjectsOf, type Subject } from '../src/shared/film/subjects.ts';
import { budgeted } from './support/budgets.ts';

const jobs = Number(process.argv[2] ?? 100_000);
const rounds = 7;
const maxRatio = 20;

let seed = 1;
const random = (below: number): number => {
  seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
  return (seed >> 8) % below;
};
const syllables = [
  'an',
  'be',
  'co',
  'da',
  'el',
  'fi',
  'go',
  'ha',
  'in',
  'jo',
  'ka',
  'li',
  'mo',
  'ne',
  'ol',
  'pe',
  'ra',
  'so',
  'ti',
  'un',
];
const nameOf = (length: number) => Array.from({ length }, () => syllables[random(20)] ?? '').join('');
const [families, given] = [3000, 500].map((count) =>
  Array.from({ length: count }, () => nameOf(2 + random(3))),
);
const from = (names: readonly string[] = []) => names[random(names.length)] ?? '';

function subjectOf(number: number): Subject {
  return {
    patientName: `${from(families)}^${from(given)}`,
    patientId: String(10_000_000 + random(10_000_000)),
    accessionNumber: `A2026${String(number).padStart(6, '0')}`,
    studyDate: `202611${String(1 + random(30)).padStart(2, '0')}`,
    studyInstanceUid: `1.2.840.113619.2.55.${random(1e9)}.${number}`,
  };
}

function requestOf(number: number): PrintRequest {
  return {
    printJobUid: `2.25.3.${number}`,
    printer: 'HARDCOPY',
    callingAeTitle: 'CT1',
    peerAddress: '127.0.0.1',
    association: 'a1',
    priority: 'LOW',
    copies: 1,
    mediumType: 'CURRENT',
    filmDestination: 'CURRENT',
    films: [],
    substitutions: [],
  };
}

/** Rows in the format of the store, many per transaction. */
function fill(file: string): void {
  const database = new Database(file);
  database.pragma('synchronous = OFF');
  database.function('search_grams', { deterministic: true }, (words) => searchGrams(String(words)));
  const newId = idMaker(3, () => new Date());
  const insert = (table: string, row: Readonly<Record<string, unknown>>) => {
    const names = Object.keys(row);
    database
      .prepare(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`)
      .run(...Object.values(row));
  };
  database.transaction(() => {
    for (let number = 0; number < jobs; number += 1) {
      const job = newJob(requestOf(number), { id: newId(), destinations: [], at: new Date() });
      const film = { subjects: { subjects: [subjectOf(number)], more: false }, annotations: [] };
      insert('job', { ...jobRow(job, 1) });
      insert('job_subject', { ...subjectRow(job, subjectsOf([film])) });
    }
  })();
  database.close();
}

/** Pages of a list that scrolls: repeated, and the budget of one, ms. */
const pageRounds = 100;
const pageBudgetMs = 50;

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[rounds >> 1] ?? NaN;
}

const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-bench-'));
try {
  const file = path.join(folder, 'jobs.db');
  await (await openSqliteStore(file)).close();
  fill(file);
  const bytes = statSync(file).size;
  const store = await openSqliteStore(file);
  const list = await medianOf(() => store.jobs({ limit: 100 }));
  console.log(`${jobs} jobs, ${Math.round(bytes / jobs)} bytes each with what they are found by`);
  console.log(`newest 100  ${list.toFixed(1)} ms`);
  const [family = '', name = ''] = [families?.[7], given?.[7]];
  const searches = {
    'two letters': 'an',
    'two digits': '12',
    'a family name': family,
    'both names': `${family} ${name}`,
    'the end of an id': '01738',
    'an accession number': `A2026${String(jobs >> 1).padStart(6, '0')}`,
    'a study date': '2026-11-30',
    'names that no patient has': `${family} zzz`,
    'frequent parts, rarely together': 'an be 20261105',
  };
  for (const [what, text] of Object.entries(searches)) {
    const took = await medianOf(() => store.search(text, { limit: 100 }));
    const { found } = await store.search(text, { limit: 100 });
    const ratio = took / list;
    budgeted(`search in ${jobs} jobs against a list: ${what}`, ratio, '×', { atMost: maxRatio });
    console.log(
      `${what}  ${took.toFixed(1)} ms, ${found.length} jobs, ${ratio.toFixed(1)} of a list, budget ${maxRatio}`,
    );
  }
  const p95Of = async (work: () => Promise<unknown>): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < pageRounds; round += 1) {
      const start = performance.now();
      await work();
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[Math.ceil(pageRounds * 0.95) - 1] ?? NaN;
  };
  const { marks } = await store.tally({}, 100);
  let round = 0;
  const pages: Readonly<Record<string, () => Promise<unknown>>> = {
    'a page of 100 and the total': async () => {
      await store.jobPage({ limit: 101, from: marks[(round += 37) % marks.length] });
      await store.tally({}, 0);
    },
    'the same of two states': async () => {
      const anyOf = [{ state: 'PENDING' }, { state: 'DONE' }] as const;
      await store.jobPage({ anyOf, limit: 101, from: marks[(round += 37) % marks.length] });
      await store.tally({ anyOf }, 0);
    },
    'the same of one client': async () => {
      await store.jobPage({ client: 'ct1', limit: 101, from: marks[(round += 37) % marks.length] });
      await store.tally({ client: 'ct1' }, 0);
    },
  };
  for (const [what, work] of Object.entries(pages)) {
    const p95 = await p95Of(work);
    budgeted(`${what}, of ${jobs} jobs, p95`, p95, 'ms', { atMost: pageBudgetMs });
    console.log(`${what}  p95 ${p95.toFixed(1)} ms, budget ${pageBudgetMs}`);
  }
  console.log(`all marks  ${(await medianOf(() => store.tally({}, 100))).toFixed(1)} ms`);
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
