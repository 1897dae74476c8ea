// The file of the client book, `DATA/clients.json`: read at the start, and written when something has changed, at most once a minute.
// Losing it loses statistics, no films: it is not synced. Start at `openClientBook`.
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { messageOf, systemCodeOf } from '../shared/errors/errors.ts';
import type { Log } from '../shared/log/log.ts';
import { ClientBook, type ClientBookState } from './client-book.ts';

const writeEveryMs = 60_000;

const date = z.iso.datetime().transform((text) => new Date(text));
const count = z.int().min(0);
const stateSchema = z.object({
  since: date,
  clients: z.array(
    z.object({
      identity: z.object({
        callingAeTitle: z.string(),
        address: z.string(),
        implementationClassUid: z.string(),
        implementationVersionName: z.string(),
      }),
      addresses: z.array(z.string()),
      calledAeTitle: z.string(),
      lastSeenAt: date,
      associations: count,
      jobs: count,
      films: count,
      refusals: count,
      lastRefusal: z.object({ at: date, reason: z.string() }).nullable(),
    }),
  ),
});

export interface OpenClientBook {
  readonly book: ClientBook;
  /** Writes the file if something has changed. */
  readonly close: () => Promise<void>;
}

/** @param data the data folder; a file that is missing or damaged means an empty book */
export async function openClientBook(data: string, log: Log): Promise<OpenClientBook> {
  const file = path.join(data, 'clients.json');
  const book = new ClientBook({ state: await stateIn(file, log) });
  let written = book.changes;
  const write = async () => {
    const { changes } = book;
    if (changes === written) return;
    try {
      await writeFile(`${file}.part`, `${JSON.stringify(book.state)}\n`, { mode: 0o600 });
      await rename(`${file}.part`, file);
      written = changes;
    } catch (error) {
      log.warn('clients.not-written', { error: messageOf(error) });
    }
  };
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    writing = write();
  }, writeEveryMs).unref();
  return {
    book,
    close: async () => {
      clearInterval(timer);
      await writing;
      await write();
    },
  };
}

async function stateIn(file: string, log: Log): Promise<ClientBookState | undefined> {
  try {
    return stateSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') log.warn('clients.not-read', { error: messageOf(error) });
    return undefined;
  }
}
