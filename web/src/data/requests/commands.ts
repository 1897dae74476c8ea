// The commands of users: the request of each, and the command that undoes it. Start at `perform`.
import { call, newRequestId } from './client.ts';
import type { ApiJob, ApiPrinter, JobRow } from '../types.ts';

/** Options of a reprint; defaults: those of the job. */
export interface ReprintOptions {
  readonly printer?: string;
  readonly copies?: number;
  /** From 1. */
  readonly pages?: readonly number[];
  readonly filmSize?: string;
  readonly magnification?: 'REPLICATE' | 'BILINEAR' | 'CUBIC' | 'NONE';
  readonly mediumType?: 'PAPER' | 'CLEAR FILM' | 'BLUE FILM' | 'MAMMO CLEAR FILM' | 'MAMMO BLUE FILM';
  /** One more line of text along the top of each film. */
  readonly header?: string;
}

export type Command =
  | { readonly kind: 'hold' | 'release' | 'retry' | 'printed' | 'cancel'; readonly job: JobRow }
  | { readonly kind: 'move'; readonly job: JobRow; readonly printer: string }
  | { readonly kind: 'priority'; readonly job: JobRow; readonly priority: ApiJob['priority'] }
  | {
      readonly kind: 'order';
      readonly job: JobRow;
      /** Id of the job that it is to precede; null: the end of its priority. */
      readonly before: string | null;
      /** Id of the job that it precedes now; null as above. */
      readonly now: string | null;
    }
  | ({ readonly kind: 'reprint'; readonly job: JobRow } & ReprintOptions)
  | { readonly kind: 'pause' | 'resume' | 'test-page' | 'calibration-target'; readonly printer: string }
  | { readonly kind: 'move-queue'; readonly printer: string; readonly to: string };

/** What changed: a job, a printer, or the new job of a reprint or a page. */
export type Outcome =
  | { readonly kind: 'job'; readonly job: ApiJob }
  | { readonly kind: 'new-job'; readonly job: ApiJob }
  | { readonly kind: 'printer'; readonly printer: ApiPrinter; readonly moved: number };

/** @throws RequestFailure */
export async function perform(command: Command): Promise<Outcome> {
  switch (command.kind) {
    case 'hold':
    case 'release':
    case 'retry':
    case 'printed':
    case 'cancel':
      return {
        kind: 'job',
        job: await call(`POST /api/jobs/{id}/${command.kind}`, { params: { id: command.job.id } }),
      };
    case 'move': {
      const { job, printer } = command;
      return {
        kind: 'job',
        job: await call('POST /api/jobs/{id}/move', { params: { id: job.id }, body: { printer } }),
      };
    }
    case 'priority': {
      const { job, priority } = command;
      return {
        kind: 'job',
        job: await call('POST /api/jobs/{id}/priority', { params: { id: job.id }, body: { priority } }),
      };
    }
    case 'order': {
      const { job, before } = command;
      return {
        kind: 'job',
        job: await call('POST /api/printers/{aeTitle}/queue-order', {
          params: { aeTitle: job.printer },
          body: { job: job.id, before },
        }),
      };
    }
    case 'reprint': {
      const { kind: _kind, job, ...options } = command;
      const body = { ...options, requestId: newRequestId() };
      return {
        kind: 'new-job',
        job: await call('POST /api/jobs/{id}/reprint', { params: { id: job.id }, body }),
      };
    }
    case 'pause':
    case 'resume': {
      const params = { aeTitle: command.printer };
      const printer = await call(`POST /api/printers/{aeTitle}/${command.kind}`, { params });
      return { kind: 'printer', printer, moved: 0 };
    }
    case 'test-page':
    case 'calibration-target': {
      const params = { aeTitle: command.printer };
      return { kind: 'new-job', job: await call(`POST /api/printers/{aeTitle}/${command.kind}`, { params }) };
    }
    case 'move-queue': {
      const { moved, ...printer } = await call('POST /api/printers/{aeTitle}/move-queue', {
        params: { aeTitle: command.printer },
        body: { printer: command.to },
      });
      return { kind: 'printer', printer, moved };
    }
    default:
      return command satisfies never;
  }
}

/** The command that undoes another one after this outcome; undefined if it cannot be undone. */
export function undoOf(command: Command, outcome: Outcome): Command | undefined {
  switch (command.kind) {
    case 'hold':
      return { kind: 'release', job: command.job };
    case 'release':
      return { kind: 'hold', job: command.job };
    case 'pause':
      return { kind: 'resume', printer: command.printer };
    case 'resume':
      return { kind: 'pause', printer: command.printer };
    case 'priority':
      return { kind: 'priority', job: command.job, priority: command.job.priority };
    case 'order':
      return { kind: 'order', job: command.job, before: command.now, now: command.before };
    case 'move':
      return { kind: 'move', job: command.job, printer: command.job.printer };
    case 'cancel':
      return command.job.payloadRemovedAt === null ? { kind: 'retry', job: command.job } : undefined;
    case 'reprint':
    case 'test-page':
    case 'calibration-target':
      return outcome.kind === 'new-job' ? { kind: 'cancel', job: outcome.job } : undefined;
    case 'retry':
    case 'printed':
    case 'move-queue':
      return undefined;
    default:
      return command satisfies never;
  }
}

/** Whether the command must be confirmed, because it cannot be undone. */
export function needsConfirmation(command: Command): boolean {
  return command.kind === 'cancel' && command.job.state === 'PRINTING';
}
