// A server with finished jobs of ninety days in its store.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { openSqliteStore } from '../../src/spool/store/sqlite/sqlite-store.ts';
import { TestServer } from '../../test/support/server.ts';
import { fillHistory } from './job-history.ts';
import type { Scope } from './scopes.ts';

export async function serverWithHistory(scope: Scope, jobs: number): Promise<TestServer> {
  const data = scope.folder();
  mkdirSync(path.join(data, 'spool'), { recursive: true });
  const file = path.join(data, 'spool', 'jobs.db');
  await fillHistory(file, jobs, 0);
  const store = await openSqliteStore(file);
  // The rows were written without the totals that the store keeps.
  await store.correctTotals();
  await store.close();
  const server = await TestServer.start({ data });
  scope.after(() => server.stop());
  return server;
}
