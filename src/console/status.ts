// GET /api/status: an overview for `hardcopy status` and the browser. `todo` lists what requires attention, one sentence each,
// most urgent first; if it is empty, no attention is required. Start at `statusNow`.
import type { ApiJob } from '../api/job.ts';
import type { ApiPrinter } from '../api/printer.ts';
import type { ApiHealth, ApiStatus, ApiTodo } from '../api/server.ts';
import type { ConsolePorts } from './ports.ts';

const nextPerPrinter = 3;
const lastShown = 5;
/** Failed jobs are listed for this time, hours. */
const failureHours = 24;

/** Failed recently, not cancelled by a user, and not printed again since. */
export function openFailures(
  failed: readonly ApiJob[],
  recent: readonly ApiJob[],
  at: Date,
): readonly ApiJob[] {
  const since = new Date(at.getTime() - failureHours * 3_600_000).toISOString();
  const reprinted = new Set(recent.map(({ reprintOf }) => reprintOf));
  return failed.filter(
    ({ id, reason, finishedAt }) =>
      reason !== 'job-cancelled' && (finishedAt ?? '') >= since && !reprinted.has(id),
  );
}

function ofDevices({ aeTitle, devices }: ApiPrinter): readonly ApiTodo[] {
  return devices.flatMap(({ destination, status, ready, detail }) =>
    status === 'NORMAL' || status === 'UNKNOWN'
      ? []
      : {
          kind: 'device',
          printer: aeTitle,
          destination,
          job: null,
          command: null,
          severity: ready ? 'warning' : 'failure',
          sentence: `${aeTitle} (${destination}): ${detail}`,
        },
  );
}

function ofPause({ aeTitle, paused, pausedBy, jobsWaiting }: ApiPrinter): readonly ApiTodo[] {
  // A pause without waiting jobs is intended.
  if (!paused || jobsWaiting === 0) return [];
  const wait = jobsWaiting === 1 ? '1 job waits' : `${jobsWaiting} jobs wait`;
  return [
    {
      kind: 'paused',
      printer: aeTitle,
      destination: null,
      job: null,
      severity: 'warning',
      sentence: `${aeTitle} was paused by ${pausedBy ?? 'unknown'}, and ${wait} for it.`,
      command: `hardcopy printers resume ${aeTitle}`,
    },
  ];
}

function ofCalibration({ aeTitle, medium, calibration }: ApiPrinter): readonly ApiTodo[] {
  if (calibration?.expired !== true) return [];
  return [
    {
      kind: 'calibration',
      printer: aeTitle,
      destination: null,
      job: null,
      severity: 'warning',
      sentence: `The calibration of ${aeTitle} on ${medium}, of ${calibration.measuredAt.slice(0, 10)}, has expired; it is still used. Print a new target and measure it.`,
      command: `hardcopy calibrate ${aeTitle} target`,
    },
  ];
}

function ofFailure({ id, printer, callingAeTitle, detail, payloadRemovedAt }: ApiJob): ApiTodo {
  return {
    kind: 'job',
    printer,
    destination: null,
    job: id,
    severity: 'failure',
    sentence: `Job ${id} of ${callingAeTitle} was not printed on ${printer}: ${detail}`,
    command: payloadRemovedAt === null ? `hardcopy retry ${id}` : null,
  };
}

/** Jobs with unknown outcome that can still be sent again and were not printed again. */
export function openQuestions(unknown: readonly ApiJob[], recent: readonly ApiJob[]): readonly ApiJob[] {
  const reprinted = new Set(recent.map(({ reprintOf }) => reprintOf));
  return unknown.filter(({ id, payloadRemovedAt }) => payloadRemovedAt === null && !reprinted.has(id));
}

function ofQuestion({ id, printer, callingAeTitle, detail }: ApiJob): ApiTodo {
  return {
    kind: 'job',
    printer,
    destination: null,
    job: id,
    severity: 'failure',
    sentence:
      `Job ${id} of ${callingAeTitle} was sent to ${printer}, and its outcome is not known: ${detail} ` +
      `Check whether the films came out: if they did not, "hardcopy retry ${id}" sends them again; if they did:`,
    command: `hardcopy printed ${id}`,
  };
}

/** What to do now. Pure. */
export function todoOf(
  health: Pick<ApiHealth, 'status' | 'problem'>,
  printers: readonly ApiPrinter[],
  failures: readonly ApiJob[],
  questions: readonly ApiJob[] = [],
): readonly ApiTodo[] {
  const server: readonly ApiTodo[] =
    health.status === 'ok'
      ? []
      : [
          {
            kind: 'server',
            printer: null,
            destination: null,
            job: null,
            severity: 'failure',
            sentence: health.problem ?? 'The server cannot accept films now; its log has the reason.',
            command: null,
          },
        ];
  // Printers with waiting films are most urgent.
  const byNeed = [...printers].sort((a, b) => b.jobsWaiting - a.jobsWaiting);
  const all = [
    ...server,
    ...byNeed.flatMap(ofDevices),
    ...questions.map(ofQuestion),
    ...failures.map(ofFailure),
    ...byNeed.flatMap(ofPause),
    ...printers.flatMap(ofCalibration),
  ];
  // Sorting is stable: entries of equal urgency keep this order.
  return all.sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

export async function statusNow(ports: ConsolePorts, at: Date): Promise<ApiStatus> {
  const health = await ports.health();
  const printers = await ports.printers();
  const recent = await ports.jobs({ limit: 200 });
  const failures = openFailures(await ports.jobs({ state: 'FAILURE', limit: 50 }), recent, at);
  const questions = openQuestions(await ports.jobs({ state: 'UNKNOWN', limit: 50 }), recent);
  const next = await ports.firstPending(nextPerPrinter);
  const todo = todoOf(health, printers, failures, questions);
  return {
    status: todo.length === 0 ? 'ok' : 'attention-required',
    todo,
    version: health.version,
    at: at.toISOString(),
    startedAt: health.startedAt,
    dicomPort: health.dicomPort,
    associations: health.associations,
    printers,
    printing: await ports.jobs({ state: 'PRINTING', limit: 20 }),
    waiting: printers.reduce((sum, { jobsWaiting }) => sum + jobsWaiting, 0),
    next: printers.flatMap(({ aeTitle }) => next.get(aeTitle) ?? []),
    last: recent.filter(({ finishedAt }) => finishedAt !== null).slice(0, lastShown),
  };
}
