// Problems of this machine rather than of a film or a device: its disk, its memory, its render threads. Rendering and every
// kind of destination check for them first. Start at `localTrouble`.
import { JobFailure, messageOf, systemCodeOf } from '../shared/errors/errors.ts';
import { systemErrorOf } from '../shared/errors/system-errors.ts';
import type { ThreadFailureCode } from '../shared/errors/thread-failures.ts';
import type { DeliveryResult } from './destination.ts';

export interface LocalTrouble {
  /**
   * `device`: the problem affects every film, so films wait until it is solved. `transient`: this film may be the reason, so it
   * is retried a limited number of times (destination.ts).
   */
  readonly cause: 'device' | 'transient';
  /** Execution Status Info (2100,0030): a defined term of PS3.3 C.13.9.1. */
  readonly statusInfo: string;
}

const threadCauses = {
  THREAD_NOT_LOADED: 'device',
  THREAD_LOST: 'transient',
  // A thread requested memory and did not get it: the machine has too little, or the film needs too much.
  ERR_MEMORY_ALLOCATION_FAILED: 'transient',
} as const satisfies Record<ThreadFailureCode, LocalTrouble['cause']> & Record<string, LocalTrouble['cause']>;

/** Undefined: the error is not about this machine, or a retry would not help. */
export function localTrouble(error: unknown): LocalTrouble | undefined {
  const code = systemCodeOf(error) ?? '';
  // The blob itself is missing; it is not a folder that is unavailable for a while.
  if (error instanceof JobFailure && error.code === 'pixels-missing' && code === 'ENOENT') return undefined;
  if (Object.hasOwn(threadCauses, code))
    return { cause: threadCauses[code as keyof typeof threadCauses], statusInfo: 'CHECK PRINTER' };
  const row = systemErrorOf(code);
  if (row?.outlook !== 'transient') return undefined;
  return { cause: 'device', statusInfo: row.full ? 'PRINT BUFF FULL' : 'CHECK PRINTER' };
}

/** The same as the result of an attempt. */
export function locallyFailed(error: unknown): Extract<DeliveryResult, { kind: 'failed' }> | undefined {
  const trouble = localTrouble(error);
  return trouble && { kind: 'failed', ...trouble, error: messageOf(error) };
}
