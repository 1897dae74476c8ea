// The messages beside the sentences of jobs, deliveries, histories and devices (src/api/messages/). They are derived from
// recorded facts: states, causes, DICOM terms. Text from a device or destination is quoted.
import { causeOf } from '../../api/messages/device-sentences.ts';
import {
  englishOf,
  messageCodes,
  messageOf,
  messages,
  type ApiMessage,
} from '../../api/messages/messages.ts';
import type { DeviceState } from '../../destinations/destination.ts';
import { unreachable } from '../../shared/errors/errors.ts';
import type { ActionEntry } from '../../spool/job/actions.ts';
import { delivering } from '../../spool/job/job-status.ts';
import type { Delivery, JobOutline } from '../../spool/job/job-types.ts';

/**
 * The message of a job's `detail`.
 * @param history oldest first, if it is known: it says who held or cancelled the job
 */
export function jobMessage(
  job: JobOutline & { readonly deliveries?: readonly Delivery[] },
  history: readonly ActionEntry[] = [],
): ApiMessage {
  const text = job.detail;
  const cause = () => causeOf(job.statusInfo, text);
  const open = openDeliveries(job.deliveries ?? []);
  const by = (action: string) => {
    const last = history.findLast((entry) => entry.action === action);
    return last && { user: last.who, at: last.at.toISOString() };
  };
  switch (job.reason) {
    case 'queued':
      return messageOf('job.queued', {});
    case 'held': {
      const holder = by('hold');
      return holder ? messageOf('job.held-by', holder) : messageOf('job.held', {});
    }
    case 'waiting':
      return open.device === ''
        ? messageOf('job.waiting', cause())
        : messageOf('job.waiting-for', { device: open.device, ...cause() });
    case 'retry': {
      const at = job.notBefore.toISOString();
      return open.attempt === 0
        ? messageOf('job.retry', { at, ...cause() })
        : messageOf('job.retry-attempt', { attempt: open.attempt, at, ...cause() });
    }
    case 'rendering':
      return messageOf('job.rendering', {});
    case 'delivering':
      if (text !== delivering.detail) return messageOf('job.delivering-to', cause());
      return open.device === ''
        ? messageOf('job.delivering', {})
        : messageOf('job.delivering-device', { device: open.device });
    case 'delivered': {
      const at = job.finishedAt.toISOString();
      return job.deliveries?.some(({ state }) => state === 'FAILURE') === true
        ? messageOf('job.done-best-effort-failed', { at, text })
        : messageOf('job.done', { at, text });
    }
    case 'outcome-unknown':
      return messageOf('job.outcome-unknown', { text });
    case 'render-failed':
      return messageOf('job.render-failed', { text });
    case 'pixels-missing':
      return messageOf('job.pixels-missing', { client: job.callingAeTitle, text });
    case 'delivery-failed':
      return messageOf('job.delivery-failed', cause());
    case 'job-cancelled': {
      const user = by('cancel');
      return user ? messageOf('job.cancelled-by', user) : messageOf('job.cancelled', {});
    }
    default:
      throw unreachable(job);
  }
}

/** The destinations of the deliveries that have not ended, and the number of the last attempt; empty and 0: not known. */
function openDeliveries(deliveries: readonly Delivery[]): {
  readonly device: string;
  readonly attempt: number;
} {
  const open = deliveries.filter(({ state }) => state === 'PENDING' || state === 'PRINTING');
  return {
    device: open.map(({ destination }) => destination).join(', '),
    attempt: Math.max(0, ...open.map(({ attempts }) => attempts)),
  };
}

/** The message of a delivery's `lastError`, else of its `detail`. */
export function deliveryMessage(delivery: Delivery): ApiMessage {
  const { state, detail, lastError, cause: kind, notBefore, statusInfo } = delivery;
  if (state === 'DONE') return messageOf('delivery.done', { text: detail ?? '' });
  if (state === 'PRINTING')
    return detail === null
      ? messageOf('delivery.sending', {})
      : messageOf('delivery.progress', causeOf(statusInfo, detail));
  if (lastError === null) return messageOf('delivery.waiting-for-turn', {});
  if (state === 'UNKNOWN') return messageOf('delivery.outcome-unknown', { text: lastError });
  if (lastError === 'cancelled') return messageOf('delivery.cancelled', {});
  const cause = causeOf(statusInfo, lastError);
  if (kind === 'device') return messageOf('delivery.device', cause);
  if (state === 'PENDING' && notBefore !== null)
    return messageOf('delivery.transient', { at: notBefore.toISOString(), ...cause });
  return messageOf('delivery.refused', cause);
}

/** Entries whose sentence is quoted as a whole. */
const quotedActions: Readonly<Record<string, 'history.reprint-of' | 'history.device-cancel'>> = {
  reprint: 'history.reprint-of',
  'device-cancel': 'history.device-cancel',
};

/**
 * The message of an entry of a history. Entries of older versions have no note; their sentences are quoted if they contain
 * values.
 */
export function actionMessage({
  action,
  detail,
  note,
}: Pick<ActionEntry, 'action' | 'detail' | 'note'>): ApiMessage {
  const code = messageCodes.find((known) => known === `history.${note?.code ?? action}`);
  if (code !== undefined) {
    const message = { code, params: { ...note?.params } };
    const names = [...messages[code].matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const isWhole = names.every((name) => Object.hasOwn(message.params, name));
    if (isWhole && (note !== undefined || englishOf(message) === detail)) return message;
  }
  const quoted = Object.hasOwn(quotedActions, action) ? quotedActions[action] : undefined;
  return messageOf(quoted ?? 'history.text', { text: detail });
}

/** The message of a device's `detail`; undefined: it has not answered yet. */
export function deviceMessage(
  state: Pick<DeviceState, 'status' | 'info' | 'detail'> | undefined,
): ApiMessage {
  if (!state) return messageOf('device.not-answered', {});
  if (state.status === 'NORMAL') return messageOf('device.ready', {});
  const { cause, text } = causeOf(state.info, state.detail);
  // The device sent a text: it says more than the term does.
  return { code: cause, params: { text } };
}
