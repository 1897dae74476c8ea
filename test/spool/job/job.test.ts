// Every event in every state of a job: the resulting state, or the refusal.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TransitionRefusal } from '../../../src/shared/errors/request-refusals.ts';
import { reprintOf } from '../../../src/spool/job/new-job.ts';
import { crashesBeforeRest, crashRestSeconds, transition } from '../../../src/spool/job/job.ts';
import type { Job, JobEvent } from '../../../src/spool/job/job-types.ts';
import { jobAfter, later, noon, toAll } from '../spool-fixture.ts';

const started: JobEvent = { kind: 'started' };
const finding = { attribute: 'TextString', requested: 'r', used: 'u', reason: 'w' };
const rendered: JobEvent = { kind: 'rendered', pages: 1, byteLength: 10, version: 'v1' };
const sending: JobEvent = { kind: 'delivery-started', destination: 'pdf' };
const delivered: JobEvent = { kind: 'delivery-done', destination: 'pdf', receipt: 'r', detail: 'there' };
const refused: JobEvent = {
  kind: 'delivery-failed',
  destination: 'pdf',
  statusInfo: 'RECEIVER FULL',
  error: 'full',
  cause: 'transient',
};
const full: JobEvent = { ...refused, retryAt: later(60) };
const jammed: JobEvent = {
  kind: 'delivery-waits',
  destination: 'pdf',
  statusInfo: 'FILM JAM',
  error: 'Paper is jammed.',
};
const unrenderable: JobEvent = { kind: 'render-failed', code: 'render-failed', detail: 'no pixels' };
const spoolFull: JobEvent = { ...unrenderable, statusInfo: 'PRINT BUFF FULL', retryAt: later(60) };

const spoolReadOnly: JobEvent = {
  kind: 'render-waits',
  statusInfo: 'CHECK PRINTER',
  detail: 'EROFS',
  retryAt: later(15),
};

/** Each situation by the events that lead to it. */
const situations = {
  queued: [],
  held: [{ kind: 'held' }],
  waiting: [started, rendered, sending, full, { kind: 'run-ended' }],
  atDevice: [started, rendered, sending, jammed, { kind: 'run-ended' }],
  rendering: [started],
  rendered: [started, rendered],
  sending: [started, rendered, sending],
  delivered: [started, rendered, sending, delivered],
  done: [started, rendered, sending, delivered, { kind: 'run-ended' }],
  failed: [started, rendered, sending, refused, { kind: 'run-ended' }],
  cancelled: [started, rendered, sending, { kind: 'cancelled' }],
  emptied: [started, unrenderable, { kind: 'payload-removed' }],
} as const satisfies Record<string, readonly JobEvent[]>;

type Situation = keyof typeof situations;
const names = Object.keys(situations) as Situation[];

const P = {
  queued: 'PENDING queued',
  held: 'PENDING held',
  retry: 'PENDING retry',
  waiting: 'PENDING waiting',
};
const R = { rendering: 'PRINTING rendering', delivering: 'PRINTING delivering' };
const done = 'DONE delivered';
const F = {
  render: 'FAILURE render-failed',
  delivery: 'FAILURE delivery-failed',
  cancelled: 'FAILURE job-cancelled',
};

/** What becomes of the job; a situation that is not named refuses the event. `same`: nothing changes. */
const table: readonly (readonly [JobEvent, Partial<Record<Situation, string>>])[] = [
  // When a job that waits for a retry may start, the store says (Store.updateNext).
  [started, { queued: R.rendering, waiting: R.delivering, atDevice: R.delivering }],
  [
    rendered,
    { rendering: R.delivering, rendered: R.delivering, sending: R.delivering, delivered: R.delivering },
  ],
  [unrenderable, { rendering: F.render, rendered: F.render, sending: F.render, delivered: F.render }],
  [spoolFull, { rendering: P.retry, rendered: P.retry, sending: P.retry, delivered: P.retry }],
  [spoolReadOnly, { rendering: P.waiting, rendered: P.waiting, sending: P.waiting, delivered: P.retry }],
  [sending, { rendered: R.delivering }],
  [{ kind: 'delivery-receipt', destination: 'pdf', receipt: 'r' }, { sending: R.delivering }],
  [delivered, { sending: R.delivering, cancelled: F.cancelled }],
  [refused, { sending: R.delivering, cancelled: F.cancelled }],
  [full, { sending: R.delivering, cancelled: F.cancelled }],
  [{ kind: 'run-ended' }, { rendered: P.queued, delivered: done }],
  [
    { kind: 'interrupted', by: 'shutdown' },
    { rendering: P.queued, rendered: P.queued, sending: P.queued, delivered: P.queued },
  ],
  // Rendered, it stands in line: nothing has it yet.
  [{ kind: 'held' }, { queued: P.held, held: 'same', waiting: P.held, atDevice: P.held, rendered: P.held }],
  [{ kind: 'released' }, { queued: 'same', held: P.queued, waiting: 'same', atDevice: 'same' }],
  [
    { kind: 'cancelled' },
    {
      queued: F.cancelled,
      held: F.cancelled,
      waiting: F.cancelled,
      rendering: F.cancelled,
      atDevice: F.cancelled,
      rendered: F.cancelled,
      sending: F.cancelled,
      delivered: F.cancelled,
      cancelled: 'same',
    },
  ],
  [
    { kind: 'retried' },
    {
      failed: P.queued,
      cancelled: P.queued,
      waiting: P.queued,
      queued: 'same',
      atDevice: P.queued,
      rendering: 'same',
      rendered: 'same',
      sending: 'same',
      delivered: 'same',
    },
  ],
  [
    { kind: 'moved', printer: 'OTHER', destinations: toAll(['ipp']) },
    {
      queued: P.queued,
      held: P.held,
      waiting: P.queued,
      atDevice: P.queued,
      rendered: P.queued,
      failed: P.queued,
      cancelled: P.queued,
    },
  ],
  [
    { kind: 'moved', printer: 'HARDCOPY', destinations: toAll(['pdf']) },
    {
      queued: 'same',
      held: 'same',
      waiting: 'same',
      atDevice: 'same',
      rendered: 'same',
      failed: P.queued,
      cancelled: P.queued,
    },
  ],
  [
    { kind: 'prioritized', priority: 'HIGH' },
    {
      queued: P.queued,
      held: P.held,
      waiting: P.retry,
      atDevice: P.waiting,
      rendering: R.rendering,
      rendered: R.delivering,
      sending: R.delivering,
      delivered: R.delivering,
    },
  ],
  [
    { kind: 'prioritized', priority: 'LOW' },
    {
      queued: 'same',
      held: 'same',
      waiting: 'same',
      atDevice: 'same',
      rendering: 'same',
      rendered: 'same',
      sending: 'same',
      delivered: 'same',
    },
  ],
  [
    jammed,
    {
      queued: P.waiting,
      held: P.held,
      waiting: 'same',
      atDevice: 'same',
      rendering: R.rendering,
      rendered: R.delivering,
      sending: R.delivering,
      delivered: 'same',
      done: 'same',
      failed: 'same',
      cancelled: 'same',
      emptied: 'same',
    },
  ],
  [
    { kind: 'device-ready', destination: 'pdf' },
    {
      queued: 'same',
      held: 'same',
      waiting: 'same',
      atDevice: P.queued,
      rendering: 'same',
      rendered: 'same',
      sending: 'same',
      delivered: 'same',
      done: 'same',
      failed: 'same',
      cancelled: 'same',
      emptied: 'same',
    },
  ],
  [{ kind: 'payload-removed' }, { done: done, failed: F.delivery, cancelled: F.cancelled, emptied: 'same' }],
];

describe('transition', () => {
  for (const [event, outcomes] of table) {
    for (const situation of names) {
      const expected = outcomes[situation];
      const retry = 'retryAt' in event ? ' with a retry' : '';
      test(`${event.kind}${retry} when ${situation}: ${expected ?? 'refused'}`, () => {
        const before = jobAfter(situations[situation]);
        const frozen = structuredClone(before);
        const act = () => transition(before, event, noon);
        if (expected === undefined) assert.throws(act, TransitionRefusal);
        else if (expected === 'same') assert.equal(act(), before);
        else assert.equal(`${act().state} ${act().reason}`, expected);
        assert.deepEqual(before, frozen, 'the job itself never changes');
      });
    }
  }

  test('a job that waits for a retry is taken up where it was', () => {
    const job = jobAfter(situations.waiting);
    assert.deepEqual(job.notBefore, later(60));
    const again = transition(job, started, later(60));
    assert.deepEqual([again.state, again.reason, again.notBefore], ['PRINTING', 'delivering', null]);
    assert.deepEqual(again.startedAt, later(60));
  });
});

describe('the terms and sentences of a job', () => {
  const outcome = ({ state, statusInfo, detail, finishedAt }: Job) => ({
    state,
    statusInfo,
    detail,
    finishedAt,
  });

  test('accepted', () => {
    assert.deepEqual(outcome(jobAfter([])), {
      state: 'PENDING',
      statusInfo: 'QUEUED',
      detail: 'Waiting in the queue.',
      finishedAt: null,
    });
  });

  test('printing has the term NORMAL', () => {
    assert.equal(jobAfter(situations.rendering).statusInfo, 'NORMAL');
    assert.equal(jobAfter(situations.sending).statusInfo, 'NORMAL');
  });

  test('done says what became of every delivery', () => {
    assert.deepEqual(outcome(jobAfter(situations.done)), {
      state: 'DONE',
      statusInfo: 'NORMAL',
      detail: 'pdf: there',
      finishedAt: noon,
    });
  });

  test('a film that cannot be rendered is INVALID PAGE DES', () => {
    assert.deepEqual(outcome(jobAfter([started, unrenderable])), {
      state: 'FAILURE',
      statusInfo: 'INVALID PAGE DES',
      detail: 'no pixels',
      finishedAt: noon,
    });
  });

  test('a refused delivery gives its own term', () => {
    assert.deepEqual(outcome(jobAfter(situations.failed)), {
      state: 'FAILURE',
      statusInfo: 'RECEIVER FULL',
      detail: 'pdf: full',
      finishedAt: noon,
    });
  });

  test('every term fits a CS of 16 characters', () => {
    for (const situation of names) {
      assert.match(jobAfter(situations[situation]).statusInfo, /^[A-Z0-9_ ]{1,16}$/);
    }
  });
});

describe('deliveries', () => {
  const to = (destination: string, event: JobEvent): JobEvent => ({ ...event, destination }) as JobEvent;
  const running = [started, rendered, to('a', sending), to('b', sending)];

  test('a run is over only when no delivery is in progress', () => {
    const half = jobAfter([...running, to('a', delivered)], ['a', 'b']);
    assert.throws(() => transition(half, { kind: 'run-ended' }, noon), /in progress/);
  });

  test('one that may be tried again keeps the job waiting, until the earliest time, though another failed', () => {
    const job = jobAfter([...running, to('a', refused), to('b', full), { kind: 'run-ended' }], ['a', 'b']);
    assert.deepEqual([job.state, job.reason, job.notBefore], ['PENDING', 'retry', later(60)]);
    assert.deepEqual([job.statusInfo, job.detail], ['RECEIVER FULL', 'b: full']);
  });

  test('a permanent failure fails the job, although another delivery is done', () => {
    const job = jobAfter(
      [...running, to('a', delivered), to('b', refused), { kind: 'run-ended' }],
      ['a', 'b'],
    );
    assert.deepEqual([job.state, job.reason], ['FAILURE', 'delivery-failed']);
    assert.deepEqual(
      job.deliveries.map((delivery) => delivery.state),
      ['DONE', 'FAILURE'],
    );
  });

  test('a printer without destinations is done when it is rendered', () => {
    assert.equal(jobAfter([started, rendered, { kind: 'run-ended' }], []).state, 'DONE');
  });

  test('an unknown destination is refused', () => {
    assert.throws(() => transition(jobAfter(situations.rendered), to('x', sending), noon), TransitionRefusal);
  });

  test('attempts count tries that began, and not one that a stop cut short', () => {
    const sent = jobAfter(situations.sending);
    assert.equal(sent.deliveries[0]?.attempts, 1);
    const stopped = transition(sent, { kind: 'interrupted', by: 'crash' }, noon);
    assert.deepEqual([stopped.deliveries[0]?.state, stopped.deliveries[0]?.attempts], ['PENDING', 0]);
  });

  test('a receipt outlives a crash', () => {
    const known: JobEvent = { kind: 'delivery-receipt', destination: 'pdf', receipt: 'job 7' };
    const stopped = jobAfter([...situations.sending, known, { kind: 'interrupted', by: 'crash' }]);
    assert.equal(stopped.deliveries[0]?.receipt, 'job 7');
  });

  test('a cancelled job learns that a try under way got through', () => {
    const job = transition(jobAfter(situations.cancelled), delivered, noon);
    assert.deepEqual(
      [job.state, job.deliveries[0]?.state, job.deliveries[0]?.detail],
      ['FAILURE', 'DONE', 'there'],
    );
  });

  test('retried, what is done stays done and the rest begins anew', () => {
    const failedOnce = jobAfter(
      [...running, to('a', delivered), to('b', refused), { kind: 'run-ended' }],
      ['a', 'b'],
    );
    const job = transition(failedOnce, { kind: 'retried' }, noon);
    assert.deepEqual(
      job.deliveries.map(({ state, attempts }) => [state, attempts]),
      [
        ['DONE', 1],
        ['PENDING', 0],
      ],
    );
    assert.equal(job.finishedAt, null);
  });
});

describe('a job that takes the server down', () => {
  const crash: readonly JobEvent[] = [started, { kind: 'interrupted', by: 'crash' }];
  const crashes = (times: number) => Array.from({ length: times }, () => crash).flat();

  test('lets the others go first for a while, and is never given up', () => {
    assert.equal(jobAfter(crashes(crashesBeforeRest - 1)).reason, 'queued');
    const resting = jobAfter(crashes(crashesBeforeRest));
    assert.deepEqual([resting.state, resting.reason], ['PENDING', 'retry']);
    assert.match(resting.detail, /stopped 5 times/);
    const due = new Date(noon.getTime() + crashRestSeconds * 1000);
    assert.deepEqual(resting.notBefore, due);
    const again = transition(transition(resting, started, due), { kind: 'interrupted', by: 'crash' }, due);
    assert.deepEqual([again.reason, again.crashes], ['retry', crashesBeforeRest + 1]);
  });

  test('is forgiven when it gets anywhere', () => {
    assert.equal(jobAfter([...crashes(3), started, rendered]).crashes, 0);
  });

  test('a run gives back what is its own, and nothing that another run has taken up', () => {
    const job = jobAfter([started]);
    const givenBack = { kind: 'interrupted', by: 'shutdown', startedAt: noon } as const;
    assert.equal(transition(job, givenBack, noon).reason, 'queued');
    const again = transition(
      jobAfter([started, { kind: 'cancelled' }, { kind: 'retried' }]),
      started,
      later(1),
    );
    assert.throws(() => transition(again, givenBack, later(2)), TransitionRefusal);
  });

  test('an orderly stop does not count as a crash', () => {
    assert.equal(jobAfter([started, { kind: 'interrupted', by: 'shutdown' }]).crashes, 0);
  });
});

test('what rendering found belongs to that rendering: another printer’s pages are looked at anew', () => {
  const started = jobAfter([{ kind: 'started' }]);
  const found = transition(started, { ...rendered, findings: [finding] }, noon);
  assert.deepEqual(found.findings, [finding]);
  assert.deepEqual(transition(started, rendered, noon).findings, []);
  const made = { id: 'again', destinations: toAll(['pdf']), at: noon, printJobUid: '2.25.99' };
  assert.deepEqual(reprintOf(found, { ...made, printer: 'OTHER', copies: 1 }).findings, []);
  const cancelled = transition(found, { kind: 'cancelled' }, noon);
  const moved = transition(
    cancelled,
    { kind: 'moved', printer: 'OTHER', destinations: toAll(['pdf']) },
    noon,
  );
  assert.deepEqual([moved.findings, moved.document], [[], null]);
});
