// Files printed over the HTTP API on a real server: uploads that are refused or aborted, previews that show what prints, and prints
// that are those of `hardcopy print`.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { errorBody } from '../../src/api/errors.ts';
import { previewAnswer, printAnswer, type ApiUpload } from '../../src/api/sheets/sheets.ts';
import type { z } from 'zod';
import { run } from '../cli/run.ts';
import { needs } from '../support/external.ts';
import { grayPage } from '../support/pages.ts';
import { TestServer } from '../support/server.ts';
import { suiteFolder, temporaryFolder } from '../support/temporary-folder.ts';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(async () => {
  assert.equal(await server.stop(), 0);
});

const folder = suiteFolder();
const urlOf = (route: string) => `http://127.0.0.1:${server.httpPort}${route}`;

/** A ramp, so that a shifted or mirrored picture is noticed. */
async function ramp(name: string, columns: number, rows: number, color = false): Promise<string> {
  const channels = color ? 3 : 1;
  const data = Uint8Array.from({ length: columns * rows * channels }, (_, at) => {
    const pixel = Math.floor(at / channels);
    const [column, row] = [pixel % columns, Math.floor(pixel / columns)];
    return (column * 3 + row * (1 + (at % channels))) % 256;
  });
  const file = path.join(folder, name);
  await sharp(data, { raw: { width: columns, height: rows, channels } })
    .toColourspace(color ? 'srgb' : 'b-w')
    .png()
    .toFile(file);
  return file;
}

async function upload(bytes: Uint8Array<ArrayBuffer>, name?: string): Promise<ApiUpload> {
  const response = await fetch(urlOf('/api/uploads'), {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      ...(name !== undefined && { 'x-hardcopy-file': encodeURIComponent(name) }),
    },
    body: bytes,
  });
  assert.equal(response.status, 200);
  return (await response.json()) as ApiUpload;
}

const uploadFile = async (file: string) => {
  return upload(new Uint8Array(await readFile(file)), path.basename(file));
};

async function post<A extends z.ZodType>(
  route: string,
  body: object,
  schema: A,
): Promise<{ status: number; answer: z.output<A> }> {
  const response = await fetch(urlOf(route), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hardcopy-user': 'anna' },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: schema.parse(await response.json()) };
}

interface Refused {
  readonly error: { readonly code: string; readonly message: string };
}

const pixels = async (route: string) => {
  const response = await server.get(route);
  assert.equal(response.status, 200, route);
  return sharp(Buffer.from(await response.arrayBuffer()))
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
};

const uploadFolder = () => readdir(path.join(server.data, 'cache', 'uploads'));

test('a file of 2 GB is refused by its Content-Length, before it is sent', async () => {
  const socket = connect(server.httpPort, '127.0.0.1');
  socket.write(
    'POST /api/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n' +
      `Content-Length: ${2 ** 31}\r\n\r\n`,
  );
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  await once(socket, 'end');
  socket.destroy();
  assert.match(answer, /^HTTP\/1.1 413 .*/);
  assert.match(answer, /\r\nconnection: close\r\n/i);
  assert.match(answer, /"code":"body-too-large","message":"the file has 2.1 GB; at most 2.1 GB are allowed"/);
  assert.deepEqual(await uploadFolder(), []);
});

test('an aborted upload leaves nothing, and other files are not affected', async () => {
  const socket = connect(server.httpPort, '127.0.0.1');
  socket.write(
    'POST /api/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n' +
      `Content-Length: 1000\r\n\r\n${'x'.repeat(500)}`,
  );
  await server.when(async () => ((await uploadFolder()).length === 1 ? true : undefined));
  const [arriving] = await uploadFolder();
  const whole = await upload(Buffer.from('Dear colleague,'), 'letter.txt');
  socket.destroy();
  await server.when(async () => ((await uploadFolder()).includes(arriving ?? '') ? undefined : true));
  assert.deepEqual(await uploadFolder(), [whole.id]);
  assert.ok(whole.kind === 'other');
  assert.equal(whole.found, 'text');
  const removed = await fetch(urlOf(`/api/uploads/${whole.id}`), { method: 'DELETE' });
  assert.equal(removed.status, 200);
  assert.deepEqual(await uploadFolder(), []);
});

test('an upload needs the type of bytes, a page of its own, and a name that can be decoded', async () => {
  const ask = async (headers: Readonly<Record<string, string>>) => {
    const response = await fetch(urlOf('/api/uploads'), { method: 'POST', headers, body: 'x' });
    return [response.status, ((await response.json()) as Refused).error.code];
  };
  const type = 'application/octet-stream';
  assert.deepEqual(await ask({ 'content-type': 'application/json' }), [415, 'bytes-needed']);
  assert.deepEqual(await ask({ 'content-type': 'text/plain' }), [415, 'bytes-needed']);
  assert.deepEqual(await ask({ 'content-type': type, origin: 'http://evil.example' }), [
    403,
    'foreign-origin',
  ]);
  for (const name of ['%zz', '%0A', 'x'.repeat(256)])
    assert.deepEqual(
      await ask({ 'content-type': type, 'x-hardcopy-file': name }),
      [400, 'bad-request'],
      name,
    );
  // Other routes take no files.
  const response = await fetch(urlOf('/api/previews'), {
    method: 'POST',
    headers: { 'content-type': type },
    body: '{}',
  });
  assert.equal(response.status, 415);
  assert.deepEqual(await uploadFolder(), []);
});

test(
  'a preview shows the pixels of the document that is printed, and the film is that of `hardcopy print`',
  { skip: needs('pdftoppm') },
  async () => {
    const files = [
      await ramp('one.png', 120, 90),
      await ramp('two.png', 90, 120),
      await ramp('three.png', 64, 64),
    ];
    const uploads = [];
    for (const file of files) uploads.push({ id: (await uploadFile(file)).id });
    const letter = await upload(Buffer.from('Dear colleague,'), 'letter.txt');
    const body = {
      files: [...uploads, { id: letter.id }],
      printer: 'HARDCOPY',
      layout: '1x2',
      filmSize: '8INX10IN',
      orientation: 'PORTRAIT',
      background: 'WHITE',
      polarity: 'REVERSE',
      label: 'Ward round',
      copies: 2,
    };
    const { status, answer: preview } = await post('/api/previews', body, previewAnswer);
    assert.equal(status, 200);
    assert.deepEqual(
      preview.sheets.map(({ width, height, images, filmSizeId }) => ({ width, height, images, filmSizeId })),
      [
        { width: 2400, height: 3000, images: 2, filmSizeId: '8INX10IN' },
        { width: 2400, height: 3000, images: 1, filmSizeId: '8INX10IN' },
      ],
    );
    assert.equal(preview.copies, 2);
    assert.deepEqual(
      preview.notPrinted.map(({ name }) => name),
      ['letter.txt'],
    );
    assert.match(preview.notPrinted[0]?.reason ?? '', /^it is not an image of a known format/);
    assert.deepEqual(await server.jobs(), [], 'a preview prints nothing');

    const { answer: printed } = await post('/api/prints', { ...body, requestId: 'p1' }, printAnswer);
    const { answer: again } = await post('/api/prints', { ...body, requestId: 'p1' }, printAnswer);
    assert.deepEqual(again, printed);
    assert.equal(printed.sheets, 2);
    assert.equal(printed.jobs.length, 1);
    const reused = await post('/api/prints', { ...body, copies: 1, requestId: 'p1' }, errorBody);
    assert.deepEqual([reused.status, reused.answer.error.code], [409, 'request-id-reused']);
    await server.jobsDone(1);
    const [id = ''] = printed.jobs;

    // The document, drawn by another program, has the pixels of the preview.
    const pdf = path.join(folder, 'film.pdf');
    await writeFile(pdf, Buffer.from(await (await server.get(`/api/jobs/${id}/film.pdf`)).arrayBuffer()));
    for (const sheet of [1, 2]) {
      const shown = await pixels(`/api/previews/${preview.id}/sheets/${sheet}.png?width=2400`);
      const page = await grayPage(pdf, sheet, 300);
      assert.deepEqual([shown.info.width, shown.info.height], [page.width, page.height]);
      const different = shown.data.reduce(
        (sum, value, at) => sum + Number(Math.abs(value - (page.pixels[at] ?? 0)) > 1),
        0,
      );
      // Images whose edges do not fall on pixels are drawn one pixel to either side.
      assert.ok(different / shown.data.length < 0.005, `sheet ${sheet}: ${different} pixels differ`);
    }

    const args = ['--layout', '1x2', '--film-size', '8x10', '--orientation', 'portrait', '--copies', '2'];
    const look = ['--border', 'white', '--empty', 'white', '--polarity', 'reverse', '--label', 'Ward round'];
    const target = ['print', `127.0.0.1:${server.dicomPort}`, 'HARDCOPY'];
    const { exitCode } = await run([...target, ...files, ...args, ...look, '--session']);
    assert.equal(exitCode, 0);
    await server.jobsDone(2);
    const facts = ({ films, copies, priority, substitutions, sessionLabel }: Record<string, unknown>) => ({
      films,
      copies,
      priority,
      substitutions,
      sessionLabel,
    });
    const jobs = await server.jobs();
    const [ofCommand, ofPage] = jobs.map(facts);
    assert.deepEqual(ofPage, ofCommand);
    assert.deepEqual(
      jobs.map(({ callingAeTitle }) => callingAeTitle),
      ['HARDCOPY_SCU', 'CONSOLE'],
    );
    for (const sheet of [1, 2]) {
      const [one, other] = await Promise.all(
        jobs.map((job) => pixels(`/api/jobs/${job.id}/films/${sheet}.png?width=1200`)),
      );
      assert.ok(one?.data.equals(other?.data ?? Buffer.alloc(0)), `sheet ${sheet}`);
    }
    const { history } = (await (await server.get(`/api/jobs/${id}`)).json()) as {
      history: { who: string; action: string }[];
    };
    assert.deepEqual(
      history.map(({ who, action }) => [who, action]),
      [['anna', 'print']],
    );
  },
);

test('frames, options and files are checked, and what cannot be printed is said', async () => {
  const { id } = await uploadFile(await ramp('plain.png', 20, 20));
  const letter = await upload(Buffer.from('Dear colleague,'), 'letter.txt');
  const sheet = { files: [{ id }], printer: 'HARDCOPY' };
  for (const [change, status, code, says] of [
    [{ files: [] }, 400, 'bad-request', /^files is an array; must be a list of 1 to 500 files$/],
    [
      { files: [{ id: '../../etc/passwd' }] },
      400,
      'bad-request',
      /^files.0.\.id is "..\/..\/etc\/passwd"; must be the id/,
    ],
    [{ files: [{ id: 'A'.repeat(22) }] }, 404, 'no-such-upload', /it may have expired$/],
    [{ files: [{ id, frames: [2] }] }, 400, 'bad-request', /^frames has 2; plain.png has 1 frames$/],
    [
      { files: [{ id: letter.id }] },
      422,
      'not-printable',
      /^letter.txt cannot be printed: it is not an image/,
    ],
    [{ printer: 'NONE' }, 404, 'no-such-printer', /NONE/],
    [{ layout: '0x3' }, 400, 'bad-request', /^layout "0x3" is not known; give columns x rows/],
    [{ layout: '40x40' }, 400, 'bad-request', /has 1600 images per film; must be at most 1000$/],
    [{ filmSize: '9INX9IN' }, 400, 'bad-request', /^filmSize is "9INX9IN"; must be one of /],
    [{ copies: 998 }, 400, 'bad-request', /^copies is 998; must be 1 to 99 on HARDCOPY$/],
    [
      { trueSize: true },
      422,
      'not-printable',
      /^the size of the pixels of plain.png is not known; leave out trueSize$/,
    ],
    [{ header: 'two\nlines' }, 400, 'bad-request', /one line$/],
    [{ unknown: 1 }, 400, 'bad-request', /unknown key "unknown"/],
  ] as const) {
    for (const route of ['/api/previews', '/api/prints']) {
      const refused = await post(route, { ...sheet, ...change }, errorBody);
      const what = `${route} ${JSON.stringify(change)}: ${JSON.stringify(refused.answer)}`;
      assert.deepEqual([refused.status, refused.answer.error.code], [status, code], what);
      assert.match(refused.answer.error.message, says, what);
    }
  }
  const scratch = await readdir(path.join(server.data, 'cache', 'previews'));
  assert.ok(scratch.length <= 1, 'refused previews leave no pixels');
});

test('a print that is sent again after a restart prints nothing: its files are gone, and the answer says so', async (t) => {
  const data = temporaryFolder(t);
  const first = await TestServer.start({ data });
  const bytes = new Uint8Array(await readFile(await ramp('again.png', 20, 10)));
  const send = async (port: number, route: string, body: object | Uint8Array<ArrayBuffer>) => {
    const isFile = body instanceof Uint8Array;
    const response = await fetch(`http://127.0.0.1:${port}/api/${route}`, {
      method: 'POST',
      headers: { 'content-type': isFile ? 'application/octet-stream' : 'application/json' },
      body: isFile ? body : JSON.stringify(body),
    });
    return { status: response.status, answer: await response.json() };
  };
  const { answer: uploaded } = await send(first.httpPort, 'uploads', bytes);
  const { id } = uploaded as ApiUpload;
  const request = { files: [{ id }], printer: 'HARDCOPY', requestId: 'once' };
  const printed = await send(first.httpPort, 'prints', request);
  assert.equal(printed.status, 200);
  // Sent again at once: the same answer, no second job.
  assert.deepEqual(await send(first.httpPort, 'prints', request), printed);
  await first.jobsDone(1);
  assert.equal(await first.stop(), 0);
  const second = await TestServer.start({ data });
  t.after(() => second.stop());
  const again = await send(second.httpPort, 'prints', request);
  assert.equal(again.status, 404);
  assert.equal(errorBody.parse(again.answer).error.code, 'no-such-upload');
  assert.equal((await second.jobs()).length, 1);
});

test('a reprint is previewed with its options, on the pixels of the job', async () => {
  const { id: file } = await uploadFile(await ramp('again.png', 200, 100));
  const { answer } = await post('/api/prints', { files: [{ id: file }], printer: 'HARDCOPY' }, printAnswer);
  const [id = ''] = answer.jobs;
  const before = (await server.jobs()).length;
  await server.jobsDone(before);
  const same = await post(`/api/jobs/${id}/preview`, {}, previewAnswer);
  const [one, other] = [
    await pixels(`/api/previews/${same.answer.id}/sheets/1.png?width=600`),
    await pixels(`/api/jobs/${id}/films/1.png?width=600`),
  ];
  assert.ok(one.data.equals(other.data));
  const changed = await post(
    `/api/jobs/${id}/preview`,
    {
      filmSize: '8INX10IN',
      header: 'Copy for the ward',
      copies: 3,
    },
    previewAnswer,
  );
  assert.deepEqual([changed.answer.sheets[0]?.filmSizeId, changed.answer.copies], ['8INX10IN', 3]);
  const withHeader = await pixels(`/api/previews/${changed.answer.id}/sheets/1.png?width=600`);
  assert.ok(!withHeader.data.equals(one.data));
  const refused = await post(`/api/jobs/${id}/preview`, { pages: [2] }, errorBody);
  assert.deepEqual([refused.status, refused.answer.error.code], [400, 'bad-request']);
  assert.equal((await server.jobs()).length, before, 'nothing was printed');
});
