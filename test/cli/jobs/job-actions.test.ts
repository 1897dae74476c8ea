// Actions of a technician on jobs and printers, by commands as processes against a real server: their output, the state of
// the server afterwards, and the recorded user.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { z } from 'zod';
import { userName } from '../../../src/cli/server/user-name.ts';
import { needs } from '../../support/external.ts';
import { pageSizes } from '../../support/pages.ts';
import { TestServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { run } from '../run.ts';

const execute = promisify(execFile);
const mainFile = path.join(import.meta.dirname, '..', '..', '..', 'src', 'main.ts');

let server: TestServer;
before(async () => {
  server = await TestServer.start({
    config: [
      'printers:',
      '  - aeTitle: HARDCOPY',
      '    maxCopies: 3',
      '    destinations: [{ kind: pdf, folder: films }]',
      '  - aeTitle: WARD3',
      '    name: Ward 3',
      '    destinations: [{ kind: pdf, folder: ward3 }]',
      '',
    ].join('\n'),
  });
});
after(async () => {
  assert.equal(await server.stop(), 0);
});

async function hardcopy(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await execute(process.execPath, [mainFile, ...args, '--data', server.data]);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = z
      .object({ code: z.number(), stdout: z.string(), stderr: z.string() })
      .parse(error);
    return { code, out: stdout, err: stderr };
  }
}

/** The same in this process, which is faster. */
async function here(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const { exitCode, stdout, stderr } = await run([...args, '--data', server.data]);
  return { code: exitCode, out: stdout, err: stderr };
}

const jobSchema = z.looseObject({
  id: z.string(),
  printer: z.string(),
  state: z.string(),
  reason: z.string(),
  copies: z.number(),
  priority: z.string(),
  reprintOf: z.string().nullable(),
  callingAeTitle: z.string(),
  history: z.array(z.looseObject({ who: z.string(), action: z.string(), detail: z.string() })),
});
const printerSchema = z.looseObject({
  aeTitle: z.string(),
  paused: z.boolean(),
  pausedBy: z.string().nullable(),
  jobsWaiting: z.number(),
  devices: z.array(z.looseObject({ destination: z.string(), status: z.string(), ready: z.boolean() })),
});

const jobNow = async (id: string) => jobSchema.parse(await (await server.get(`/api/jobs/${id}`)).json());
const printerNow = async (aeTitle: string) =>
  printerSchema.parse(await (await server.get(`/api/printers/${aeTitle}`)).json());
const onlyId = (text: string) =>
  jobSchema.parse(z.object({ jobs: z.tuple([z.unknown()]) }).parse(JSON.parse(text)).jobs[0]).id;

test('pauses a printer; holds, moves and reprints a job', async () => {
  const me = userName();
  const paused = await hardcopy('printers', 'pause', 'HARDCOPY');
  assert.deepEqual(paused, {
    code: 0,
    out: `HARDCOPY is paused; 0 jobs waiting. "hardcopy printers resume HARDCOPY --data ${server.data}" resumes it.\n`,
    err: '',
  });
  assert.deepEqual((({ paused: is, pausedBy }) => [is, pausedBy])(await printerNow('HARDCOPY')), [true, me]);

  const asked = await hardcopy('printers', 'test-page', 'HARDCOPY', '--json');
  const { id, callingAeTitle, state } = jobSchema.parse(JSON.parse(asked.out));
  assert.deepEqual([callingAeTitle, state], ['TEST_PAGE', 'PENDING']);
  assert.equal((await printerNow('HARDCOPY')).jobsWaiting, 1);

  const held = await hardcopy('hold', id);
  assert.match(
    held.out,
    new RegExp(`^JOB +PRINTER +STATE\\n${id} +HARDCOPY +HELD +Held until it is released\\.\\n$`),
  );
  assert.equal((await jobNow(id)).reason, 'held');
  assert.equal((await hardcopy('hold', id)).code, 0, 'held twice is held');
  assert.equal((await hardcopy('priority', id, '--to', 'low')).code, 0);
  assert.equal((await hardcopy('release', id)).code, 0);
  const queued = await jobNow(id);
  assert.deepEqual([queued.reason, queued.priority], ['queued', 'LOW']);

  assert.equal((await hardcopy('move', id, '--to', 'WARD3')).code, 0);
  await server.jobsDone(1);
  const moved = await jobNow(id);
  assert.deepEqual([moved.printer, moved.state], ['WARD3', 'DONE']);
  assert.deepEqual(
    moved.history.map(({ who, action, detail }) => [who, action, detail]),
    [
      [me, 'test-page', 'Requested the test page.'],
      [me, 'hold', 'Held until it is released.'],
      [me, 'priority', 'Priority LOW instead of HIGH.'],
      [me, 'release', 'Released.'],
      [me, 'move', 'Moved from HARDCOPY to WARD3.'],
    ],
  );

  const again = await hardcopy('reprint', id, '--printer', 'WARD3', '--copies', '2', '--json');
  const reprint = await jobNow(onlyId(again.out));
  assert.deepEqual([reprint.reprintOf, reprint.printer, reprint.copies], [id, 'WARD3', 2]);
  await server.jobsDone(2);

  const refused = await hardcopy('cancel', id, 'nothing');
  assert.deepEqual(refused, {
    code: 1,
    out: '',
    err: `hardcopy: job ${id} is DONE (delivered) and cannot be cancelled; reprint prints it again\nhardcopy: there is no job nothing; "hardcopy jobs" lists existing ones\n`,
  });
});

test('cancels and retries a job, and moves a queue', async () => {
  await here('printers', 'pause', 'HARDCOPY');
  const { id } = jobSchema.parse(JSON.parse((await here('printers', 'test-page', 'HARDCOPY', '--json')).out));
  const cancelled = await here('cancel', id);
  assert.match(cancelled.out, new RegExp(`${id} +HARDCOPY +CANCELLED +Cancelled\\.\\n$`));
  assert.equal((await here('retry', id)).code, 0);
  assert.deepEqual((({ state, reason }) => [state, reason])(await jobNow(id)), ['PENDING', 'queued']);

  const before = (await server.jobs()).filter((job) => job.state === 'DONE').length;
  const moved = await here('printers', 'move-queue', 'HARDCOPY', 'WARD3');
  assert.deepEqual([moved.code, moved.out], [0, '1 job moved from HARDCOPY to WARD3.\n']);
  await server.jobsDone(before + 1);
  const resumed = await here('printers', 'resume', 'HARDCOPY');
  assert.equal(resumed.out, 'HARDCOPY prints; 0 jobs waiting.\n');
  assert.equal((await printerNow('HARDCOPY')).paused, false);
});

test('accepts the first characters of an id if no other id starts with them', async () => {
  await here('printers', 'pause', 'HARDCOPY');
  const asked = async () =>
    jobSchema.parse(JSON.parse((await here('printers', 'test-page', 'HARDCOPY', '--json')).out)).id;
  const first = await asked();
  const second = await asked();
  const common = Array.from(first).findIndex((letter, index) => letter !== second[index]);
  // Ids begin with the time of acceptance: an earlier job may share more of them.
  const others = (await server.jobs()).map(({ id }) => id).filter((id) => id !== first);
  let own = first.slice(0, common + 1);
  while (others.some((id) => id.startsWith(own))) own = first.slice(0, own.length + 1);
  assert.equal(onlyId((await here('hold', own.toUpperCase(), '--json')).out), first);
  assert.match((await here('job', own)).out, new RegExp(`^Job +${first}\\n`));
  assert.equal((await jobNow(second)).reason, 'queued');

  const all = (await server.jobs()).filter(({ id }) => id.startsWith(first.slice(0, common)));
  assert.ok(all.length >= 2 && all.length <= 5);
  assert.deepEqual(await here('cancel', first.slice(0, common)), {
    code: 1,
    out: '',
    err: `hardcopy: ${all.length} jobs have an id that begins with ${first.slice(0, common)} (${all.map(({ id }) => id).join(', ')}); give more of the id\n`,
  });
  // The same job named twice is printed once.
  const again = await here('reprint', first, own, '--json');
  const { jobs } = z.object({ jobs: z.array(jobSchema) }).parse(JSON.parse(again.out));
  assert.equal(new Set(jobs.map(({ id }) => id)).size, 1);
  const many = await here('cancel', first.slice(0, 1));
  assert.match(many.err, /\d+ jobs have an id that begins with \w \((\w+, ){5}…\); give more of the id\n$/);
  await here('cancel', first, second, ...jobs.map(({ id }) => id));
  await here('printers', 'resume', 'HARDCOPY');
});

test('prints a reprint with the same request id once', async () => {
  const [job] = await server.jobs();
  assert.ok(job);
  const again = async (requestId: string) => {
    const answer = await fetch(`http://127.0.0.1:${server.httpPort}/api/jobs/${job.id}/reprint`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hardcopy-user': 'PACS robot' },
      body: JSON.stringify({ printer: 'WARD3', requestId }),
    });
    assert.equal(answer.status, 200);
    return jobSchema.parse(await answer.json());
  };
  const [first, second, other] = [await again('r1'), await again('r1'), await again('r2')];
  assert.equal(first.id, second.id);
  assert.notEqual(first.id, other.id);
  assert.deepEqual(
    first.history.map(({ who, detail }) => [who, detail]),
    [['PACS robot', `Prints job ${job.id} again.`]],
  );
});

const missing = needs('pdfinfo', 'pdftotext');
test(
  'reprints on another film size with a line of text, as the document shows',
  { skip: missing },
  async (t) => {
    const [job] = await server.jobs();
    assert.ok(job);
    const again = await here(
      ...['reprint', job.id, '--pages', '1', '--film-size', '8x10', '--medium', 'paper'],
      ...['--magnification', 'replicate', '--header', 'COPY OF THE FILM', '--json'],
    );
    assert.equal(again.err, '');
    const id = onlyId(again.out);
    await server.jobsWhen((jobs) => jobs.find((found) => found.id === id && found.state === 'DONE'));
    const pdf = path.join(temporaryFolder(t), 'reprint.pdf');
    await writeFile(pdf, Buffer.from(await (await server.get(`/api/jobs/${id}/film.pdf`)).arrayBuffer()));
    const [size] = await pageSizes(pdf);
    assert.deepEqual([size?.widthMm.toFixed(1), size?.heightMm.toFixed(1)], ['203.2', '254.0']);
    const { stdout } = await execute('pdftotext', [pdf, '-']);
    assert.match(stdout, /COPY OF THE FILM/);
    assert.deepEqual(
      (await jobNow(id)).history.map(({ detail }) => detail),
      [
        `Prints job ${job.id} again with page 1; film size 8INX10IN; magnification REPLICATE; medium PAPER; the line "COPY OF THE FILM".`,
      ],
    );
    for (const [option, value, sentence] of [
      ['--pages', '2', `pages has 2; job ${job.id} has 1 page`],
      ['--film-size', '12x15', 'filmSize is "12INX15IN"; must be one of 14INX17IN, 8INX10IN, '],
    ] as const) {
      const { code, err } = await here('reprint', job.id, option, value);
      assert.equal(code, 1);
      assert.ok(err.startsWith(`hardcopy: ${sentence}`), err);
    }
  },
);

test('names unknown ids', async () => {
  for (const [args, sentence] of [
    [
      ['printers', 'pause', 'UNKNOWN'],
      'there is no printer UNKNOWN; "hardcopy printers" lists existing ones',
    ],
    [
      ['printers', 'test-page', 'UNKNOWN'],
      'there is no printer UNKNOWN; "hardcopy printers" lists existing ones',
    ],
    [
      ['printers', 'move-queue', 'WARD3', 'UNKNOWN'],
      'there is no printer UNKNOWN; "hardcopy printers" lists existing ones',
    ],
    [['hold', '1h2k'], 'there is no job 1h2k; "hardcopy jobs" lists existing ones'],
  ] as const) {
    assert.deepEqual(await here(...args), { code: 1, out: '', err: `hardcopy: ${sentence}\n` });
  }
  const [job] = await server.jobs();
  assert.ok(job);
  const many = await here('reprint', job.id, '--printer', 'HARDCOPY', '--copies', '4');
  assert.equal(many.err, 'hardcopy: copies is 4; must be 1 to 3 on HARDCOPY\n');
});

test('lists printers with their destinations', async () => {
  const { code, out } = await here('printers');
  assert.equal(code, 0);
  const rows = out.trimEnd().split('\n');
  assert.match(rows[0] ?? '', /^ {2}HARDCOPY +READY +Film to PDF$|^ {2}HARDCOPY +READY +HARDCOPY$/);
  assert.match(rows[1] ?? '', /^ {4}\S+ +ready +\S/);
  assert.ok(
    rows.some((row) => /^ {2}WARD3 +READY +(\d waiting, )?Ward 3$/.test(row)),
    out,
  );
  assert.ok(
    rows.every((row) => row.length <= 80),
    out,
  );
});
