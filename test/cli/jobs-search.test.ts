// `jobs --text` and related options: the request, which has texts only in its body, and the printed results.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { JobQuery } from '../../src/console/ports/requests.ts';
import { doneJob, summaryOf, waitingJob } from '../console/fake-ports.ts';
import { startLocalPrinter, type LocalPrinter } from './local-printer.ts';
import { run } from './run.ts';

const searches: [string | undefined, JobQuery][] = [];
const queries: JobQuery[] = [];
const matched = [
  { field: 'patientName', value: 'Test^Alpha\u001b[2J' },
  { field: 'studyDate', value: '20261130' },
] as const;
let local: LocalPrinter;
before(async () => {
  local = await startLocalPrinter({
    ports: {
      jobs: (query) => {
        queries.push(query);
        return Promise.resolve([]);
      },
      job: () =>
        Promise.resolve({
          ...doneJob,
          subjects: [
            { patientName: 'Test^Alpha', patientId: 'P1', studyDate: '20261130' },
            { accessionNumber: 'A1' },
          ],
          moreSubjects: true,
          texts: ['Thorax p.a.'],
          moreTexts: false,
          history: [],
        }),
      search: (text, query) => {
        searches.push([text, query]);
        if (text === 'none') return Promise.resolve({ jobs: [], total: null, next: null });
        const jobs = [{ ...summaryOf(waitingJob), id: `f${searches.length}`, matched }];
        return Promise.resolve({ jobs, total: null, next: searches.length % 2 === 1 ? 'f1' : null });
      },
    },
  });
});
after(() => local.close());

test('a search reads all pages of results, and prints what matched', async () => {
  const { exitCode, stdout } = await run(['jobs', '--data', local.data, '--text', 'test al']);
  assert.equal(exitCode, 0);
  const [head, ...lines] = stdout.trimEnd().split('\n');
  assert.match(head ?? '', /^JOB +STATE +FILMS +FROM +PRINTER +ACCEPTED +FOUND$/);
  assert.equal(lines.length, 2);
  for (const line of lines) assert.match(line, /Test\^Alpha.*, study of 2026-11-30$/);
  assert.equal(stdout.includes('\u001b'), false);
  assert.deepEqual(searches, [
    ['test al', { limit: 20 }],
    ['test al', { limit: 19, before: 'f1' }],
  ]);
});

test('other options narrow a search, and --json has what matched', async () => {
  searches.length = 1;
  const { stdout } = await run([
    'jobs',
    '--data',
    local.data,
    '--text',
    `%_"*'`,
    '--state',
    'done',
    '--printer',
    'SCRIPT',
    '--client',
    'CT1',
    '--since',
    '2026-11-29T08:00:00Z',
    '--until',
    '2026-11-30T08:00:00Z',
    '--limit',
    '3',
    '--json',
  ]);
  assert.deepEqual(searches.at(-1), [
    `%_"*'`,
    {
      state: 'DONE',
      printer: 'SCRIPT',
      client: 'CT1',
      limit: 3,
      since: new Date('2026-11-29T08:00:00Z'),
      until: new Date('2026-11-30T08:00:00Z'),
    },
  ]);
  const { jobs } = JSON.parse(stdout) as { jobs: { matched: unknown; subjects?: unknown }[] };
  assert.deepEqual(jobs[0]?.matched, matched);
  assert.equal(jobs[0].subjects, undefined);
});

test('times and client alone are filters of the list', async () => {
  const { stdout } = await run([
    'jobs',
    '--data',
    local.data,
    '--since',
    'yesterday',
    '--until',
    'yesterday',
    '--client',
    'CT1',
  ]);
  assert.equal(stdout, 'No such job.\n');
  const { since, until, client } = queries.at(-1) ?? {};
  const now = new Date();
  assert.deepEqual(since, new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1));
  assert.deepEqual(until, new Date(now.getFullYear(), now.getMonth(), now.getDate()));
  assert.equal(client, 'CT1');
});

test('a search without results says so', async () => {
  const { exitCode, stdout } = await run(['jobs', '--data', local.data, '--text', 'none']);
  assert.deepEqual([exitCode, stdout], [0, 'No such job.\n']);
});

for (const [args, sentence] of [
  [['--since', 'soon'], /argument 'soon' is invalid\. Give a date \(2026-11-30\), .*how long ago/],
  [['--until', '2026-02-30'], /Give a date/],
  [['--text', ' '], /Give 1 to 200 characters/],
  [['--text', 'a', '--follow'], /cannot be used with option '--follow'/],
  [['--since', 'today', '--follow'], /cannot be used with option '--follow'/],
] as const)
  test(`refused: jobs ${args.join(' ')}`, async () => {
    const { exitCode, stderr } = await run(['jobs', '--data', local.data, ...args]);
    assert.equal(exitCode, 1);
    assert.match(stderr, sentence);
  });

test('job shows the patients, their studies and the texts', async () => {
  const { stdout } = await run(['job', 'j2', '--data', local.data]);
  assert.match(
    stdout,
    /^Patient +Test\^Alpha, ID P1, study of 2026-11-30\nPatient +accession A1\nPatient +… and more\nText +Thorax p\.a\.$/m,
  );
});
