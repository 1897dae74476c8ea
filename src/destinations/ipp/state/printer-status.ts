// Derives the DeviceState from what an IPP printer reports: pure, by status-table.ts. Start at `deviceStateOf`.
import type { PrinterStatus } from '../../../shared/film/printer.ts';
import type { DeviceState } from '../../destination.ts';
import type { IppAttributes } from '../protocol/ipp-attributes.ts';
import { mediaSizeName } from '../../../render/layout/media-size-name.ts';
import { capabilitiesOf } from '../choice/capabilities.ts';
import { missingFormat } from '../choice/choose-format.ts';
import { inputTrays } from '../media/input-trays.ts';
import { mediaOffer } from '../media/media-offer.ts';
import { sizeOfMedium, type Medium } from '../media/medium.ts';
import { emptyColors, hasBlack, suppliesOf } from './printer-supplies.ts';
import {
  otherReason,
  printerReasons,
  reasonPatterns,
  type PrinterReason,
  type ReasonPart,
} from './status-table.ts';

/** The attributes that `deviceStateOf` uses. */
export const stateAttributes: readonly string[] = [
  'printer-state',
  'printer-state-reasons',
  'printer-state-message',
  'printer-is-accepting-jobs',
  'media-ready',
  'media-col-ready',
  'media-supported',
  'media-default',
  'printer-input-tray',
  'marker-names',
  'marker-levels',
  'marker-types',
  'marker-colors',
  'printer-supply',
  'printer-supply-description',
  'printer-make-and-model',
  'printer-uuid',
  'printer-up-time',
  'document-format-supported',
  'urf-supported',
  'printer-resolution-supported',
  'color-supported',
  'pwg-raster-document-type-supported',
  'pwg-raster-document-resolution-supported',
];

type Severity = PrinterStatus['status'];
const rank: Readonly<Record<Severity, number>> = { NORMAL: 0, WARNING: 1, FAILURE: 2 };
const suffixes: Readonly<Record<string, Severity>> = {
  report: 'NORMAL',
  warning: 'WARNING',
  error: 'FAILURE',
};

/** Categories of reasons that keep films from a printer that is not stopped, unless its destination configures others. */
const defaultHoldFor: readonly ReasonPart[] = ['media', 'jam', 'cover', 'marking'];

interface Finding {
  readonly severity: Severity;
  /** By its suffix: an error precedes a warning, and a warning precedes a report. */
  readonly said: Severity | undefined;
  readonly reason: PrinterReason;
}

/** What determines how severe a reason is. */
interface Circumstances {
  readonly stopped: boolean;
  readonly holdFor: readonly ReasonPart[];
  /** Paper is loaded, even if some trays are empty. */
  readonly hasMedia: boolean;
  /** Ink or toner for gray is available, even if a color is used up. */
  readonly hasBlack: boolean;
}

function rowOf(keyword: string): PrinterReason {
  if (Object.hasOwn(printerReasons, keyword)) return printerReasons[keyword] ?? otherReason;
  const known = reasonPatterns.find(([pattern]) => pattern.test(keyword));
  return (known && printerReasons[known[1]]) ?? otherReason;
}

function findingOf(text: string, circumstances: Circumstances): Finding {
  const [, keyword = text, suffix = ''] = /^(.*)-(report|warning|error)$/.exec(text) ?? [];
  const reason = rowOf(keyword);
  const said = Object.hasOwn(suffixes, suffix) ? suffixes[suffix] : undefined;
  return { severity: severityOf(reason, said, circumstances), said, reason };
}

function severityOf(
  reason: PrinterReason,
  said: Severity | undefined,
  { stopped, holdFor, hasMedia, hasBlack }: Circumstances,
): Severity {
  if (stopped && reason.stops) return 'FAILURE';
  // An empty tray, or a printer that its server cannot reach, is a problem even if it is only reported.
  if (said === 'NORMAL') return reason.stops && reason !== otherReason ? 'WARNING' : 'NORMAL';
  const severity = reason.severity === 'NORMAL' ? 'NORMAL' : (said ?? reason.severity);
  if (severity !== 'FAILURE') return severity;
  const elsewhere =
    reason.info === 'SUPPLY EMPTY' &&
    ((reason.part === 'media' && hasMedia) || (reason.part === 'marking' && hasBlack));
  return holdFor.includes(reason.part) && !elsewhere ? 'FAILURE' : 'WARNING';
}

const order = [...Object.values(printerReasons), otherReason];
const bySaid = ({ said }: Finding) => (said === 'FAILURE' ? 1 : 0);

/**
 * From an answer to Get-Printer-Attributes; an invalid answer gives a printer of which nothing is known.
 * @param holdFor - categories of reasons that keep films from a printer that accepts jobs and is not stopped
 */
export function deviceStateOf(
  printer: IppAttributes,
  holdFor: readonly ReasonPart[] = defaultHoldFor,
): DeviceState {
  const activity = printer.string('printer-state');
  const stopped = activity === 'stopped';
  const reasons = printer.strings('printer-state-reasons').slice(0, 64);
  const { ready } = mediaOffer(printer);
  const circumstances = {
    stopped,
    holdFor,
    hasMedia: hasMedia(printer, ready.length > 0),
    hasBlack: hasBlack(printer),
  };
  const [worst] = reasons
    .map((text) => findingOf(text, circumstances))
    .filter(({ severity }) => severity !== 'NORMAL')
    .toSorted(
      (a, b) =>
        rank[b.severity] - rank[a.severity] ||
        bySaid(b) - bySaid(a) ||
        order.indexOf(a.reason) - order.indexOf(b.reason),
    );
  const model = printer.string('printer-make-and-model');
  const loaded = ready.map((medium) => medium.name ?? nameOfMedium(medium));
  const colorsWait = missingColors(reasons, printer, holdFor);
  const said = {
    ...(colorsWait === undefined ? {} : { colorsWait }),
    reasons: reasons.filter((reason) => reason !== 'none'),
    supplies: suppliesOf(printer),
    mediaReady: [...new Set(loaded.length > 0 ? loaded : printer.strings('media-ready'))].slice(0, 64),
    ...(model === undefined ? {} : { model: model.slice(0, 127) }),
  };
  const accepting = printer.boolean('printer-is-accepting-jobs') ?? true;
  return { ...(unusable(printer) ?? judge(worst, activity, accepting)), ...said };
}

/**
 * A color that is used up delays films with colors, but not gray films. RFC 8011 5.4.12: a reason without a suffix is an
 * error; a warning or a report delays nothing.
 */
function missingColors(
  reasons: readonly string[],
  printer: IppAttributes,
  holdFor: readonly ReasonPart[],
): string | undefined {
  const isOut = reasons.some((text) => {
    const { said, reason } = findingOf(text, { stopped: false, holdFor, hasMedia: true, hasBlack: true });
    const isError = said === undefined || said === 'FAILURE';
    return isError && reason.part === 'marking' && reason.info === 'SUPPLY EMPTY';
  });
  const [first, ...others] = isOut && holdFor.includes('marking') ? emptyColors(printer) : [];
  if (first === undefined) return undefined;
  const is = others.length === 0 ? 'is' : 'are';
  return `Films with colors wait: ${[first, ...others].join(', ')} ${is} used up. Replace it; gray films are printed in the meantime.`;
}

/** A tray with paper; printers that do not describe their trays report what is loaded. */
function hasMedia(printer: IppAttributes, named: boolean): boolean {
  const known = inputTrays(printer).filter(({ kind, isEmpty }) => kind !== 'auto' && isEmpty !== undefined);
  const full = known.some(({ isEmpty, kind }) => isEmpty === false && kind !== 'manual');
  if (full) return true;
  return named && !known.some(({ kind, isEmpty }) => kind === 'tray' && isEmpty === true);
}

const nameOfMedium = (medium: Medium): string => {
  const size = sizeOfMedium(medium);
  if (size) return mediaSizeName(size.widthMm, size.heightMm);
  return `roll_current_${Number(medium.width.max.toFixed(2))}x0mm`;
};

/** A printer that cannot be sent films is never ready. */
function unusable(printer: IppAttributes): Judgment | undefined {
  if (!printer.has('document-format-supported')) return undefined;
  const detail = missingFormat(capabilitiesOf(printer));
  return detail === undefined
    ? undefined
    : { status: 'FAILURE', info: 'ELEC CONFIG ERR', detail, ready: false };
}

type Judgment = PrinterStatus & Pick<DeviceState, 'detail' | 'ready'>;

function judge(worst: Finding | undefined, activity: string | undefined, accepting: boolean): Judgment {
  if (worst?.severity === 'FAILURE') {
    const { info, sentence } = worst.reason;
    return {
      status: 'FAILURE',
      info: info === 'NORMAL' ? 'CHECK PRINTER' : info,
      detail: sentence,
      ready: false,
    };
  }
  if (activity === 'stopped') {
    const detail = 'The printer is stopped and gives no reason: check its panel.';
    return { status: 'FAILURE', info: 'CHECK PRINTER', detail, ready: false };
  }
  if (!accepting && activity === 'processing') {
    const detail = 'The printer is printing and accepts the next job when it has finished.';
    return { status: 'WARNING', info: 'PRINTER BUSY', detail, ready: false };
  }
  if (!accepting) {
    const detail = 'The printer does not accept jobs: enable them there.';
    return { status: 'FAILURE', info: 'PRINTER OFFLINE', detail, ready: false };
  }
  if (worst) {
    const { info, sentence } = worst.reason;
    return { status: 'WARNING', info, detail: sentence, ready: true };
  }
  return { status: 'NORMAL', info: 'NORMAL', detail: 'Ready.', ready: true };
}
