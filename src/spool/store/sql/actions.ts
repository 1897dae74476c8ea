// The rows of user actions, of paused printers, and of device cancellations.
import type { Kysely, Selectable, Transaction } from 'kysely';
import {
  maxHistoryLength,
  type ActionNote,
  type ActionRecord,
  type PausedPrinter,
  type DeviceCancellation,
} from '../../job/actions.ts';
import type { ActionTable, SpoolSchema } from './schema.ts';
import type { ActionStore } from '../store.ts';

/** Adds an entry to a history and removes entries beyond its maximum length. */
export async function insertRecord(tx: Transaction<SpoolSchema>, record: ActionRecord): Promise<void> {
  const { id, jobId, printer, at, who, action, detail, requestId, note } = record;
  const row = { id, job_id: jobId, printer, at: at.toISOString(), who, action, detail };
  await tx
    .insertInto('action')
    .values({ ...row, request_id: requestId, note: note ? JSON.stringify(note) : null })
    .execute();
  const [column, of] = jobId === null ? (['printer', printer] as const) : (['job_id', jobId] as const);
  const oldest = await tx
    .selectFrom('action')
    .select('id')
    .where(column, '=', of)
    .orderBy('id', 'desc')
    .offset(maxHistoryLength)
    .limit(1)
    .executeTakeFirst();
  if (oldest) await tx.deleteFrom('action').where(column, '=', of).where('id', '<=', oldest.id).execute();
}

function recordOf(row: Selectable<ActionTable>): ActionRecord {
  const { id, job_id, printer, at, who, action, detail, request_id, note } = row;
  const record = { id, jobId: job_id, printer, at: new Date(at), who, action, detail, requestId: request_id };
  // Written by insertRecord.
  return note === null ? record : { ...record, note: JSON.parse(note) as ActionNote };
}

export class SqlActions implements ActionStore {
  readonly #db: Kysely<SpoolSchema>;

  constructor(db: Kysely<SpoolSchema>) {
    this.#db = db;
  }

  async ofJob(jobId: string): Promise<readonly ActionRecord[]> {
    return this.#history('job_id', jobId);
  }

  async ofPrinter(printer: string): Promise<readonly ActionRecord[]> {
    return this.#history('printer', printer);
  }

  async #history(column: 'job_id' | 'printer', of: string): Promise<readonly ActionRecord[]> {
    const rows = await this.#db
      .selectFrom('action')
      .selectAll()
      .where(column, '=', of)
      .orderBy('id')
      .execute();
    return rows.map(recordOf);
  }

  async record(record: ActionRecord): Promise<void> {
    await this.#db.transaction().execute((tx) => insertRecord(tx, record));
  }

  async paused(): Promise<readonly PausedPrinter[]> {
    const rows = await this.#db.selectFrom('pause').selectAll().orderBy('printer').execute();
    return rows.map(({ printer, at, who }) => ({ printer, at: new Date(at), who }));
  }

  async pause(printer: string, paused: PausedPrinter | undefined, record: ActionRecord): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      await tx.deleteFrom('pause').where('printer', '=', printer).execute();
      if (paused) {
        const { at, who } = paused;
        await tx.insertInto('pause').values({ printer, at: at.toISOString(), who }).execute();
      }
      await insertRecord(tx, record);
    });
  }

  async deviceCancellations(limit: number): Promise<readonly DeviceCancellation[]> {
    const rows = await this.#db
      .selectFrom('device_cancellation')
      .selectAll()
      .orderBy('job_id')
      .limit(limit)
      .execute();
    return rows.map(({ job_id, ...rest }) => ({ jobId: job_id, ...rest }));
  }

  async addDeviceCancellation({ jobId, ...rest }: DeviceCancellation): Promise<void> {
    await this.#db
      .insertInto('device_cancellation')
      .values({ job_id: jobId, ...rest })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async removeDeviceCancellation(cancellation: DeviceCancellation, record: ActionRecord): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      const { changes } = await deleted(tx, cancellation);
      if (changes) await insertRecord(tx, record);
    });
  }

  async removeBefore(time: Date): Promise<void> {
    await this.#db
      .deleteFrom('action')
      .where('job_id', 'is', null)
      .where('at', '<', time.toISOString())
      .execute();
  }
}

async function deleted(
  tx: Transaction<SpoolSchema>,
  { jobId, printer, destination, receipt }: DeviceCancellation,
): Promise<{ readonly changes: boolean }> {
  const { numDeletedRows } = await tx
    .deleteFrom('device_cancellation')
    .where('job_id', '=', jobId)
    .where('printer', '=', printer)
    .where('destination', '=', destination)
    .where('receipt', '=', receipt)
    .executeTakeFirst();
  return { changes: numDeletedRows > 0n };
}
