// A store after ninety days of printing, written in one transaction, with the rows that the store itself writes for
// each job. Start at `fillHistory`.
import Database from 'better-sqlite3';
import type { Film, PrintRequest } from '../../src/shared/film/film.ts';
import { subjectsOf } from '../../src/shared/film/subjects.ts';
import { idMaker } from '../../src/spool/job/ids.ts';
import { newJob } from '../../src/spool/job/new-job.ts';
import { transition } from '../../src/spool/job/job.ts';
import type { Job, JobEvent } from '../../src/spool/job/job-types.ts';
import { deliveryRow, jobRow, subjectRow } from '../../src/spool/store/sql/rows.ts';
import { searchGrams } from '../../src/spool/store/sqlite/search-grams.ts';
import { openSqliteStore } from '../../src/spool/store/sqlite/sqlite-store.ts';

const dayMs = 24 * 60 * 60 * 1000;
const days = 89;
/** The payloads of older jobs were removed. */
const payloadDays = 6.5;
const printers = 20;
const clients = 10;
const destinations = [{ name: 'pdf', required: true }];

export const printerOf = (number: number): string => `PRINTER${number % printers}`;

const printed: readonly JobEvent[] = [
  { kind: 'started' },
  { kind: 'rendered', pages: 1, byteLength: 1_000_000, version: 'v1' },
  { kind: 'delivery-started', destination: 'pdf' },
  { kind: 'delivery-done', destination: 'pdf', receipt: 'a.pdf', detail: 'Written.' },
  { kind: 'run-ended' },
];
const failed: readonly JobEvent[] = [
  { kind: 'started' },
  { kind: 'render-failed', code: 'pixels-missing', detail: 'The pixels are missing.' },
];

function requestOf(number: number): PrintRequest {
  return {
    printJobUid: `2.25.3.${number}`,
    printer: printerOf(number),
    callingAeTitle: `CT${number % clients}`,
    peerAddress: `10.0.0.${number % clients}`,
    association: 'a1',
    priority: 'LOW',
    copies: 1,
    mediumType: 'CURRENT',
    filmDestination: 'CURRENT',
    films: [],
    substitutions: [],
  };
}

/** Two of a hundred were cancelled; one of a thousand failed, none of them recently. */
function eventsOf(number: number, jobs: number): readonly JobEvent[] {
  if (number % 50 === 7) return [{ kind: 'cancelled' }];
  if (number % 1000 === 13 && number < jobs / 2) return failed;
  return printed;
}

const subjectsOfJob = (number: number): Pick<Film, 'subjects' | 'annotations'> => ({
  subjects: { subjects: [{ patientName: 'Test^Alpha', patientId: `P${number % 100_000}` }], more: false },
  annotations: [],
});

/** Creates and fills the store: `jobs` finished ones, then `pending` in the queue. */
export async function fillHistory(file: string, jobs: number, pending: number): Promise<void> {
  await (await openSqliteStore(file)).close();
  const database = new Database(file);
  database.pragma('synchronous = OFF');
  database.function('search_grams', { deterministic: true }, (words) => searchGrams(String(words)));
  const statements = new Map<string, Database.Statement>();
  const insert = (table: string, row: Readonly<Record<string, unknown>>) => {
    const names = Object.keys(row);
    const statement =
      statements.get(table) ??
      database.prepare(
        `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`,
      );
    statements.set(table, statement);
    statement.run(...Object.values(row));
  };
  const end = Date.now();
  let at = new Date(end - days * dayMs);
  const newId = idMaker(3, () => at);
  database.transaction(() => {
    for (let number = 0; number < jobs + pending; number += 1) {
      at = new Date(end - days * dayMs * (1 - number / (jobs + pending)));
      const events = number < jobs ? eventsOf(number, jobs) : [];
      const kept = end - at.getTime() < payloadDays * dayMs;
      const all: readonly JobEvent[] =
        kept || number >= jobs ? events : [...events, { kind: 'payload-removed' }];
      const made = newJob(requestOf(number), { id: newId(), destinations, at });
      const job: Job = all.reduce((now, event) => transition(now, event, at), made);
      insert('job', jobRow(job, 1_000_000));
      for (const [ordinal, delivery] of job.deliveries.entries())
        insert('delivery', deliveryRow(job.id, ordinal, delivery));
      if (!kept) continue;
      insert('film', { job_id: job.id, ordinal: 0, film: '{}' });
      insert('job_blob', { job_id: job.id, blob_key: `${job.id}0000` });
      const subjects = subjectRow(job, subjectsOf([subjectsOfJob(number)]));
      if (subjects) insert('job_subject', subjects);
    }
  })();
  database.close();
}
