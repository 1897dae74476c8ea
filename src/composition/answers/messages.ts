// The messages beside the sentences of jobs, deliveries, histories and devices (src/api/messages/). They follow from what the
// product records: states, causes, the terms of DICOM. What a device or destination says in its own words is quoted.
import { deviceCode } from '../../api/messages/device-messages.ts';
import { messageCodes, messageOf, type ApiMessage } from '../../api/messages/messages.ts';
import type { DeviceState } from '../../destinations/destination.ts';
import { unreachable } from '../../shared/errors/errors.ts';
import type { ActionEntry } from '../../spool/job/actions.ts';
import { delivering } from '../../spool/job/job-status.ts';
import type { Delivery, JobOutline } from '../../spool/job/job-types.ts';

/** The message of a job's `detail`. */
export function jobMessage(job: JobOutline & { readonly deliveries?: readonly Delivery[] }): ApiMessage {
  const text = job.detail;
  const cause = deviceCode(job.statusInfo);
  switch (job.reason) {
    case 'queued':
      return messageOf('job.queued', {});
    case 'held':
      return messageOf('job.held', {});
    case 'waiting':
      return messageOf('job.waiting', { text, cause });
    case 'retry':
      return messageOf('job.retry', { at: job.notBefore.toISOString(), text, cause });
    case 'rendering':
      return messageOf('job.rendering', {});
    case 'delivering':
      return text === delivering.detail
        ? messageOf('job.delivering', {})
        : messageOf('job.delivering-to', { text, cause });
    case 'delivered':
      return job.deliveries?.some(({ state }) => state === 'FAILURE') === true
        ? messageOf('job.done-best-effort-failed', { text })
        : messageOf('job.done', { text });
    case 'outcome-unknown':
      return messageOf('job.outcome-unknown', { text });
    case 'render-failed':
      return messageOf('job.render-failed', { text });
    case 'pixels-missing':
      return messageOf('job.pixels-missing', { text });
    case 'delivery-failed':
      return messageOf('job.delivery-failed', { text, cause });
    case 'job-cancelled':
      return messageOf('job.cancelled', {});
    default:
      throw unreachable(job);
  }
}

/** The message of a delivery's `lastError`, else of its `detail`. */
export function deliveryMessage(delivery: Delivery): ApiMessage {
  const { state, detail, lastError, cause: kind, notBefore } = delivery;
  const cause = deviceCode(delivery.statusInfo);
  if (state === 'DONE') return messageOf('delivery.done', { text: detail ?? '' });
  if (state === 'PRINTING')
    return detail === null
      ? messageOf('delivery.sending', {})
      : messageOf('delivery.progress', { text: detail, cause });
  if (lastError === null) return messageOf('delivery.waiting-for-turn', {});
  if (state === 'UNKNOWN') return messageOf('delivery.outcome-unknown', { text: lastError });
  if (lastError === 'cancelled') return messageOf('delivery.cancelled', {});
  if (kind === 'device') return messageOf('delivery.device', { text: lastError, cause });
  if (state === 'PENDING' && notBefore !== null)
    return messageOf('delivery.transient', { at: notBefore.toISOString(), text: lastError, cause });
  return messageOf('delivery.refused', { text: lastError, cause });
}

/** The message of an entry of a history; `actionDetail` and `SpoolActions` write the sentences. */
export function actionMessage({ action, detail }: Pick<ActionEntry, 'action' | 'detail'>): ApiMessage {
  if (action === 'move') {
    const [, from, to, text] = /^Moved from (\S.*?) to (\S.*?)\.(?: (.*))?$/.exec(detail) ?? [];
    if (from !== undefined && to !== undefined)
      return messageOf('history.move', { from, to, text: text ?? '' });
  }
  if (action === 'priority') {
    const [, to, from] = /^Priority (\w+) instead of (\w+)\.$/.exec(detail) ?? [];
    if (from !== undefined && to !== undefined) return messageOf('history.priority', { from, to });
  }
  const code = messageCodes.find((known) => known === `history.${action}`);
  // Codes without parameters have none that the sentence could fill.
  return { code: code ?? 'history.text', params: { text: detail } };
}

/** The message of a device's `detail`; undefined: it has not answered yet. */
export function deviceMessage(
  state: Pick<DeviceState, 'status' | 'info' | 'detail'> | undefined,
): ApiMessage {
  if (!state) return messageOf('device.not-answered', {});
  if (state.status === 'NORMAL') return messageOf('device.ready', {});
  return { code: deviceCode(state.info), params: { text: state.detail } };
}
