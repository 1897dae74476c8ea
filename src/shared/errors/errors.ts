// Failures with a row in the table (error-table.ts), one class per receiver: the peer on the association, the job, the set-up.
// Also the message and system code of any thrown value. The README lists the other failures and refusals of this folder.
import {
  errorTable,
  type ErrorCode,
  type JobErrorCode,
  type SetupErrorCode,
  type WireErrorCode,
} from './error-table.ts';
import { namedCode, namedMessage } from './system-errors.ts';

/** An expected failure: `code` finds its row in `errorTable`, `message` says what was found and what to do. */
export class HardcopyFailure<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;

  constructor(code: C, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HardcopyFailure';
    this.code = code;
  }

  get address(): (typeof errorTable)[C]['address'] {
    return errorTable[this.code].address;
  }
}

/**
 * Bytes that cannot be accepted. Thrown by the readers of dicom/; the connection answers with A-ABORT and the reason of the
 * table.
 */
export class WireFailure extends HardcopyFailure<WireErrorCode> {
  get abortReason(): number {
    return errorTable[this.code].abortReason;
  }
}

/**
 * The job cannot be finished. Thrown while a job is rendered or delivered, caught by the pipeline: the job ends in FAILURE, and the
 * client reads the Execution Status Info of the table.
 */
export class JobFailure extends HardcopyFailure<JobErrorCode> {}

/**
 * The program cannot start or a command cannot run. Caught by cli/program.ts: one sentence on standard error and the exit
 * code of the table.
 */
export class SetupFailure extends HardcopyFailure<SetupErrorCode> {
  get exitCode(): number {
    return errorTable[this.code].exitCode;
  }
}

/** The message of any thrown value. */
export function messageOf(error: unknown): string {
  return namedMessage(error instanceof Error ? error.message : String(error));
}

/** The system's error code (ENOSPC, EADDRINUSE …) of any thrown value, or of the cause of one of our failures. */
export function systemCodeOf(error: unknown): string | undefined {
  if (error instanceof HardcopyFailure) return systemCodeOf(error.cause);
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? namedCode(error.code) : undefined;
}

/** Closes a switch over a union: `throw unreachable(value)` compiles only while every case is handled. */
export function unreachable(value: never): Error {
  return new Error(`unexpected ${String(value)}`);
}
