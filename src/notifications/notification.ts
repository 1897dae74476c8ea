// The messages to receivers: the events, and the JSON document of each (docs/reference/notifications.md). They contain
// no patient data: no session label, no text of a film, and no text from a device, which might quote either.
import { errorTable } from '../shared/errors/error-table.ts';
import type { KnownDevice } from '../devices/device-monitor.ts';
import type { Job } from '../spool/job/job-types.ts';

export const notificationEvents = [
  'printer-attention-required',
  'printer-recovered',
  'job-failed',
  'job-unknown',
] as const;
export type NotificationEvent = (typeof notificationEvents)[number];

/** The body of a POST. Later versions may add keys; within `version` 1 keys are never changed or removed. */
export interface Notification {
  readonly version: 1;
  /** The same in every attempt, so that a receiver recognizes duplicates. */
  readonly id: string;
  /** `test`: from `hardcopy notify test`; it has no printer. */
  readonly event: NotificationEvent | 'test';
  /** Time of the event, ISO 8601 in UTC. */
  readonly at: string;
  /** Host name of the server. */
  readonly server: string;
  /** A summary in one sentence. */
  readonly text: string;
  readonly printer?: { readonly aeTitle: string; readonly name: string };
  /** Only in printer events. */
  readonly device?: {
    /** Name of the destination. */
    readonly destination: string;
    /** Printer Status and Printer Status Info (PS3.3 C.13.9). */
    readonly status: KnownDevice['state']['status'];
    readonly statusInfo: string;
    /** Whether it accepts documents. */
    readonly ready: boolean;
    /** Since when status, info and readiness have been unchanged. */
    readonly since: string;
  };
  /** Only in `job-failed` and `job-unknown`. */
  readonly job?: {
    readonly id: string;
    readonly printJobUid: string;
    readonly films: number;
    /** A job failure of docs/reference/errors.md, or `outcome-unknown`. */
    readonly reason: string;
    /** Execution Status Info (2100,0030). */
    readonly statusInfo: string;
    readonly createdAt: string;
    /** Destinations that did not receive the job. */
    readonly failedDestinations: readonly string[];
    /** Destinations that received the job and may have printed it. */
    readonly unknownDestinations: readonly string[];
  };
}

export interface NotificationContent extends Omit<Notification, 'version' | 'id' | 'at' | 'server'> {
  readonly event: NotificationEvent;
}

/** Printer Status Info values that clear without intervention, however long they last. */
const transientInfo: ReadonlySet<string> = new Set([
  'NORMAL',
  'QUEUED',
  'PRINTER BUSY',
  'PRINTER INIT',
  'CALIBRATING',
  'SUPPLY LOW',
  'CHEMICALS LOW',
]);

/** The intervention required, by Printer Status Info (PS3.3 C.13.9.1); default: check the device. */
const interventions: Readonly<Record<string, string>> = {
  'SUPPLY EMPTY': 'paper, film or toner is used up: load it',
  'CHEMICALS EMPTY': 'developer is used up: replace it',
  'REQ MED NOT INST': 'the medium that a job asks for is not loaded: load it',
  'NO SUPPLY MGZ': 'a paper tray is missing: put it in',
  'NO RECEIVE MGZ': 'the output tray is missing: put it in',
  'NO RIBBON': 'toner, ink or ribbon is missing: put it in',
  'RECEIVER FULL': 'the output is full: take the sheets out, or make room on the disk',
  'FILM JAM': 'a sheet is jammed: clear it',
  'FILM TRANSP ERR': 'a sheet is jammed: clear it',
  'COVER OPEN': 'a cover is open: close it',
  'PRINTER OFFLINE': 'it cannot be reached: check that it is switched on and in the network',
  'PRINTER DOWN': 'it is switched off or broken: switch it on, or call service',
  'ELEC DOWN': 'it is broken: call service',
  'ELEC CONFIG ERR': 'it is misconfigured: check its configuration',
};

/** The Printer Status Info that requires attention; undefined: none. */
export function troubleOf({ status, info, ready }: KnownDevice['state']): string | undefined {
  // A device that stopped without a stated reason (NORMAL) does not restart by itself.
  if (status === 'NORMAL' || (transientInfo.has(info) && (ready || info !== 'NORMAL'))) return undefined;
  return info;
}

interface NamedPrinter {
  readonly aeTitle: string;
  readonly name: string;
}

export function deviceNotification(device: KnownDevice, printer: NamedPrinter): NotificationContent {
  const { destination, state, since } = device;
  const { status, info, ready } = state;
  const trouble = troubleOf(state);
  const what = `${destination} of printer ${printer.aeTitle} (${printer.name})`;
  const advice = interventions[info] ?? 'check it';
  return {
    event: trouble === undefined ? 'printer-recovered' : 'printer-attention-required',
    text:
      trouble === undefined ? `${what} has recovered.` : `${what} requires attention (${info}): ${advice}.`,
    printer,
    device: { destination, status, statusInfo: info, ready, since: since.toISOString() },
  };
}

/** For a job that failed permanently without having been cancelled, or whose outcome is unknown. */
export function jobNotification(job: Job, printer: NamedPrinter): NotificationContent {
  const { id, printJobUid, films, reason, statusInfo, createdAt, deliveries } = job;
  const those = (wanted: Job['state']) =>
    deliveries.filter(({ state }) => state === wanted).map(({ destination }) => destination);
  const [failed, unknown] = [those('FAILURE'), those('UNKNOWN')];
  const open = job.state === 'UNKNOWN';
  const meaning = open || job.state === 'FAILURE' ? errorTable[job.reason].meaning : '';
  const named = open ? unknown : failed;
  const where = named.length > 0 ? ` (${named.join(', ')})` : '';
  const what = open ? 'was sent, and its outcome is not known' : 'failed';
  return {
    event: open ? 'job-unknown' : 'job-failed',
    text: `Job ${id} of printer ${printer.aeTitle} (${printer.name}) ${what}${where}: ${meaning} See hardcopy job ${id}.`,
    printer,
    job: {
      id,
      printJobUid,
      films: films.length,
      reason,
      statusInfo,
      createdAt: createdAt.toISOString(),
      failedDestinations: failed,
      unknownDestinations: unknown,
    },
  };
}

/** A message that shows whether a receiver can be reached. */
export const testNotification = (facts: Pick<Notification, 'id' | 'at' | 'server'>): Notification => ({
  version: 1,
  ...facts,
  event: 'test',
  text: `This is a test: messages of Hardcopy on ${facts.server} reach you.`,
});
