// Notifies webhooks when a printer requires attention, when it has recovered, when a job failed permanently, and when
// the outcome of a job is unknown. Start at `startNotifications`; notification.ts defines the messages,
// device-messages.ts limits how often a device is reported.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
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
import { Webhook } from './webhook.ts';

/** A webhook of the configuration. */
export interface WebhookSettings {
  readonly url: string;
  /** The events it receives. */
  readonly on: readonly NotificationEvent[];
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface NotificationSources {
  readonly webhooks: readonly WebhookSettings[];
  readonly monitor: Pick<DeviceMonitor, 'onChange'>;
  readonly spool: Pick<Spool, 'onChange'>;
  /** Display name of an AE title. */
  readonly nameOf: (aeTitle: string) => string | undefined;
  readonly log: Log;
  /** See WebhookOptions. */
  readonly retryMs?: readonly number[];
  readonly now?: () => Date;
}

export interface Notifications {
  /** Sends no more messages; waiting ones are discarded. */
  stop(): Promise<void>;
}

/** Starts sending messages. */
export function startNotifications(sources: NotificationSources): Notifications {
  const { log, retryMs, now = () => new Date() } = sources;
  const webhooks = sources.webhooks.map(({ on, ...settings }, index) => ({
    on,
    webhook: new Webhook({
      ...settings,
      name: `notifications[${index}]`,
      log,
      ...(retryMs ? { retryMs } : {}),
    }),
  }));
  if (webhooks.length === 0) return { stop: () => Promise.resolve() };

  const post = (content: NotificationContent): void => {
    const facts = { id: randomUUID(), at: now().toISOString(), server: hostname() };
    for (const { on, webhook } of webhooks)
      if (on.includes(content.event)) webhook.post({ version: 1, ...facts, ...content });
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
    stop: async () => {
      leaveDevices();
      leaveJobs();
      devices.stop();
      await Promise.all(webhooks.map(({ webhook }) => webhook.stop()));
    },
  };
}
