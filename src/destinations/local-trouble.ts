// Trouble of this machine rather than of a film or a device: its disk, its memory, its render threads. Rendering and every
// kind of destination ask here first. Start at `localTrouble`.
import { JobFailure, messageOf, systemCodeOf } from '../shared/errors/errors.ts';
import { systemErrorOf } from '../shared/errors/system-errors.ts';
import type { ThreadFailureCode } from '../shared/errors/thread-failures.ts';
import type { DeliveryResult } from './destination.ts';

export interface LocalTrouble {
  /**
   * `device`: every film has it, so films wait until it is over; `passing`: this film may be the reason, so it is tried a
   * limited number of times (destination.ts).
   */
  readonly cause: 'device' | 'passing';
  /** Execution Status Info (2100,0030): a defined term of PS3.3 C.13.9.1. */
  readonly statusInfo: string;
}

const threadCauses = {
  THREAD_NOT_LOADED: 'device',
  THREAD_LOST: 'passing',
  // Memory that a thread asked for and did not get: there is too little, or the film needs too much.
  ERR_MEMORY_ALLOCATION_FAILED: 'passing',
} as const satisfies Record<ThreadFailureCode, LocalTrouble['cause']> & Record<string, LocalTrouble['cause']>;

/** Undefined: the error says nothing of this machine, or a later try would go no better. */
export function localTrouble(error: unknown): LocalTrouble | undefined {
  const code = systemCodeOf(error) ?? '';
  // The blob itself is gone: no folder that is missing for a while.
  if (error instanceof JobFailure && error.code === 'pixels-missing' && code === 'ENOENT') return undefined;
  if (Object.hasOwn(threadCauses, code))
    return { cause: threadCauses[code as keyof typeof threadCauses], statusInfo: 'CHECK PRINTER' };
  const row = systemErrorOf(code);
  if (row?.outlook !== 'transient') return undefined;
  return { cause: 'device', statusInfo: row.full ? 'PRINT BUFF FULL' : 'CHECK PRINTER' };
}

/** The same as the result of a try. */
export function locallyFailed(error: unknown): Extract<DeliveryResult, { kind: 'failed' }> | undefined {
  const trouble = localTrouble(error);
  return trouble && { kind: 'failed', ...trouble, error: messageOf(error) };
}
