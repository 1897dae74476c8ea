// The routes: statuses, headers and bodies, and their calls of the spool.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createConsole } from '../../src/console/http-server.ts';
import type { ConsolePorts } from '../../src/console/ports.ts';
import type { JobQuery } from '../../src/console/ports/requests.ts';
import type { Documents } from '../../src/spool/blobs/documents.ts';
import { openFolderDocuments } from '../../src/spool/blobs/folder/folder-documents.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import type { DocumentIdentity } from '../../src/shared/stored-files.ts';
import { momentForms } from '../../src/shared/moments.ts';
import { doneJob, fakePorts, filmPrinter, pngBytes } from './fake-ports.ts';

const host = '127.0.0.1';
let folder: string;
let documents: Documents;
let identity: DocumentIdentity;
const pdf = Buffer.from('%PDF-1.7 0123456789');

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hardcopy-console-'));
  documents = await openFolderDocuments(folder);
  const draft = await documents.draft('j2');
  await writeFile(draft.path, pdf);
  identity = await draft.publish();
});
after(() => rm(folder, { recursive: true }));

const ask = (
  url: string,
  options: { ports?: ConsolePorts; headers?: Record<string, string>; method?: 'GET' | 'HEAD' } = {},
) =>
  createConsole({ host, ports: options.ports ?? fakePorts(), log: silentLog }).inject({
    method: options.method ?? 'GET',
    url,
    headers: { host, ...options.headers },
  });

const withDocument = (): ConsolePorts =>
  fakePorts({
    openDocument: (id) => (id === 'j2' ? documents.open(id, identity) : Promise.resolve(undefined)),
  });

test('health', async () => {
  const answer = await ask('/api/health');
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json(), {
    status: 'ok',
    version: '1.2.3',
    dicomPort: 11112,
    associations: 1,
    startedAt: '2026-03-01T09:00:00.000Z',
  });
});

test('health answers 503 while films cannot be accepted, and says why', async () => {
  const failing = {
    status: 'failing',
    problem: 'the disk is full',
    version: '1.2.3',
    dicomPort: 11112,
    associations: 0,
    startedAt: '1970-01-01T00:00:00.000Z',
  } as const;
  const answer = await ask('/api/health', { ports: fakePorts({ health: () => failing }) });
  assert.equal(answer.statusCode, 503);
  assert.equal(answer.json<{ problem: string }>().problem, 'the disk is full');
});

test('jobs: the public form, in the order of the spool', async () => {
  const ports = fakePorts();
  const answer = await ask('/api/jobs', { ports });
  assert.equal(answer.statusCode, 200);
  const { jobs } = answer.json<{ jobs: { id: string }[] }>();
  assert.deepEqual(
    jobs.map(({ id }) => id),
    ['j3', 'j2'],
  );
  assert.deepEqual(jobs[1], doneJob);
  // One more than is sent, to find out whether there are more.
  assert.deepEqual(ports.asked.queries, [{ limit: 101 }]);
});

test('jobs: state, printer and limit reach the spool', async () => {
  const ports = fakePorts();
  await ask('/api/jobs?state=DONE&printer=HARDCOPY&limit=7', { ports });
  assert.deepEqual(ports.asked.queries, [{ state: 'DONE', printer: 'HARDCOPY', limit: 8 }]);
});

test('jobs: states as shown to users, and prefixes of ids', async () => {
  const ports = fakePorts();
  for (const state of ['QUEUED', 'HELD', 'WAITING', 'RETRY', 'CANCELLED', 'FAILURE'])
    await ask(`/api/jobs?state=${state}`, { ports });
  await ask('/api/jobs?id=1h2', { ports });
  assert.deepEqual(
    ports.asked.queries.map(({ limit: _limit, ...query }) => query),
    [
      { state: 'PENDING', reason: 'queued' },
      { state: 'PENDING', reason: 'held' },
      { state: 'PENDING', reason: 'waiting' },
      { state: 'PENDING', reason: 'retry' },
      { state: 'FAILURE', reason: 'job-cancelled' },
      { state: 'FAILURE' },
      { idBeginning: '1h2' },
    ],
  );
});

test('a long list is read and written in parts of 100 jobs', async () => {
  const kept = Array.from({ length: 950 }, (_, index) => ({ ...doneJob, id: `j${1000 - index}` }));
  const queries: JobQuery[] = [];
  const jobs: ConsolePorts['jobs'] = (query) => {
    queries.push(query);
    const start = query.before === undefined ? 0 : kept.findIndex(({ id }) => id === query.before) + 1;
    return Promise.resolve(kept.slice(start, start + query.limit));
  };
  for (const [limit, listed, lastParts] of [
    [1000, 950, 100],
    [250, 250, 50],
    [200, 200, 100],
  ] as const) {
    queries.length = 0;
    const answer = await ask(`/api/jobs?state=DONE&limit=${limit}`, { ports: fakePorts({ jobs }) });
    assert.match(String(answer.headers['content-type']), /^application\/json; charset=utf-8$/);
    const { jobs: sent, next } = answer.json<{ jobs: unknown[]; next: string | null }>();
    assert.deepEqual(sent, kept.slice(0, listed));
    assert.equal(next === null, listed === kept.length);
    assert.equal(queries.length, Math.ceil(listed / 100));
    assert.deepEqual(queries[1], {
      state: 'DONE',
      limit: queries.length === 2 ? lastParts + 1 : 101,
      before: 'j901',
    });
    assert.equal(queries.at(-1)?.limit, lastParts + 1);
  }
  const none = await ask('/api/jobs?limit=1000', { ports: fakePorts({ jobs: () => Promise.resolve([]) }) });
  assert.deepEqual(none.json(), { jobs: [], next: null });
});

test('invalid queries get 400 with the key, what was found and what is allowed', async () => {
  for (const [url, message] of [
    [
      '/api/jobs?state=LOST',
      'state is "LOST"; must be one of PENDING, PRINTING, DONE, FAILURE, UNKNOWN, QUEUED, HELD, WAITING, RETRY, CANCELLED',
    ],
    ['/api/jobs?id=%25', 'id is "%"; must be a job id, up to 64 letters, digits, dashes and underscores'],
    ['/api/jobs?limit=0', 'limit is "0"; must be a whole number from 1 to 1000'],
    ['/api/jobs?limit=1e2', 'limit is "1e2"; must be a whole number from 1 to 1000'],
    ['/api/jobs?limit=1001', 'limit is "1001"; must be a whole number from 1 to 1000'],
    [
      '/api/jobs?printer=SEVENTEEN_LETTERS',
      'printer is "SEVENTEEN_LETTERS"; must be an AE title, 1 to 16 characters',
    ],
    [
      '/api/jobs?offset=3',
      'the query has the unknown key "offset"; allowed: state, printer, client, since, until, id, limit, cursor',
    ],
    ['/api/jobs?since=soon', `since is "soon"; must be ${momentForms}`],
    ['/api/jobs?until=2026-02-30', `until is "2026-02-30"; must be ${momentForms}`],
    ['/api/jobs/a%2Fb', 'id is "a/b"; must be a job id, up to 64 letters, digits, dashes and underscores'],
    [
      '/api/jobs/..%2F..%2Fetc/film.pdf',
      'id is "../../etc"; must be a job id, up to 64 letters, digits, dashes and underscores',
    ],
    ['/api/jobs/j2/films/0.png', 'film is "0"; must be a whole number from 1 to 9999'],
    ['/api/jobs/j2/films/x.png', 'film is "x"; must be a whole number from 1 to 9999'],
    ['/api/jobs/j2/films/1.png?width=0', 'width is "0"; must be a whole number from 1 to 4096'],
    ['/api/jobs/j2/films/1.png?width=4097', 'width is "4097"; must be a whole number from 1 to 4096'],
  ] as const) {
    const answer = await ask(url);
    assert.equal(answer.statusCode, 400, url);
    assert.deepEqual(answer.json(), { error: { code: 'bad-request', message } }, url);
  }
});

test('one job, and an unknown one', async () => {
  const found = await ask('/api/jobs/j3');
  assert.equal(found.statusCode, 200);
  assert.equal(found.json<{ statusInfo: string }>().statusInfo, 'QUEUED');
  assert.equal(found.json<{ finishedAt: null }>().finishedAt, null);
  for (const url of ['/api/jobs/j9', '/api/jobs/j9/film.pdf', '/api/jobs/j9/films/1.png']) {
    const missing = await ask(url);
    assert.equal(missing.statusCode, 404, url);
    assert.deepEqual(missing.json(), {
      error: {
        code: 'no-such-job',
        message: 'there is no job j9; GET /api/jobs lists existing ones',
        params: { job: 'j9' },
      },
    });
  }
});

test('the complete document', async () => {
  const answer = await ask('/api/jobs/j2/film.pdf', { ports: withDocument() });
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.headers['content-type'], 'application/pdf');
  assert.equal(answer.headers['content-length'], String(pdf.length));
  assert.equal(answer.headers['content-disposition'], 'inline; filename="film-j2.pdf"');
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.equal(answer.headers['accept-ranges'], 'bytes');
  assert.deepEqual(answer.rawPayload, pdf);
  const head = await ask('/api/jobs/j2/film.pdf', { ports: withDocument(), method: 'HEAD' });
  assert.equal(head.statusCode, 200);
  assert.equal(head.headers['content-length'], String(pdf.length));
  assert.equal(head.rawPayload.length, 0);
});

test('the document is not sent again to clients that have it, unless it has changed', async () => {
  const { headers } = await ask('/api/jobs/j2/film.pdf', { ports: withDocument() });
  const etag = String(headers.etag);
  assert.match(etag, /^"[^"]+"$/);
  const again = await ask('/api/jobs/j2/film.pdf', {
    ports: withDocument(),
    headers: { 'if-none-match': `"other", ${etag}` },
  });
  assert.equal(again.statusCode, 304);
  assert.equal(again.rawPayload.length, 0);
  const changed = await ask('/api/jobs/j2/film.pdf', {
    ports: withDocument(),
    headers: { 'if-none-match': '"other"' },
  });
  assert.equal(changed.statusCode, 200);
});

test('ranges of the document', async () => {
  const range = (value: string, more: Record<string, string> = {}) =>
    ask('/api/jobs/j2/film.pdf', { ports: withDocument(), headers: { range: value, ...more } });
  for (const [value, text, contentRange] of [
    ['bytes=0-4', '%PDF-', 'bytes 0-4/19'],
    ['bytes=9-', '0123456789', 'bytes 9-18/19'],
    ['bytes=-3', '789', 'bytes 16-18/19'],
    ['bytes=17-999', '89', 'bytes 17-18/19'],
  ] as const) {
    const answer = await range(value);
    assert.equal(answer.statusCode, 206, value);
    assert.equal(answer.body, text, value);
    assert.equal(answer.headers['content-range'], contentRange, value);
    assert.equal(answer.headers['content-length'], String(text.length), value);
  }
  const beyond = await range('bytes=19-');
  assert.equal(beyond.statusCode, 416);
  assert.equal(beyond.headers['content-range'], 'bytes */19');
  assert.deepEqual(beyond.json(), {
    error: { code: 'range-not-satisfiable', message: 'the document has 19 bytes' },
  });
  for (const ignored of ['bytes=5-2', 'bytes=-', 'bytes=0-1,3-4', 'lines=1-2']) {
    assert.equal((await range(ignored)).statusCode, 200, ignored);
  }
  assert.equal((await range('bytes=0-4', { 'if-range': '"old"' })).statusCode, 200);
});

test('a job without a document says whether it will have one', async () => {
  const waiting = await ask('/api/jobs/j3/film.pdf');
  assert.equal(waiting.statusCode, 404);
  assert.deepEqual(waiting.json(), {
    error: {
      code: 'no-document',
      message: 'job j3 has no document yet: it is PENDING (waiting for its turn)',
    },
  });
  const removed = await ask('/api/jobs/j2/film.pdf');
  assert.equal(
    removed.json<{ error: { message: string } }>().error.message,
    'job j2 has no document anymore: it is DONE (delivered to pdf)',
  );
  const lost = await ask('/api/jobs/j2/film.pdf', {
    ports: fakePorts({ openDocument: () => documents.open('gone', identity) }),
  });
  assert.equal(lost.statusCode, 404);
});

test('pages as pictures: film and width reach the renderer, and the answer has an ETag', async () => {
  const ports = fakePorts();
  const answer = await ask('/api/jobs/j2/films/2.png?width=4096', { ports });
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.headers['content-type'], 'image/png');
  assert.deepEqual(answer.rawPayload, pngBytes);
  await ask('/api/jobs/j2/films/1.png', { ports });
  assert.deepEqual(ports.asked.pages, [
    ['j2', 2, 4096],
    ['j2', 1, 800],
  ]);
  const again = await ask('/api/jobs/j2/films/2.png', {
    headers: { 'if-none-match': String(answer.headers.etag) },
  });
  assert.equal(again.statusCode, 304);
});

test('films that the job does not have, or not yet', async () => {
  const ports = fakePorts();
  const beyond = await ask('/api/jobs/j2/films/3.png', { ports });
  assert.equal(beyond.statusCode, 404);
  assert.deepEqual(beyond.json(), {
    error: { code: 'no-such-film', message: 'job j2 has 2 pages; there is no page 3' },
  });
  assert.deepEqual(ports.asked.pages, []);
  const waiting = await ask('/api/jobs/j3/films/1.png');
  assert.equal(waiting.statusCode, 404);
  assert.equal(waiting.json<{ error: { code: string } }>().error.code, 'no-document');
});

test('printers', async () => {
  const answer = await ask('/api/printers');
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json(), { printers: [filmPrinter] });
  const one = await ask('/api/printers/HARDCOPY');
  assert.deepEqual(one.json(), { ...filmPrinter, history: [] });
  const none = await ask('/api/printers/UNKNOWN');
  assert.equal(none.statusCode, 404);
  assert.deepEqual(none.json(), {
    error: {
      code: 'no-such-printer',
      message: 'there is no printer UNKNOWN; GET /api/printers lists existing ones',
      params: { printer: 'UNKNOWN' },
    },
  });
});
