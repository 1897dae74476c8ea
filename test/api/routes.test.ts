// A real server answers every route of the contract, with exactly the keys of the contract.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fastify } from 'fastify';
import sharp from 'sharp';
import type { z } from 'zod';
import { errorBody } from '../../src/api/errors.ts';
import { apiErrors } from '../../src/shared/errors/api-error-table.ts';
import { jobSchema } from '../../src/api/job.ts';
import type { ApiRoute } from '../../src/api/route.ts';
import { commonErrors, errorsOfMethod } from '../../src/api/route.ts';
import { allRoutes, apiRoutes } from '../../src/api/routes.ts';
import { eventsIn } from '../../src/cli/jobs/event-stream.ts';
import { addConfigRoutes } from '../../src/console/config/config-routes.ts';
import { addSetupRoutes } from '../../src/console/config/setup-routes.ts';
import { addAccountRoutes } from '../../src/console/accounts/account-routes.ts';
import { addAuditRoutes } from '../../src/console/audit/audit-routes.ts';
import { addActionRoutes } from '../../src/console/action-routes.ts';
import { addClientRoutes } from '../../src/console/system/client-routes.ts';
import { addSystemRoutes } from '../../src/console/system/system-routes.ts';
import { addQualityRoutes } from '../../src/console/quality/quality-routes.ts';
import { addEventRoute } from '../../src/console/events/event-routes.ts';
import { contractServer } from '../../src/console/http/contract.ts';
import { addRoutes } from '../../src/console/routes.ts';
import { addSheetRoutes } from '../../src/console/sheets/sheet-routes.ts';
import { fakePorts } from '../console/fake-ports.ts';
import { TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await TestServer.start({
    config: [
      'printers:',
      '  - aeTitle: HARDCOPY',
      '    destinations: [{ kind: pdf, folder: films }]',
      '  - aeTitle: WARD3',
      '    destinations: [{ kind: pdf, folder: ward3 }]',
      '',
    ].join('\n'),
  });
});
after(async () => {
  assert.equal(await server.stop(), 0);
});

const isSchema = (answer: ApiRoute['answer']): answer is z.ZodType => !('mediaType' in answer);

async function ask(
  route: ApiRoute,
  params: Readonly<Record<string, string>> = {},
  body: object = {},
  headers: Readonly<Record<string, string>> = {},
) {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  const response = await fetch(`http://127.0.0.1:${server.httpPort}${path}`, {
    method: route.method,
    ...(route.takesFile && {
      headers: { 'content-type': 'application/octet-stream', ...headers },
      body: await onePixel(),
    }),
    ...(route.method !== 'GET' &&
      !route.takesFile &&
      (route.method !== 'DELETE' || route.body) && {
        headers: { 'content-type': 'application/json', 'x-hardcopy-user': 'anna', ...headers },
        body: JSON.stringify(body),
      }),
  });
  return { response, path };
}

/** A picture of one pixel. */
const onePixel = async (): Promise<Buffer<ArrayBuffer>> =>
  Buffer.from(
    await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
      .png()
      .toBuffer(),
  );

/** The answer, which must match the schema exactly. */
function exactly<T>(schema: z.ZodType<T>, found: unknown, what: string): T {
  const parsed = schema.safeParse(found);
  assert.ok(parsed.success, `${what}: ${parsed.error?.message ?? ''}`);
  assert.deepEqual(JSON.parse(JSON.stringify(parsed.data)), found, what);
  return parsed.data;
}

/** Densities of a printer, rising from white to black. */
const densityOf = (value: number) => Number((0.1 + 1.6 * (1 - value / 255)).toFixed(3));

/** What the routes of calibrations and controls need: a measurement, a scan, and a control. */
async function measuredPrinter() {
  const at = { aeTitle: 'HARDCOPY', medium: 'paper' };
  const { patches } = exactly(
    apiRoutes.calibrationPatches.answer,
    await (await ask(apiRoutes.calibrationPatches)).response.json(),
    'target',
  );
  const densities = patches.map(({ patch, value }) => ({ patch, density: densityOf(value) }));
  const steps = [255, 225, 180, 135, 90, 45, 0].map((pValue) => ({ pValue, density: densityOf(pValue) }));
  const made = await ask(apiRoutes.measure, at, { densities });
  const measurement = exactly(apiRoutes.measure.answer, await made.response.json(), 'measure');
  const recorded = await ask(apiRoutes.recordControl, at, { kind: 'daily', densities: steps });
  const control = exactly(apiRoutes.recordControl.answer, await recorded.response.json(), 'record');
  return { densities, steps, measurement: measurement.id, control: control.id };
}

test('every route answers as the contract states', async () => {
  const { densities, steps, measurement, control } = await measuredPrinter();
  const printed = async () => {
    const { response } = await ask(apiRoutes.testPage, { aeTitle: 'HARDCOPY' });
    return exactly(jobSchema, await response.json(), 'test-page').id;
  };
  const first = await printed();
  await server.jobsDone(1);
  await ask(apiRoutes.pause, { aeTitle: 'HARDCOPY' });
  const waiting = await printed();
  const params = {
    id: first,
    aeTitle: 'HARDCOPY',
    film: '1',
    seq: '1',
    level: '9',
    tile: '0_0',
    medium: 'paper',
    name: 'x',
  };
  const file = exactly(
    apiRoutes.config.answer,
    await (await ask(apiRoutes.config)).response.json(),
    'config',
  );
  const uploaded = async () => {
    const { response } = await ask(apiRoutes.upload, {}, {}, { 'x-hardcopy-file': 'a%20b.png' });
    return exactly(apiRoutes.upload.answer, await response.json(), 'upload').id;
  };
  const upload = await uploaded();
  const sheet = { files: [{ id: upload }], printer: 'HARDCOPY' };
  const { response: previewed } = await ask(apiRoutes.preview, {}, sheet);
  const preview = exactly(apiRoutes.preview.answer, await previewed.json(), 'preview').id;
  const ownParams: Readonly<Record<string, object>> = {
    uploaded: { id: upload },
    removeUpload: { id: await uploaded() },
    uploadThumbnail: { id: upload },
    previewSheet: { id: preview, sheet: '1' },
  };
  const version = async () =>
    apiRoutes.config.answer.parse(await (await ask(apiRoutes.config)).response.json()).version;
  const bodies: Readonly<Record<string, object>> = {
    searchJobs: { text: 'test' },
    move: { printer: 'WARD3' },
    priority: { priority: 'HIGH' },
    moveQueue: { printer: 'WARD3' },
    calibrationTarget: { levels: 18 },
    queueOrder: { job: first, before: null },
    accessTest: { callingAeTitle: 'CT1', address: '10.0.0.5', calledAeTitle: 'HARDCOPY' },
    traceClient: { minutes: 60 },
    echoClient: { address: '127.0.0.1', port: server.dicomPort },
    saveConfig: { text: `${file.text}# A comment.\n` },
    rollbackConfig: { version: file.version },
    preview: sheet,
    print: sheet,
    discover: { seconds: 1 },
    probe: { kind: 'pdf', folder: 'films' },
    checkPrinter: { printer: { aeTitle: 'NEW' } },
    addPrinter: { printer: { aeTitle: 'NEW' } },
    changePrinter: { printer: { aeTitle: 'HARDCOPY', name: 'Changed' } },
    removePrinter: { moveTo: 'HARDCOPY' },
    measure: { densities },
    acceptMeasurement: { inUse: null },
    recordControl: { kind: 'daily', densities: steps },
    noteControl: { kind: 'comment', text: 'A new toner.' },
    setReference: { record: control, replaces: null },
    // This server has no accounts: 409, with the code of it. test/console/accounts/ has a server with accounts.
    signIn: { user: 'x', password: 'y' },
    setUp: { secret: 'x', user: 'x', password: 'y' },
    useLink: { secret: 'x', password: 'y' },
    changePassword: { current: 'x', password: 'y' },
    addUser: { name: 'x', roles: ['viewer'], password: 'y' },
    addToken: { user: 'x', label: '', days: 1 },
    bulk: { action: 'priority', priority: 'LOW', ids: [first, 'none'], requestId: 'r1' },
  };
  // The order matters: a held job is released, then cancelled, then retried.
  const inOrder = ['hold', 'release', 'priority', 'cancel', 'retry', 'moveQueue', 'pause', 'resume'] as const;
  const others = Object.keys(apiRoutes).filter((name) => !inOrder.some((one) => one === name));
  const answered = new Set<string>();
  for (const name of [...inOrder, ...others]) {
    const route: ApiRoute | undefined = Object.entries<ApiRoute>(apiRoutes).find(
      ([key]) => key === name,
    )?.[1];
    assert.ok(route);
    const ofWaiting = ['hold', 'release', 'priority', 'cancel', 'retry'].includes(name);
    const { response, path } = await ask(
      route,
      {
        ...params,
        ...ownParams[name],
        ...(ofWaiting && { id: waiting }),
        ...(name === 'removePrinter' && { aeTitle: 'WARD3' }),
        ...(route.path.includes('/measurements/') && { id: measurement }),
        ...(name === 'noteControl' && { id: control }),
      },
      bodies[name],
      ['saveConfig', 'changePrinter', 'removePrinter'].includes(name) ? { 'if-match': await version() } : {},
    );
    if (!isSchema(route.answer)) {
      assert.equal(response.status, 200, path);
      assert.ok(response.headers.get('content-type')?.startsWith(route.answer.mediaType), path);
      if (name === 'events') {
        assert.ok(response.body);
        for await (const { event } of eventsIn(response.body.pipeThrough(new TextDecoderStream()))) {
          assert.equal(event?.event, 'alive');
          break;
        }
      } else await response.arrayBuffer();
    } else if (response.status === 409) {
      // `move` and `printed` of a job that is DONE: a refusal of the error table is a valid answer.
      const { error } = exactly(errorBody, await response.json(), path);
      assert.ok(route.errors.includes(error.code), `${path}: ${error.code}`);
    } else {
      assert.equal(response.status, 200, path);
      exactly(route.answer, await response.json(), path);
    }
    answered.add(route.path);
  }
  assert.deepEqual([...answered].toSorted(), [...new Set(allRoutes.map(({ path }) => path))].toSorted());
});

test('the server has the routes of the contract under /api, and no others', () => {
  const added: string[] = [];
  const bare = fastify();
  bare.addHook('onRoute', ({ method, url }) => {
    added.push(...[method].flat().map((one) => `${one} ${url}`));
  });
  const api = contractServer(bare);
  addRoutes(api, fakePorts());
  addActionRoutes(api, fakePorts());
  addConfigRoutes(api, fakePorts().configuration);
  addSheetRoutes(api, fakePorts().sheets);
  addSystemRoutes(api, fakePorts().system);
  addAuditRoutes(api, fakePorts().audit);
  addClientRoutes(api, fakePorts().clients);
  addSetupRoutes(api, fakePorts().setup);
  addQualityRoutes(api, fakePorts());
  addAccountRoutes(api, undefined);
  addEventRoute(api, fakePorts());
  const expected = allRoutes.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
  assert.deepEqual(added.filter((route) => !route.startsWith('HEAD')).toSorted(), expected.toSorted());
});

test('every error code of the table belongs to a route, or to requests without a route', () => {
  const codes = new Set<string>([
    ...commonErrors,
    ...allRoutes.flatMap((route) => [...errorsOfMethod(route), ...route.errors]),
  ]);
  const ofNoRoute = ['not-found', 'method-not-allowed', 'url-too-long', 'headers-too-large'];
  assert.deepEqual(Object.keys(apiErrors).toSorted(), [...codes, ...ofNoRoute].toSorted());
});

test('the index links all routes, and the OpenAPI document has each of them', async () => {
  const { response } = await ask(apiRoutes.index);
  const index = exactly(apiRoutes.index.answer, await response.json(), 'index');
  const document = (await (await server.get(index.openapi)).json()) as {
    openapi: string;
    paths: Record<string, Record<string, unknown>>;
  };
  assert.equal(document.openapi, '3.1.0');
  for (const { method, path } of index.routes) assert.ok(document.paths[path]?.[method.toLowerCase()], path);
  assert.equal(index.routes.length, allRoutes.length);
});
