// What protects answers: nothing is kept by caches, and paths of the server are shown to administrators only. Both hold for every route
// of the contract.
import { permissionsOf } from '../../src/accounts/roles.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRoutes, apiRoutes } from '../../src/api/routes.ts';
import { createConsole } from '../../src/console/http-server.ts';
import { hidePaths } from '../../src/console/http/server-paths.ts';
import type { ApiUser } from '../../src/console/http/user.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { doneJob, fakePorts, filmPrinter } from './fake-ports.ts';

const host = '127.0.0.1';
const folders = ['/var/lib/hardcopy', '/srv/Our films'];
const secret = 'Written to /srv/Our films/2026-11-30/film-1.pdf, not to /home/anna/films/x.pdf.';
const job = {
  ...doneJob,
  detail: secret,
  deliveries: doneJob.deliveries.map((one) => ({ ...one, detail: secret, receipt: '/srv/Our films/a.pdf' })),
};
const printer = {
  ...filmPrinter,
  devices: filmPrinter.devices.map((one) => ({ ...one, detail: 'Writes to /srv/Our films.' })),
};
const ports = fakePorts({
  job: () => Promise.resolve(job),
  jobs: () => Promise.resolve([job]),
  printers: () => [printer],
  printer: () => Promise.resolve(printer),
  act: () => Promise.resolve(job),
  health: () => ({
    status: 'failing',
    problem: 'Make room on the disk of /var/lib/hardcopy.',
    version: '1',
    dicomPort: 1,
    associations: 0,
    startedAt: '2026-03-01T09:00:00.000Z',
  }),
});
const technician: ApiUser = {
  who: 'anna',
  verified: true,
  can: permissionsOf(['technician']),
  address: '10.0.0.1',
  roles: ['technician'],
  printers: null,
  administrator: false,
};

const bodies: Readonly<Record<string, object>> = {
  [apiRoutes.move.path]: { printer: 'HARDCOPY' },
  [apiRoutes.moveQueue.path]: { printer: 'HARDCOPY' },
  [apiRoutes.priority.path]: { priority: 'HIGH' },
  [apiRoutes.queueOrder.path]: { job: 'j2', before: null },
  [apiRoutes.bulk.path]: { action: 'hold', ids: ['j2'] },
  [apiRoutes.accessTest.path]: { callingAeTitle: 'A', address: '1.2.3.4', calledAeTitle: 'B' },
  [apiRoutes.traceClient.path]: { minutes: 1 },
  [apiRoutes.saveConfig.path]: { text: '' },
  [apiRoutes.rollbackConfig.path]: { version: '0123456789abcdef' },
};

/** Asks every route but the event stream, which does not end. */
async function* everyRoute(users?: () => ApiUser) {
  const server = createConsole({ host, ports, log: silentLog, ...(users ? { users } : {}) });
  for (const { method, path } of allRoutes) {
    if (path === apiRoutes.events.path) continue;
    const url = path
      .replace('{id}', 'j2')
      .replace('{aeTitle}', 'HARDCOPY')
      .replace('{film}', '1')
      .replace('{seq}', '1')
      .replace('{level}', '9')
      .replace('{tile}', '0_0');
    const headers = { host, 'content-type': 'application/json', 'if-match': '"0123456789abcdef"' };
    const body = method === 'POST' ? { payload: JSON.stringify(bodies[path] ?? {}) } : {};
    yield { path, answer: await server.inject({ method, url, headers, ...body }) };
  }
  await server.close();
}

test('no answer of any route is kept by a cache', async () => {
  let count = 0;
  for await (const { path, answer } of everyRoute()) {
    assert.equal(answer.headers['cache-control'], 'no-store', path);
    count += 1;
  }
  assert.equal(count, allRoutes.length - 1);
});

test('an administrator sees paths of the server, and another user sees none in any answer', async () => {
  const seen = new Set<string>();
  for await (const { path, answer } of everyRoute())
    if (folders.some((folder) => answer.body.includes(folder))) seen.add(path);
  for (const path of [
    '/api/jobs',
    '/api/jobs/{id}',
    '/api/status',
    '/api/system/doctor',
    '/api/system/storage',
  ])
    assert.ok(seen.has(path), path);
  for await (const { path, answer } of everyRoute(() => technician))
    assert.doesNotMatch(answer.body, /\/var\/lib|\/srv\/|\/home\/anna/, path);
});

test('configuration, log and recording of traffic are for administrators only', async () => {
  const refused: string[] = [];
  for await (const { path, answer } of everyRoute(() => technician))
    if (answer.statusCode === 403) refused.push(path);
  assert.deepEqual(
    [...new Set(refused)],
    [
      '/api/audit.csv',
      '/api/audit.xml',
      '/api/audit/search',
      '/api/audit/{seq}',
      '/api/clients/{aeTitle}/trace',
      '/api/config',
      '/api/config/check',
      '/api/config/reload',
      '/api/config/rollback',
      '/api/log',
      '/api/log/search',
      '/api/printers/discover',
      '/api/printers/probe',
      '/api/printers/{aeTitle}',
      '/api/printers/{aeTitle}/configuration',
      '/api/system/certificates/reload',
    ],
  );
});

test('what is a path, and what only looks like one', () => {
  for (const [text, shown] of [
    ['Writes to /srv/Our films.', 'Writes to ….'],
    ['/var/lib/hardcopy/spool/x.pdf', '…/spool/x.pdf'],
    ['in "/opt/a/b.pem": not found', 'in "…": not found'],
    ['C:\\\\films\\\\a.pdf is missing', '… is missing'],
    ['(/etc/hardcopy/config.yaml)', '(…)'],
    ['ipp://10.0.0.7/ipp/print', 'ipp://10.0.0.7/ipp/print'],
    ['GET /api/jobs lists existing ones', 'GET /api/jobs lists existing ones'],
    ['image/png, 1/2, 2026/11/30, and/or', 'image/png, 1/2, 2026/11/30, and/or'],
  ] as const)
    assert.equal(hidePaths(text, folders), shown);
});
