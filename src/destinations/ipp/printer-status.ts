// What an IPP printer says of itself → DeviceState: pure, by status-table.ts. Start at `deviceStateOf`.
import type { PrinterStatus } from '../../printer.ts';
import type { DeviceState, Supply } from '../destination.ts';
import type { IppAttributes } from './ipp-attributes.ts';
import { otherReason, printerReasons, reasonPatterns, type PrinterReason } from './status-table.ts';

/** What `deviceStateOf` looks at. */
export const stateAttributes: readonly string[] = [
  ...['printer-state', 'printer-state-reasons', 'printer-state-message', 'printer-is-accepting-jobs'],
  ...['media-ready', 'marker-names', 'marker-levels', 'printer-supply', 'printer-supply-description'],
  ...['printer-input-tray', 'printer-make-and-model', 'printer-uuid', 'printer-up-time'],
];

type Severity = PrinterStatus['status'];
const rank: Readonly<Record<Severity, number>> = { NORMAL: 0, WARNING: 1, FAILURE: 2 };
const suffixes: Readonly<Record<string, Severity>> = {
  report: 'NORMAL',
  warning: 'WARNING',
  error: 'FAILURE',
};
interface Finding {
  readonly severity: Severity;
  readonly reason: PrinterReason;
}

function rowOf(keyword: string): PrinterReason {
  if (Object.hasOwn(printerReasons, keyword)) return printerReasons[keyword] ?? otherReason;
  const known = reasonPatterns.find(([pattern]) => pattern.test(keyword));
  return (known && printerReasons[known[1]]) ?? otherReason;
}

function findingOf(text: string, stopped: boolean): Finding {
  const [, keyword = text, suffix = ''] = /^(.*)-(report|warning|error)$/.exec(text) ?? [];
  const reason = rowOf(keyword);
  if (stopped && reason.stops) return { severity: 'FAILURE', reason };
  const said = Object.hasOwn(suffixes, suffix) ? suffixes[suffix] : undefined;
  // An empty tray, or a printer that is gone behind its server, is trouble also when it is only reported.
  if (said === 'NORMAL') {
    return { severity: reason.stops && reason !== otherReason ? 'WARNING' : 'NORMAL', reason };
  }
  return { severity: reason.severity === 'NORMAL' ? 'NORMAL' : (said ?? reason.severity), reason };
}

const order = [...Object.values(printerReasons), otherReason];

/** From an answer to Get-Printer-Attributes; from nonsense, a printer of which nothing is known. */
export function deviceStateOf(printer: IppAttributes): DeviceState {
  const stopped = printer.string('printer-state') === 'stopped';
  const reasons = printer.strings('printer-state-reasons').slice(0, 64);
  const [worst] = reasons
    .map((text) => findingOf(text, stopped))
    .filter(({ severity }) => severity !== 'NORMAL')
    .toSorted(
      (a, b) => rank[b.severity] - rank[a.severity] || order.indexOf(a.reason) - order.indexOf(b.reason),
    );
  const model = printer.string('printer-make-and-model');
  const said = {
    reasons: reasons.filter((reason) => reason !== 'none'),
    supplies: suppliesOf(printer),
    mediaReady: printer.strings('media-ready').slice(0, 64),
    ...(model === undefined ? {} : { model: model.slice(0, 127) }),
  };
  return { ...judge(worst, stopped, printer.boolean('printer-is-accepting-jobs') ?? true), ...said };
}

function judge(
  worst: Finding | undefined,
  stopped: boolean,
  accepting: boolean,
): PrinterStatus & Pick<DeviceState, 'detail' | 'ready'> {
  if (worst?.severity === 'FAILURE') {
    const { info, sentence } = worst.reason;
    return {
      status: 'FAILURE',
      info: info === 'NORMAL' ? 'CHECK PRINTER' : info,
      detail: sentence,
      ready: false,
    };
  }
  if (stopped) {
    const detail = 'The printer is stopped and does not say why: look at its panel.';
    return { status: 'FAILURE', info: 'CHECK PRINTER', detail, ready: false };
  }
  if (!accepting) {
    const detail = 'The printer accepts no jobs: allow them there.';
    return { status: 'FAILURE', info: 'PRINTER OFFLINE', detail, ready: false };
  }
  if (worst) {
    const { info, sentence } = worst.reason;
    return { status: 'WARNING', info, detail: sentence, ready: true };
  }
  return { status: 'NORMAL', info: 'NORMAL', detail: 'Ready.', ready: true };
}

/** marker-names with marker-levels (CUPS), else printer-supply (PWG 5100.13); levels below 0 are not known. */
function suppliesOf(printer: IppAttributes): readonly Supply[] {
  const levels = printer.integers('marker-levels');
  const names = printer.strings('marker-names').slice(0, 32);
  if (names.length > 0) return names.map((name, index) => supply(name, levels[index]));
  const descriptions = printer.strings('printer-supply-description');
  return printer
    .strings('printer-supply')
    .slice(0, 32)
    .map((text, index) => {
      const fields = new Map(text.split(';').map((field) => splitOnce(field)));
      const [level, most] = [Number(fields.get('level')), Number(fields.get('maxcapacity'))];
      const percent = level >= 0 && most > 0 ? (level / most) * 100 : undefined;
      return supply(
        descriptions[index] ?? fields.get('colorantname') ?? fields.get('type') ?? 'supply',
        percent,
      );
    });
}

function splitOnce(field: string): readonly [string, string] {
  const at = field.indexOf('=');
  return at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
}

function supply(name: string, percent: number | undefined): Supply {
  const known = percent !== undefined && percent >= 0 && percent <= 100;
  return { name: name.slice(0, 127), ...(known ? { percent: Math.round(percent) } : {}) };
}
