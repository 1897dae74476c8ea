// Maps what an IPP printer reports about itself and about a job to DICOM terms: one table for printer-state-reasons (RFC 8011
// 5.4.12, PWG 5100.9, CUPS), one for job-state and job-state-reasons (RFC 8011 5.3.7 and 5.3.8). The terms are those of PS3.3
// C.13.9.1. Start at `printerReasons`, then `jobReasons`.
import type { PrinterStatus } from '../../../shared/film/printer.ts';

type Severity = PrinterStatus['status'];

/**
 * The category of a reason. A printer that is idle or printing and accepts jobs gets films unless it reports a reason of a
 * category in `holdFor` of the destination.
 */
export const reasonParts = ['media', 'jam', 'cover', 'marking', 'device', 'other'] as const;
export type ReasonPart = (typeof reasonParts)[number];

export interface PrinterReason {
  readonly part: ReasonPart;
  /** Printer Status Info (2110,0020). */
  readonly info: string;
  /** Severity when the printer does not state it by `-report`, `-warning` or `-error`. */
  readonly severity: Severity;
  /** Whether it can be why a printer is stopped. */
  readonly stops: boolean;
  /** What is wrong and what to do. */
  readonly sentence: string;
}

type Row = (info: string, sentence: string) => PrinterReason;
const failure =
  (part: ReasonPart): Row =>
  (info, sentence) => ({ part, info, severity: 'FAILURE', stops: true, sentence });
/** Printing continues as long as the printer is not stopped: another tray may hold the same paper. */
const trouble =
  (part: ReasonPart): Row =>
  (info, sentence) => ({ part, info, severity: 'WARNING', stops: true, sentence });
const warning: Row = (info, sentence) => ({
  part: 'other',
  info,
  severity: 'WARNING',
  stops: false,
  sentence,
});
const news: PrinterReason = { part: 'other', info: 'NORMAL', severity: 'NORMAL', stops: false, sentence: '' };
const [jam, cover, noPart] = [failure('jam'), failure('cover'), failure('device')];
const [noMedia, lessMedia] = [failure('media'), trouble('media')];
const [noMarking, lessMarking] = [failure('marking'), trouble('marking')];
const device = trouble('device');

/** By printer-state-reason without its suffix; of several equally severe reasons the first one here is reported. */
export const printerReasons: Readonly<Record<string, PrinterReason>> = {
  'media-jam': jam('FILM JAM', 'A sheet is jammed: clear it.'),
  'cover-open': cover('COVER OPEN', 'A cover is open: close it.'),
  'door-open': cover('COVER OPEN', 'A door is open: close it.'),
  'interlock-open': cover('COVER OPEN', 'A cover is not closed all the way: close it.'),
  'input-tray-missing': noMedia('NO SUPPLY MGZ', 'A paper tray is missing: put it in.'),
  'output-tray-missing': noMedia('NO RECEIVE MGZ', 'The output tray is missing: put it in.'),
  'media-empty': lessMedia('SUPPLY EMPTY', 'A paper tray is empty: load paper.'),
  'media-needed': lessMedia('REQ MED NOT INST', 'The paper that a job asks for is not loaded: load it.'),
  'output-area-full': noMedia('RECEIVER FULL', 'The output tray is full: take the sheets out.'),
  'toner-empty': lessMarking('SUPPLY EMPTY', 'The toner is used up: replace it.'),
  'marker-supply-empty': lessMarking('SUPPLY EMPTY', 'Ink or toner is used up: replace it.'),
  'marker-waste-full': noMarking('CHECK PRINTER', 'The waste container is full: replace it.'),
  'marker-ink-empty': lessMarking('SUPPLY EMPTY', 'The ink is used up: replace it.'),
  'marker-toner-cartridge-missing': noMarking('NO RIBBON', 'A toner cartridge is missing: put it in.'),
  'marker-supply-missing': noMarking('NO RIBBON', 'Ink or toner is missing: put it in.'),
  'marker-print-ribbon-empty': lessMarking('SUPPLY EMPTY', 'The ribbon is used up: replace it.'),
  'developer-empty': lessMarking('CHEMICALS EMPTY', 'The developer is used up: replace it.'),
  'opc-life-over': lessMarking('CHECK PRINTER', 'The drum is worn out: replace it.'),
  'fuser-over-temp': noMarking('PROC OVERFLOW HI', 'The fuser is too hot: let it cool down.'),
  'fuser-under-temp': warning('PRINTER INIT', 'The fuser is warming up.'),
  'spool-area-full': device(
    'PRINT BUFF FULL',
    'The memory of the printer is full: wait, or remove jobs there.',
  ),
  'alert-removal-of-binary-change-entry': news,
  offline: device('PRINTER OFFLINE', 'The printer is offline: switch it on, check its cable.'),
  'timed-out': device('PRINTER OFFLINE', 'The printer does not answer its server: check that it is on.'),
  'connecting-to-device': warning('PRINTER OFFLINE', 'The print server is looking for the printer.'),
  shutdown: noPart('PRINTER DOWN', 'The printer is shut down: switch it on.'),
  'power-down': noPart('PRINTER DOWN', 'The printer is switched off: switch it on.'),
  deactivated: noPart('PRINTER DOWN', 'The printer is deactivated: activate it.'),
  suspend: device('PRINTER OFFLINE', 'The printer sleeps and does not print: wake it up.'),
  paused: device('PRINTER OFFLINE', 'The printer is paused: resume it there.'),
  'moving-to-paused': warning('PRINTER OFFLINE', 'The printer is about to pause.'),
  'hold-new-jobs': device('PRINTER BUSY', 'The printer holds new jobs: release them there.'),
  'cups-missing-filter': noPart('ELEC CONFIG ERR', 'The print server lacks a filter: install it there.'),
  'cups-waiting-for-job-completed': news,
  'subunit-missing': device('CHECK PRINTER', 'A part of the printer is missing: put it in.'),
  'subunit-thermistor-failure': noPart('ELEC DOWN', 'The printer is broken: call service.'),
  'subunit-unrecoverable-failure': noPart('ELEC DOWN', 'The printer is broken: call service.'),
  'subunit-recoverable-failure': device('CHECK PRINTER', 'The printer has a fault: check its panel.'),
  'interpreter-resource-unavailable': device('ELEC SW ERROR', 'The printer lacks memory: restart it.'),
  'power-up': warning('PRINTER INIT', 'The printer is starting.'),
  'warming-up': warning('PRINTER INIT', 'The printer is warming up.'),
  'subunit-warming-up': warning('PRINTER INIT', 'The printer is warming up.'),
  calibrating: warning('CALIBRATING', 'The printer is calibrating itself.'),
  'output-area-almost-full': warning('RECEIVER FULL', 'The output tray is nearly full: take the sheets out.'),
  'media-low': warning('SUPPLY LOW', 'Paper is low: have some at hand.'),
  'toner-low': warning('SUPPLY LOW', 'Toner is low: have some at hand.'),
  'marker-supply-low': warning('SUPPLY LOW', 'Ink or toner is low: have some at hand.'),
  'marker-ink-almost-empty': warning('SUPPLY LOW', 'Ink is low: have some at hand.'),
  'marker-print-ribbon-almost-empty': warning(
    'SUPPLY LOW',
    'The ribbon is nearly used up: have one at hand.',
  ),
  'developer-low': warning('CHEMICALS LOW', 'Developer is low: have some at hand.'),
  'marker-waste-almost-full': warning(
    'CHECK PRINTER',
    'The waste container is nearly full: have one at hand.',
  ),
  'opc-near-eol': warning('CHECK PRINTER', 'The drum is nearly worn out: have one at hand.'),
  'stopped-partly': warning('CHECK PRINTER', 'One of the devices of this printer is stopped.'),
  stopping: warning('PRINTER OFFLINE', 'The printer is stopping.'),
  'identify-printer-requested': news,
  'wifi-not-configured': news,
  'configuration-change': news,
  resuming: news,
  'scan-trouble': trouble('other')('CHECK PRINTER', 'The scanner or fax of the printer needs attention.'),
  'finisher-trouble': trouble('other')('CHECK PRINTER', 'The finisher of the printer needs attention.'),
  testing: warning('PRINTER BUSY', 'The printer is being tested.'),
  none: news,
};

/** For reasons that are not in the table. */
export const otherReason: PrinterReason = trouble('other')(
  'CHECK PRINTER',
  'Check the panel of the printer.',
);

/**
 * Keywords with a manufacturer's prefix or suffix: `marker-supply-empty-error`, `com.maker.toner-low`. Tried when there is no
 * row.
 */
export const reasonPatterns: readonly (readonly [pattern: RegExp, row: string])[] = [
  // Reported by a queue about the protocol of its printer.
  [/^cups-(ipp|remote|waiting|pki)-/, 'cups-waiting-for-job-completed'],
  // A jam of the document feeder is not a paper jam.
  [/scan|\badf\b|fax|feeder-|platen|flatbed/, 'scan-trouble'],
  [/stapl|stitch|punch|fold|bind|trimmer|finisher/, 'finisher-trouble'],
  [/jam/, 'media-jam'],
  [/(cover|door|interlock)-open/, 'cover-open'],
  [/waste.*full/, 'marker-waste-full'],
  [/(input-tray|input-.*)-missing|tray-missing/, 'input-tray-missing'],
  [/(toner|ink|marker|ribbon|cartridge).*(almost|near|low)/, 'marker-supply-low'],
  [/(toner|ink|marker|ribbon|cartridge).*empty/, 'marker-supply-empty'],
  [/(media|paper|input-tray).*(almost|near|low)/, 'media-low'],
  [/(media|paper|input-tray).*empty/, 'media-empty'],
  [/calibrat/, 'calibrating'],
  [/warm/, 'warming-up'],
];

/** Printer Status Infos that may be why a job does not print; the others are early warnings. */
export const hindrances: ReadonlySet<string> = new Set(
  Object.values(printerReasons)
    .filter(({ stops }) => stops)
    .map(({ info }) => info),
);

/** The meaning of a job's state for its delivery. */
export type JobFate = 'waiting' | 'printing' | 'stopped' | 'cancelled' | 'aborted' | 'completed';

/** By job-state. */
export const jobFates: Readonly<Record<string, JobFate>> = {
  pending: 'waiting',
  'pending-held': 'waiting',
  processing: 'printing',
  'processing-stopped': 'stopped',
  canceled: 'cancelled',
  aborted: 'aborted',
  completed: 'completed',
};

export interface JobReason {
  /** Execution Status Info (2100,0030). */
  readonly info: string;
  readonly sentence: string;
  /** The printer cannot process the document: another format may work. */
  readonly aboutFormat?: boolean;
  /** The document is missing, or incomplete. */
  readonly incomplete?: boolean;
}

/** By job-state-reason; the first one here that a job has is reported. */
export const jobReasons: Readonly<Record<string, JobReason>> = {
  'document-format-error': {
    info: 'INVALID PAGE DES',
    aboutFormat: true,
    sentence: 'The printer could not read the document.',
  },
  'unsupported-document-format': {
    info: 'INVALID PAGE DES',
    aboutFormat: true,
    sentence: 'The printer does not support the format.',
  },
  'document-unprintable-error': {
    info: 'INVALID PAGE DES',
    aboutFormat: true,
    sentence: 'The printer could not print the document.',
  },
  'compression-error': {
    info: 'INVALID PAGE DES',
    aboutFormat: true,
    sentence: 'The printer could not decompress the document.',
  },
  'job-canceled-at-device': { info: 'UNKNOWN', sentence: 'It was cancelled at the device.' },
  'job-canceled-by-user': { info: 'UNKNOWN', sentence: 'A user cancelled it at the printer.' },
  'job-canceled-by-operator': { info: 'UNKNOWN', sentence: 'An operator cancelled it at the printer.' },
  'resources-are-not-ready': { info: 'REQ MED NOT INST', sentence: 'What the job needs is not loaded.' },
  'resources-are-not-supported': {
    info: 'ELEC CONFIG ERR',
    sentence: 'The printer lacks what the job needs.',
  },
  'printer-stopped': { info: 'CHECK PRINTER', sentence: 'The printer is stopped.' },
  'printer-stopped-partly': { info: 'CHECK PRINTER', sentence: 'A device of the printer is stopped.' },
  'account-authorization-failed': {
    info: 'ELEC CONFIG ERR',
    sentence: 'The account is not permitted to print.',
  },
  'account-limit-reached': { info: 'ELEC CONFIG ERR', sentence: 'The account has reached its limit.' },
  'job-password-wait': { info: 'QUEUED', sentence: 'It waits for a password at the device.' },
  'job-release-wait': { info: 'QUEUED', sentence: 'It waits to be released at the device.' },
  'job-hold-until-specified': { info: 'QUEUED', sentence: 'It is held at the device.' },
  'job-incoming': { info: 'NORMAL', incomplete: true, sentence: 'The printer is receiving it.' },
  'job-data-insufficient': {
    info: 'NORMAL',
    incomplete: true,
    sentence: 'The printer waits for the document.',
  },
  'aborted-by-system': { info: 'CHECK PRINTER', sentence: 'The printer aborted it.' },
  'job-completed-with-errors': { info: 'NORMAL', sentence: 'The printer reports errors.' },
  'job-completed-with-warnings': { info: 'NORMAL', sentence: 'The printer reports warnings.' },
  'errors-detected': { info: 'NORMAL', sentence: 'The printer reports errors.' },
};
