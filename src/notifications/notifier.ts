// Notifies webhooks and users (by e-mail) when a printer requires attention, when it has recovered, when a job failed
// permanently, and when the outcome of a job is unknown. Start at `startNotifications`; notification.ts defines the messages,
// device-messages.ts limits how often a device is reported, receiver.ts sends.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { DeviceMonitor } from '../devices/device-monitor.ts';
import type { Log } from '../shared/log/log.ts';
import type { Spool } from '../spool/spool.ts';
import { DeviceMessages } from './device-messages.ts';
import {
  deviceNotification,
  jobNotification,
  type NotificationContent,
  type NotificationEvent,
} from './notification.ts';
import { mailSend, type MailTarget } from './mail.ts';
import { Receiver, type Send } from './receiver.ts';
import { webhookSend, type WebhookTarget } from './webhook.ts';

/** A receiver of the configuration. */
export type ReceiverSettings = {
  /** The events it receives. */
  readonly on: readonly NotificationEvent[];
} & (({ readonly kind: 'webhook' } & WebhookTarget) | ({ readonly kind: 'mail' } & MailTarget));

/** The host that messages are sent to, and how. */
export function sendingOf(settings: ReceiverSettings): { readonly host: string; readonly send: Send } {
  return settings.kind === 'webhook'
    ? { host: new URL(settings.url).host, send: webhookSend(settings) }
    : { host: settings.server.host, send: mailSend(settings) };
}

export interface NotificationSources {
  readonly receivers: readonly ReceiverSettings[];
  readonly monitor: Pick<DeviceMonitor, 'onChange'>;
  readonly spool: Pick<Spool, 'onChange'>;
  /** Display name of an AE title. */
  readonly nameOf: (aeTitle: string) => string | undefined;
  readonly log: Log;
  /** See ReceiverOptions. */
  readonly retryMs?: readonly number[];
  readonly now?: () => Date;
}

/** A receiver that is no longer configured still gets what it was sent; of so many, the oldest is stopped. */
const maxRetired = 16;

export interface Notifications {
  /** Sends further messages to these; a receiver whose settings are the same keeps its waiting messages. */
  use(receivers: readonly ReceiverSettings[]): void;
  /** Sends no more messages; waiting ones are discarded. */
  stop(): Promise<void>;
}

/** Starts sending messages. */
export function startNotifications(sources: NotificationSources): Notifications {
  const { log, retryMs, now = () => new Date() } = sources;
  const opened = (settings: ReceiverSettings, index: number) => ({
    settings,
    receiver: new Receiver({
      name: `notifications[${index}]`,
      ...sendingOf(settings),
      log,
      ...(retryMs ? { retryMs } : {}),
    }),
  });
  let receivers = sources.receivers.map(opened);
  const retired: Receiver[] = [];

  const post = (content: NotificationContent): void => {
    const facts = { id: randomUUID(), at: now().toISOString(), server: hostname() };
    for (const { settings, receiver } of receivers)
      if (settings.on.includes(content.event)) receiver.post({ version: 1, ...facts, ...content });
  };
  const named = (aeTitle: string) => ({ aeTitle, name: sources.nameOf(aeTitle) ?? aeTitle });
  const devices = new DeviceMessages((device) => {
    post(deviceNotification(device, named(device.printer)));
  });
  const leaveDevices = sources.monitor.onChange((device) => {
    devices.changed(device);
  });
  const leaveJobs = sources.spool.onChange((job, before) => {
    const failed = (job.state === 'FAILURE' || job.state === 'UNKNOWN') && before?.state !== job.state;
    // A job that a user cancelled is not reported.
    if (failed && job.reason !== 'job-cancelled') post(jobNotification(job, named(job.printer)));
  });
  return {
    use: (wanted) => {
      const before = receivers;
      receivers = wanted.map((settings, index) => {
        const same = before[index];
        return same && isDeepStrictEqual(same.settings, settings) ? same : opened(settings, index);
      });
      retired.push(...before.filter((one) => !receivers.includes(one)).map(({ receiver }) => receiver));
      for (const oldest of retired.splice(0, retired.length - maxRetired)) void oldest.stop();
    },
    stop: async () => {
      leaveDevices();
      leaveJobs();
      devices.stop();
      await Promise.all(
        [...receivers.map(({ receiver }) => receiver), ...retired].map((receiver) => receiver.stop()),
      );
    },
  };
}
