// A server with finished jobs of ninety days in its store.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { TestServer } from '../../test/support/server.ts';
import { fillHistory } from './job-history.ts';
import type { Scope } from './scopes.ts';

export async function serverWithHistory(scope: Scope, jobs: number): Promise<TestServer> {
  const data = scope.folder();
  mkdirSync(path.join(data, 'spool'), { recursive: true });
  await fillHistory(path.join(data, 'spool', 'jobs.db'), jobs, 0);
  const server = await TestServer.start({ data });
  scope.after(() => server.stop());
  return server;
}
