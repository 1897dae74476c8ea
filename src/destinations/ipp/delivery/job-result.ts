// The result of a delivery whose job was not printed.
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
      // If it cannot read the document now, it cannot read it the next time.
      return {
        kind: 'failed',
        cause: end.aboutFormat ? 'refused' : 'transient',
        statusInfo: end.statusInfo,
        error,
      };
    default:
      throw unreachable(end);
  }
}
