// `jobs` and `job` with a console of canned answers, and without one.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { localTime } from '../../../src/cli/jobs/job-text.ts';
import type { JobQuery } from '../../../src/console/ports/requests.ts';
import type { ApiJob } from '../../../src/api/job.ts';
import { doneJob, filmPrinter, waitingJob } from '../../console/fake-ports.ts';
import { startLocalPrinter, type LocalPrinter } from '../local-printer.ts';
import { run } from '../run.ts';

const queries: JobQuery[] = [];
const history: ApiJob['history'] = [
  {
    at: '2026-03-01T10:00:01.000Z',
    who: 'anna',
    action: 'hold',
    detail: 'Held until it is released.',
    message: { code: 'history.hold', params: {} },
  },
];
const [delivery] = doneJob.deliveries;
assert.ok(delivery);
const stuckJob: ApiJob = {
  ...waitingJob,
  id: 'f1',
  reason: 'retry',
  notBefore: '2026-03-01T10:05:00.000Z',
  detail: 'corridor: jammed',
  reprintOf: 'j2',
  deliveries: [
    {
      ...delivery,
      destination: 'corridor',
      state: 'PENDING',
      required: false,
      attempts: 2,
      lastError: 'jammed',
      detail: null,
      receipt: 'ipp://printer/jobs/7',
      notBefore: '2026-03-01T10:05:00.000Z',
    },
  ],
};
const paused = { aeTitle: 'PAUSED', paused: true, pausedAt: '2026-03-01T10:00:00.000Z', pausedBy: 'anna' };
const [pdf] = filmPrinter.devices;
assert.ok(pdf);
const jammed = {
  aeTitle: 'JAMMED',
  devices: [
    { ...pdf, destination: 'copy', required: false, ready: false },
    { ...pdf, ready: false, statusInfo: 'FILM JAM', detail: 'A sheet is jammed: clear it.' },
  ],
};
const waits = ['HARDCOPY', 'PAUSED', 'JAMMED', 'GONE'].map((printer) => ({
  ...waitingJob,
  id: printer,
  printer,
}));
let local: LocalPrinter;
let empty: string;
before(async () => {
  empty = await mkdtemp(path.join(os.tmpdir(), 'hardcopy-cli-'));
  local = await startLocalPrinter({
    ports: {
      jobs: (query) => {
        queries.push(query);
        const none = query.state === 'FAILURE' || query.printer === 'NOPE' || query.idBeginning !== undefined;
        return Promise.resolve(none ? [] : [waitingJob, doneJob]);
      },
      printers: () => [filmPrinter, { ...filmPrinter, ...paused }, { ...filmPrinter, ...jammed }],
      job: (id) =>
        Promise.resolve(
          waits.find((job) => job.id === id) ??
            (id === 'j2'
              ? {
                  ...doneJob,
                  sessionLabel: 'evil\u001b[2J\nlabel',
                  clientProfile: 'agfa',
                  repeats: 2,
                  substitutions: [
                    ...doneJob.substitutions,
                    {
                      attribute: 'PatientName',
                      requested: 'sent',
                      used: 'not used',
                      reason: 'identifies\u009b1m a \u202epatient',
                      images: '1-20',
                    },
                  ],
                  history,
                }
              : id === 'f1'
                ? stuckJob
                : undefined),
        ),
    },
  });
});
after(async () => {
  await local.close();
  await rm(empty, { recursive: true });
});

describe('jobs', () => {
  test('a table', async () => {
    const { exitCode, stdout, stderr } = await run(['jobs', '--data', local.data]);
    assert.deepEqual([exitCode, stderr], [0, '']);
    const at = localTime('2026-03-01T10:00:00.000Z');
    assert.equal(
      stdout,
      [
        'JOB  STATE   FILMS                       FROM  PRINTER   ACCEPTED',
        `j3   QUEUED  14INX17IN STANDARD\\2,3      CT1   HARDCOPY  ${at}`,
        `j2   DONE    2 × 14INX17IN STANDARD\\2,3  CT1   HARDCOPY  ${at}`,
        '',
      ].join('\n'),
    );
    assert.deepEqual(queries.at(-1), { limit: 21 });
  });
  test('options reach the server, by --url as well', async () => {
    const url = `http://127.0.0.1:${local.httpPort}`;
    const args = ['jobs', '--url', url, '--state', 'failure', '--printer', 'PAUSED', '--limit', '5'];
    const { exitCode, stdout } = await run(args);
    assert.deepEqual([exitCode, stdout], [0, 'No such job.\n']);
    assert.deepEqual(queries.at(-1), { state: 'FAILURE', printer: 'PAUSED', limit: 6 });
  });
  test('filters by a state as shown to users', async () => {
    for (const [word, reason] of [
      ['held', 'held'],
      ['cancelled', 'job-cancelled'],
    ]) {
      assert.equal((await run(['jobs', '--data', local.data, '--state', word ?? ''])).exitCode, 0);
      assert.equal(queries.at(-1)?.reason, reason);
    }
  });
  test('lists the printers when asked for an unknown one', async () => {
    for (const more of [[], ['--json'], ['--follow']]) {
      assert.deepEqual(await run(['jobs', '--data', local.data, '--printer', 'NOPE', ...more]), {
        exitCode: 2,
        stdout: '',
        progress: [],
        stderr: 'hardcopy: there is no printer NOPE; printers are HARDCOPY, PAUSED, JAMMED\n',
      });
    }
    const former = await run(['jobs', '--data', local.data, '--printer', 'FORMER']);
    assert.equal(former.exitCode, 0, 'its jobs are there though it is configured no more');
  });
  test('for scripts', async () => {
    const { stdout } = await run(['jobs', '--data', local.data, '--json']);
    const { jobs } = JSON.parse(stdout) as { jobs: { id: string; createdAt: string }[] };
    assert.deepEqual(
      jobs.map(({ id, createdAt }) => [id, createdAt]),
      [
        ['j3', '2026-03-01T10:00:00.000Z'],
        ['j2', '2026-03-01T10:00:00.000Z'],
      ],
    );
  });
});

describe('job', () => {
  test('prints everything about it, without terminal commands', async () => {
    const { exitCode, stdout } = await run(['job', 'j2', '--data', local.data]);
    assert.equal(exitCode, 0);
    const at = (iso: string) => localTime(iso);
    assert.equal(
      stdout,
      [
        'Job            j2',
        'State          DONE',
        'Printer        HARDCOPY',
        'From           CT1 at 10.0.0.5',
        'Profile        agfa',
        'Label          evil\\u001b[2J label',
        'Films          2 × 14INX17IN STANDARD\\2,3, 7 images, 2 copies, priority HIGH',
        `Accepted       ${at('2026-03-01T10:00:00Z')}`,
        `Finished       ${at('2026-03-01T10:00:02Z')}`,
        'Delivery       pdf: DONE, films/a.pdf',
        `History        ${at('2026-03-01T10:00:01Z')} anna: Held until it is released.`,
        'Substituted    FilmSizeID: requested CURRENT, used 14INX17IN (what is loaded)',
        'Substituted    PatientName of images 1-20: requested sent, used not used',
        '               (identifies\\u009b1m a \\u202epatient)',
        'Duplicates     requested again 2 times, not printed again',
        'Print Job UID  2.25.2',
        '',
      ].join('\n'),
    );
  });
  test('for scripts', async () => {
    const { stdout } = await run(['job', 'j2', '--data', local.data, '--json']);
    assert.equal((JSON.parse(stdout) as { printJobUid: string }).printJobUid, '2.25.2');
  });
  test('prints what it waits for, its attempts and receipts, in lines that fit', async () => {
    const { stdout } = await run(['job', 'f1', '--data', local.data]);
    const at = localTime('2026-03-01T10:05:00Z');
    assert.deepEqual(stdout.split('\n').slice(1, 4), [
      'State          RETRY: corridor: jammed',
      `Waits for      its next attempt at ${at}`,
      'Printer        HARDCOPY',
    ]);
    const text = stdout.replace(/\n {15}/g, ' ');
    assert.match(text, /^Reprint of {5}j2$/m);
    assert.ok(
      text.includes(
        `Delivery       corridor: PENDING, jammed, 2 attempts, receipt ipp://printer/jobs/7, next attempt ${at}, best effort\n`,
      ),
      text,
    );
    assert.ok(stdout.split('\n').every((line) => line.length <= 80));
  });
  test('prints what a queued job waits for: a paused printer, a required device', async () => {
    const waitsFor = async (id: string) =>
      (await run(['job', id, '--data', local.data])).stdout
        .replace(/\n {15}/g, ' ')
        .split('\n')
        .filter((line) => /^(State|Waits for)/.test(line));
    const state = 'State          QUEUED: waiting for its turn';
    assert.deepEqual(await waitsFor('HARDCOPY'), [state]);
    assert.deepEqual(await waitsFor('GONE'), [state]);
    assert.deepEqual(await waitsFor('PAUSED'), [
      state,
      `Waits for      PAUSED, paused by anna; "hardcopy printers resume PAUSED --data ${local.data}" resumes it`,
    ]);
    assert.deepEqual(await waitsFor('JAMMED'), [
      state,
      'Waits for      pdf of JAMMED (FILM JAM): A sheet is jammed: clear it.',
    ]);
  });
  test('prints the sentence of the server for an unknown job', async () => {
    const { exitCode, stdout, stderr } = await run(['job', 'j9', '--data', local.data]);
    assert.deepEqual(
      [exitCode, stdout, stderr],
      [1, '', 'hardcopy: there is no job j9; "hardcopy jobs" lists existing ones\n'],
    );
  });
});

describe('without a server', () => {
  const sentenceOf = async (args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await run(args);
    assert.deepEqual([exitCode, stdout], [1, '']);
    return stderr;
  };
  test('reports that there is no server.json', async () => {
    assert.equal(
      await sentenceOf(['jobs', '--data', empty]),
      `hardcopy: no server runs on the data folder ${empty}; start one with "hardcopy serve", or name its folder with --data\n`,
    );
  });
  test('reports a server that ended without removing server.json', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    await writeFile(
      path.join(empty, 'server.json'),
      JSON.stringify({
        pid: 1,
        dicomPort: 1,
        httpPort: port,
        httpHost: '127.0.0.1',
        tokenNeeded: false,
        listeners: [],
      }),
    );
    const sentence = await sentenceOf(['jobs', '--data', empty]);
    assert.match(
      sentence,
      new RegExp(
        `^hardcopy: no Hardcopy server answers at http://127.0.0.1:${port} \\(.*ECONNREFUSED.*\\); check that it runs, or name it with --url\\n$`,
      ),
    );
  });
  test('reports an invalid server.json', async () => {
    await writeFile(path.join(empty, 'server.json'), '{"httpPort":"x"}');
    assert.equal(
      await sentenceOf(['jobs', '--data', empty]),
      `hardcopy: ${path.join(empty, 'server.json')} is invalid; remove it and start the server again\n`,
    );
  });
  test('reports another program on the port', async () => {
    for (const [body, expected] of [
      ['<html>', /^hardcopy: no Hardcopy server answers at /],
      ['{"jobs":[{"id":7}]}', /^hardcopy: .* is not a Hardcopy server of this version \(status 200\)\n$/],
    ] as const) {
      const server = createHttpServer((_request, response) => response.end(body)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      assert.match(await sentenceOf(['jobs', '--url', `http://127.0.0.1:${port}`]), expected);
      server.close();
    }
  });
});
