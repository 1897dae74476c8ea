// The page of the HTTP API: its curl commands run against a real server, and its table names every route.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { z } from 'zod';
import { jobsPage } from '../../src/api/job.ts';
import { searchPage } from '../../src/api/job-summary.ts';
import { allRoutes } from '../../src/api/routes.ts';
import { statusSchema } from '../../src/api/server.ts';
import { TestServer } from '../support/server.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../docs/reference/http-api.md'), 'utf8');
const commands = [...page.matchAll(/^```sh curl\n(curl [^\n]+)\n```$/gm)].map(([, command = '']) => command);

test('the curl commands of the page are answered as the contract says', async () => {
  const server = await TestServer.start();
  try {
    const schemas: readonly z.ZodType[] = [statusSchema, jobsPage, searchPage];
    assert.equal(commands.length, schemas.length);
    for (const [index, command] of commands.entries()) {
      const [program = '', ...args] = (command.match(/'[^']*'|\S+/g) ?? []).map((word) =>
        word.replaceAll("'", '').replace('127.0.0.1:8080', `127.0.0.1:${server.httpPort}`),
      );
      const { stdout } = await promisify(execFile)(program, args);
      schemas[index]?.parse(JSON.parse(stdout));
    }
  } finally {
    assert.equal(await server.stop(), 0);
  }
});

test('the table of the page has every route', () => {
  for (const { path: route } of allRoutes) {
    const action = /^\/api\/(?:jobs\/\{id\}|printers\/\{aeTitle\})\/([a-z-]+)$/.exec(route)?.[1];
    const shown = route.replace('{film}', '{n}');
    assert.ok(page.includes(shown) || (action !== undefined && page.includes(`\`${action}\``)), route);
  }
});
