// How a job that was not printed ends its delivery.
import { unreachable } from '../../../shared/errors/errors.ts';
import type { DeliveryResult } from '../../destination.ts';
import { sentenceOf } from './begun-delivery.ts';
import type { JobOutcome } from './job-delivery.ts';

export function resultOf(end: Exclude<JobOutcome, { kind: 'completed' | 'unknown' }>): DeliveryResult {
  const error = sentenceOf(end.detail);
  switch (end.kind) {
    case 'cancelled':
      return { kind: 'failed', cause: 'refused', statusInfo: 'UNKNOWN', error };
    case 'stuck':
      return { kind: 'failed', cause: 'device', statusInfo: end.statusInfo, error };
    case 'aborted':
      // What it cannot read it will not read the next time.
      return {
        kind: 'failed',
        cause: end.aboutFormat ? 'refused' : 'passing',
        statusInfo: end.statusInfo,
        error,
      };
    default:
      throw unreachable(end);
  }
}
