// When the states of printers changed, and when the server ran. Bounded: by age, and by the number of changes of each printer. Start
// at `SqlPrinterStates`.
import type { Kysely, Selectable, Transaction } from 'kysely';
import {
  keptStateDays,
  maxPrinterStates,
  type PrinterStateChange,
  type PrinterStateStore,
  type ServerRun,
} from '../state-store.ts';
import type { Beside, PrinterStateTable, SpoolSchema } from './schema.ts';

/** The name of the migration that creates the tables. */
export const printerStates = '0005-printer-states';

const dayMs = 86_400_000;

export async function createPrinterStates(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('printer_state')
    .addColumn('printer', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('status_info', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('printer_state_key', ['printer', 'at'])
    .execute();
  await db.schema
    .createTable('server_run')
    .addColumn('started_at', 'text', (column) => column.primaryKey())
    .addColumn('alive_at', 'text', (column) => column.notNull())
    .execute();
}

const changeOf = ({
  printer,
  at,
  state,
  status_info,
  detail,
}: Selectable<PrinterStateTable>): PrinterStateChange => ({
  printer,
  at: new Date(at),
  state,
  statusInfo: status_info,
  detail,
});

export class SqlPrinterStates implements PrinterStateStore {
  readonly #db: Kysely<SpoolSchema>;
  readonly #read: Beside;

  /** @param read on another connection */
  constructor(db: Kysely<SpoolSchema>, read: Beside) {
    this.#db = db;
    this.#read = read;
  }

  async add(changes: readonly PrinterStateChange[]): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      for (const { printer, at, state, statusInfo, detail } of changes) {
        const values = { state, status_info: statusInfo, detail };
        await tx
          .insertInto('printer_state')
          .values({ printer, at: at.toISOString(), ...values })
          .onConflict((conflict) => conflict.columns(['printer', 'at']).doUpdateSet(values))
          .execute();
        await removeOldest(tx, printer);
      }
    });
  }

  async of(printer: string, since: Date): Promise<readonly PrinterStateChange[]> {
    const from = since.toISOString();
    return this.#read(async (db) => {
      const rows = db.selectFrom('printer_state').selectAll().where('printer', '=', printer);
      const before = await rows.where('at', '<', from).orderBy('at', 'desc').limit(1).execute();
      const after = await rows.where('at', '>=', from).orderBy('at').limit(maxPrinterStates).execute();
      return [...before, ...after].map(changeOf);
    });
  }

  async noteRun({ startedAt, aliveAt }: ServerRun): Promise<void> {
    const row = { started_at: startedAt.toISOString(), alive_at: aliveAt.toISOString() };
    const { alive_at } = row;
    await this.#db
      .insertInto('server_run')
      .values(row)
      .onConflict((conflict) => conflict.column('started_at').doUpdateSet({ alive_at }))
      .execute();
  }

  async runs(since: Date): Promise<readonly ServerRun[]> {
    const from = since.toISOString();
    return this.#read(async (db) => {
      const rows = db.selectFrom('server_run').selectAll();
      const before = await rows
        .where('started_at', '<', from)
        .orderBy('started_at', 'desc')
        .limit(1)
        .execute();
      const after = await rows
        .where('started_at', '>=', from)
        .orderBy('started_at', 'desc')
        .limit(maxPrinterStates)
        .execute();
      return [...before, ...after.reverse()].map((row) => ({
        startedAt: new Date(row.started_at),
        aliveAt: new Date(row.alive_at),
      }));
    });
  }
}

async function removeOldest(tx: Transaction<SpoolSchema>, printer: string): Promise<void> {
  const oldest = await tx
    .selectFrom('printer_state')
    .select('at')
    .where('printer', '=', printer)
    .orderBy('at', 'desc')
    .offset(maxPrinterStates)
    .limit(1)
    .executeTakeFirst();
  if (!oldest) return;
  await tx.deleteFrom('printer_state').where('printer', '=', printer).where('at', '<=', oldest.at).execute();
}

/** Removes changes and runs that are too old. The last state of a printer stays as long as the printer does. */
export async function forgetOldStates(db: Kysely<SpoolSchema>, now: Date): Promise<void> {
  const oldest = new Date(now.getTime() - keptStateDays * dayMs).toISOString();
  await db
    .deleteFrom('printer_state as old')
    .where('at', '<', oldest)
    .where((eb) =>
      eb.or([
        eb('state', '=', 'removed'),
        eb.exists(
          eb
            .selectFrom('printer_state as newer')
            .select('newer.at')
            .whereRef('newer.printer', '=', 'old.printer')
            .whereRef('newer.at', '>', 'old.at'),
        ),
      ]),
    )
    .execute();
  await db.deleteFrom('server_run').where('alive_at', '<', oldest).execute();
  const kept = db
    .selectFrom('server_run')
    .select('started_at')
    .orderBy('started_at', 'desc')
    .limit(maxPrinterStates);
  await db.deleteFrom('server_run').where('started_at', 'not in', kept).execute();
}
