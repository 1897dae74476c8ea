// GET /api/status: an overview for `hardcopy status` and the browser. `todo` lists what requires attention, one sentence each,
// most urgent first; if it is empty, no attention is required. Start at `statusNow`.
import type { ApiJob } from '../api/job.ts';
import { messageOf } from '../api/messages/messages.ts';
import { causeOf } from '../api/messages/device-sentences.ts';
import type { ApiPrinter } from '../api/printer.ts';
import { ofConfiguration } from './config/config-todo.ts';
import { ofControls } from './quality/control-todo.ts';
import { ofAudit } from './system/audit-todo.ts';
import { ofCertificates } from './system/certificate-todo.ts';
import { todoEntry } from './ports/todo-entry.ts';
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

function ofDevices({ aeTitle, devices, jobsWaiting }: ApiPrinter, films: FilmsWaiting): readonly ApiTodo[] {
  return devices.flatMap(({ destination, status, statusInfo, ready, detail }): readonly ApiTodo[] =>
    status === 'NORMAL' || status === 'UNKNOWN'
      ? []
      : [
          {
            kind: 'device',
            printer: aeTitle,
            destination,
            job: null,
            command: null,
            severity: ready ? 'warning' : 'failure',
            sentence: `${aeTitle} (${destination}): ${detail}`,
            message: messageOf('todo.device', {
              printer: aeTitle,
              destination,
              ...causeOf(statusInfo, detail),
            }),
            filmsWaiting: films.get(aeTitle) ?? 0,
            // Films are printed in spite of a warning.
            actions: !ready && jobsWaiting > 0 ? ['move-queue'] : [],
          },
        ],
  );
}

const waitText = (jobs: number) => (jobs === 1 ? '1 job waits' : `${jobs} jobs wait`);

/** A removed printer stays until nothing waits for it; held jobs wait until a user decides. */
function ofRemoval({ aeTitle, removal, jobsWaiting }: ApiPrinter, films: FilmsWaiting): readonly ApiTodo[] {
  if (!removal || jobsWaiting === 0) return [];
  return [
    todoEntry({
      kind: 'removed',
      printer: aeTitle,
      sentence: `${aeTitle} is being removed, and ${waitText(jobsWaiting)} for it. It disappears when nothing waits for it: print, move or cancel these films.`,
      message: messageOf('todo.removed', { printer: aeTitle, jobs: jobsWaiting }),
      filmsWaiting: films.get(aeTitle) ?? 0,
      actions: ['move-queue'],
    }),
  ];
}

function ofPause(
  { aeTitle, paused, pausedBy, jobsWaiting }: ApiPrinter,
  films: FilmsWaiting,
): readonly ApiTodo[] {
  // A pause without waiting jobs is intended.
  if (!paused || jobsWaiting === 0) return [];
  return [
    todoEntry({
      kind: 'paused',
      printer: aeTitle,
      sentence: `${aeTitle} was paused by ${pausedBy ?? 'unknown'}, and ${waitText(jobsWaiting)} for it.`,
      message: messageOf('todo.paused', { printer: aeTitle, user: pausedBy ?? '', jobs: jobsWaiting }),
      filmsWaiting: films.get(aeTitle) ?? 0,
      actions: ['resume', 'move-queue'],
      command: `hardcopy printers resume ${aeTitle}`,
    }),
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
      message: messageOf('todo.calibration', {
        printer: aeTitle,
        medium,
        at: calibration.measuredAt.slice(0, 10),
      }),
      filmsWaiting: 0,
      actions: ['calibrate'],
      command: `hardcopy calibrate ${aeTitle} target`,
    },
  ];
}

function ofFailure(job: ApiJob): ApiTodo {
  const { id, printer, callingAeTitle, detail, statusInfo, payloadRemovedAt, films } = job;
  return {
    kind: 'job',
    printer,
    destination: null,
    job: id,
    severity: 'failure',
    sentence: `Job ${id} of ${callingAeTitle} was not printed on ${printer}: ${detail}`,
    message: messageOf('todo.job-failed', {
      job: id,
      client: callingAeTitle,
      printer,
      ...causeOf(statusInfo, detail),
    }),
    filmsWaiting: films.length,
    actions: payloadRemovedAt === null ? ['retry'] : [],
    command: payloadRemovedAt === null ? `hardcopy retry ${id}` : null,
  };
}

/** Jobs with unknown outcome that can still be sent again and were not printed again. */
export function openQuestions(unknown: readonly ApiJob[], recent: readonly ApiJob[]): readonly ApiJob[] {
  const reprinted = new Set(recent.map(({ reprintOf }) => reprintOf));
  return unknown.filter(({ id, payloadRemovedAt }) => payloadRemovedAt === null && !reprinted.has(id));
}

function ofQuestion({ id, printer, callingAeTitle, detail, films }: ApiJob): ApiTodo {
  return {
    kind: 'job',
    printer,
    destination: null,
    job: id,
    severity: 'failure',
    sentence:
      `Job ${id} of ${callingAeTitle} was sent to ${printer}, and its outcome is not known: ${detail} ` +
      `Check whether the films came out: if they did not, "hardcopy retry ${id}" sends them again; if they did:`,
    message: messageOf('todo.outcome-unknown', { job: id, client: callingAeTitle, printer, text: detail }),
    filmsWaiting: films.length,
    actions: ['printed', 'retry'],
    command: `hardcopy printed ${id}`,
  };
}

/** Films in the queue of each printer, by AE title. */
type FilmsWaiting = ReadonlyMap<string, number>;

interface TodoFacts {
  /** Jobs with an unknown outcome. */
  readonly questions?: readonly ApiJob[];
  readonly films?: FilmsWaiting;
}

/** What to do now. Pure. */
export function todoOf(
  health: Pick<ApiHealth, 'status' | 'problem'>,
  printers: readonly ApiPrinter[],
  failures: readonly ApiJob[],
  { questions = [], films = new Map() }: TodoFacts = {},
): readonly ApiTodo[] {
  const problem = health.problem ?? 'The server cannot accept films now; its log has the reason.';
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
            sentence: problem,
            message: messageOf('todo.server', { text: problem }),
            filmsWaiting: 0,
            actions: ['doctor'],
            command: null,
          },
        ];
  // Printers with waiting films are most urgent.
  const byNeed = [...printers].sort((a, b) => b.jobsWaiting - a.jobsWaiting);
  const all = [
    ...server,
    ...byNeed.flatMap((printer) => ofDevices(printer, films)),
    ...questions.map(ofQuestion),
    ...failures.map(ofFailure),
    ...byNeed.flatMap((printer) => ofPause(printer, films)),
    ...byNeed.flatMap((printer) => ofRemoval(printer, films)),
    ...printers.flatMap(ofCalibration),
  ];
  // Sorting is stable: entries of equal urgency keep this order.
  return all.sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

/** Whether the entry of this printer names the number of its waiting films. */
function needsCount({ jobsWaiting, paused, removal, devices }: ApiPrinter): boolean {
  const isLeaving = removal !== undefined;
  return jobsWaiting > 0 && (paused || isLeaving || devices.some(({ status }) => status !== 'NORMAL'));
}

export async function statusNow(ports: ConsolePorts, at: Date): Promise<ApiStatus> {
  const health = await ports.health();
  const printers = await ports.printers();
  const recent = await ports.jobs({ limit: 200 });
  const failures = openFailures(await ports.jobs({ state: 'FAILURE', limit: 50 }), recent, at);
  const questions = openQuestions(await ports.jobs({ state: 'UNKNOWN', limit: 50 }), recent);
  const next = await ports.firstPending(nextPerPrinter);
  const films = new Map<string, number>();
  for (const { aeTitle } of printers.filter(needsCount))
    films.set(aeTitle, await ports.filmsWaiting(aeTitle));
  const configuration = await ports.configuration.state();
  const todo = [
    ...todoOf(health, printers, failures, { questions, films }),
    ...ofControls(ports.controls.list()),
    ...ofConfiguration(configuration),
    ...ofCertificates(ports.system.expiringCertificates(), at),
    ...ofAudit(ports.audit.backlog()),
  ];
  return {
    status: todo.length === 0 ? 'ok' : 'attention-required',
    todo,
    version: health.version,
    at: at.toISOString(),
    startedAt: health.startedAt,
    dicomPort: health.dicomPort,
    associations: health.associations,
    printers,
    configuration,
    printing: await ports.jobs({ state: 'PRINTING', limit: 20 }),
    waiting: printers.reduce((sum, { jobsWaiting }) => sum + jobsWaiting, 0),
    next: printers.flatMap(({ aeTitle }) => next.get(aeTitle) ?? []),
    last: recent.filter(({ finishedAt }) => finishedAt !== null).slice(0, lastShown),
  };
}
