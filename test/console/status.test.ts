// The to-do list of the status, and its jobs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFailures, openQuestions, statusNow, todoOf } from '../../src/console/status.ts';
import { archivePrinter, failedJob, officePrinter } from '../cli/status-sample.ts';
import { doneJob, fakePorts, filmPrinter, waitingJob } from './fake-ports.ts';

const well = { status: 'ok' } as const;
const at = new Date('2026-03-01T12:00:00Z');

test('has nothing to do while everything is healthy and no job waits for a paused printer', () => {
  assert.deepEqual(todoOf(well, [filmPrinter], []), []);
  assert.deepEqual(todoOf(well, [{ ...filmPrinter, paused: true, jobsWaiting: 0 }], []), []);
});

test('has a sentence for each problem, failures before warnings', () => {
  const todo = todoOf(
    { status: 'failing', problem: 'The disk is full.' },
    [officePrinter, archivePrinter],
    [failedJob],
  );
  assert.deepEqual(
    todo.map(({ kind, severity, sentence, command }) => [kind, severity, sentence, command]),
    [
      ['server', 'failure', 'The disk is full.', null],
      [
        'device',
        'failure',
        'ARCHIVE (imager): It has not answered for 4 s; check that it is switched on and in the network.',
        null,
      ],
      [
        'job',
        'failure',
        'Job 1kah3f7w2def of CT1 was not printed on WARD3: corridor: the printer refused the document (document-format-error)',
        'hardcopy retry 1kah3f7w2def',
      ],
      ['device', 'warning', 'WARD3 (corridor): Its black toner is low; have a new cartridge ready.', null],
      [
        'paused',
        'warning',
        'WARD3 was paused by anna, and 4 jobs wait for it.',
        'hardcopy printers resume WARD3',
      ],
    ],
  );
});

test('lists the printer with the most waiting films first', () => {
  const waited = { ...archivePrinter, aeTitle: 'WARD4', jobsWaiting: 2 };
  const more = { ...archivePrinter, aeTitle: 'WARD5', jobsWaiting: 3 };
  assert.deepEqual(
    todoOf(well, [archivePrinter, waited, more], []).map(({ printer }) => printer),
    ['WARD5', 'WARD4', 'ARCHIVE'],
  );
});

test('lists a printer that is being removed while jobs wait for it', () => {
  const leaving = { ...filmPrinter, removal: { since: at.toISOString(), moveTo: null } };
  assert.deepEqual(todoOf(well, [{ ...leaving, jobsWaiting: 0 }], []), []);
  const films = new Map([['HARDCOPY', 5]]);
  assert.deepEqual(todoOf(well, [{ ...leaving, jobsWaiting: 1 }], [], { films }), [
    {
      kind: 'removed',
      printer: 'HARDCOPY',
      destination: null,
      job: null,
      severity: 'warning',
      sentence:
        'HARDCOPY is being removed, and 1 job waits for it. It disappears when nothing waits for it: print, move or cancel these films.',
      message: { code: 'todo.removed', params: { printer: 'HARDCOPY', jobs: 1 } },
      filmsWaiting: 5,
      actions: ['move-queue'],
      command: null,
    },
  ]);
});

test('lists expired calibrations', () => {
  const measured = (expired: boolean) => ({
    ...filmPrinter,
    calibration: { measuredAt: '2026-03-01T10:00:00.000Z', expired },
  });
  assert.deepEqual(todoOf(well, [measured(false)], []), []);
  assert.deepEqual(todoOf(well, [measured(true)], []), [
    {
      kind: 'calibration',
      printer: 'HARDCOPY',
      destination: null,
      job: null,
      severity: 'warning',
      sentence:
        'The calibration of HARDCOPY on paper, of 2026-03-01, has expired; it is still used. Print a new target and measure it.',
      message: {
        code: 'todo.calibration',
        params: { printer: 'HARDCOPY', medium: 'paper', at: '2026-03-01' },
      },
      filmsWaiting: 0,
      actions: ['calibrate'],
      command: 'hardcopy calibrate HARDCOPY target',
    },
  ]);
});

test('asks about a job with an unknown outcome until it is answered or can no longer be sent', () => {
  const unknown = {
    ...failedJob,
    state: 'UNKNOWN',
    reason: 'outcome-unknown',
    detail: 'office: Job 7 is gone.',
  } as const;
  const [todo] = todoOf(well, [], [], { questions: [unknown] });
  assert.deepEqual(
    [todo?.kind, todo?.severity, todo?.command],
    ['job', 'failure', `hardcopy printed ${unknown.id}`],
  );
  assert.match(
    todo?.sentence ?? '',
    /^Job 1kah3f7w2def of CT1 was sent to WARD3, and its outcome is not known: .*"hardcopy retry 1kah3f7w2def" sends them/,
  );
  assert.equal(openQuestions([unknown], []).length, 1);
  assert.equal(openQuestions([unknown], [{ ...doneJob, reprintOf: unknown.id }]).length, 0);
  assert.equal(openQuestions([{ ...unknown, payloadRemovedAt: at.toISOString() }], []).length, 0);
});

test('lists a failure until it is old, unless it was cancelled or reprinted', () => {
  const of = (change: object, recent = [doneJob]) =>
    openFailures([{ ...failedJob, ...change }], recent, at).length;
  assert.equal(of({}), 1);
  assert.equal(of({ finishedAt: '2026-02-28T12:00:00.000Z' }), 1);
  assert.equal(of({ finishedAt: '2026-02-28T11:59:59.000Z' }), 0);
  assert.equal(of({ reason: 'job-cancelled' }), 0);
  assert.equal(of({}, [{ ...doneJob, reprintOf: failedJob.id }]), 0);
  assert.equal(todoOf(well, [], [{ ...failedJob, payloadRemovedAt: at.toISOString() }])[0]?.command, null);
});

test('has the queue and the last films', async () => {
  const ports = fakePorts({
    printers: () => [filmPrinter, { ...officePrinter, paused: false, devices: [] }],
    firstPending: () =>
      Promise.resolve(
        new Map([filmPrinter, officePrinter].map(({ aeTitle }) => [aeTitle, [waitingJob]] as const)),
      ),
  });
  const status = await statusNow(ports, at);
  assert.equal(status.waiting, 5);
  assert.deepEqual(
    status.next.map(({ id }) => id),
    [waitingJob.id, waitingJob.id],
  );
  assert.deepEqual(
    status.last.map(({ id }) => id),
    [doneJob.id],
  );
  assert.deepEqual([status.at, status.startedAt], ['2026-03-01T12:00:00.000Z', '2026-03-01T09:00:00.000Z']);
});

test('says what helps, how many films wait, and the same for other languages', async () => {
  const [device] = filmPrinter.devices;
  assert.ok(device);
  const jam = {
    ...device,
    status: 'FAILURE',
    ready: false,
    statusInfo: 'FILM JAM',
    detail: 'A jam.',
  } as const;
  const jammed = { ...filmPrinter, jobsWaiting: 3, paused: true, pausedBy: 'anna', devices: [jam] };
  const asked: string[] = [];
  const ports = fakePorts({
    printers: () => [jammed, { ...filmPrinter, aeTitle: 'WELL' }],
    filmsWaiting: (aeTitle) => {
      asked.push(aeTitle);
      return Promise.resolve(7);
    },
  });
  const { todo } = await statusNow(ports, at);
  const ofPrinter = todo.filter(({ kind }) => kind !== 'job');
  assert.deepEqual(
    ofPrinter.map(({ message, filmsWaiting, actions }) => [message, filmsWaiting, actions]),
    [
      [
        {
          code: 'todo.device',
          params: { printer: 'HARDCOPY', destination: 'pdf', text: 'A jam.', cause: 'device.film-jam' },
        },
        7,
        ['move-queue'],
      ],
      [
        { code: 'todo.paused', params: { printer: 'HARDCOPY', user: 'anna', jobs: 3 } },
        7,
        ['resume', 'move-queue'],
      ],
    ],
  );
  assert.deepEqual(asked, ['HARDCOPY'], 'films are counted only where they are part of what to do');
  assert.deepEqual(todoOf({ status: 'failing', problem: 'The disk is full.' }, [], [])[0]?.message, {
    code: 'todo.server',
    params: { text: 'The disk is full.' },
  });
});

test('records that the audit repository does not get are something to do, if there are any', async () => {
  const entriesFor = async (backlog: { unsent: number; problem: string | null }) => {
    const ports = fakePorts();
    return (await statusNow({ ...ports, audit: { ...ports.audit, backlog: () => backlog } }, at)).todo
      .filter(({ message }) => message.code === 'todo.audit-unsent')
      .map(({ sentence, message }) => [sentence, message.params]);
  };
  assert.deepEqual(await entriesFor({ unsent: 3, problem: null }), [], 'they are just being sent');
  assert.deepEqual(await entriesFor({ unsent: 0, problem: 'ECONNREFUSED' }), []);
  assert.deepEqual(await entriesFor({ unsent: 3, problem: 'ECONNREFUSED' }), [
    [
      'The audit repository gets no records (ECONNREFUSED); 3 records wait. Check it and the keys audit.syslog.',
      { unsent: 3, text: 'ECONNREFUSED' },
    ],
  ]);
});
