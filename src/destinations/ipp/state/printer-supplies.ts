// Ink, toner and waste containers, as printers report them: marker-… of CUPS, otherwise printer-supply (PWG 5100.13). Start
// at `suppliesOf`.
import type { Supply } from '../../destination.ts';
import type { IppAttributes } from '../protocol/ipp-attributes.ts';

/** The levels of waste containers are inverted, or defined by the manufacturer: they are not reported. */
const isWaste = (text: string) => /waste|receptacle|filled/i.test(text);

/** marker-names with marker-levels (CUPS), otherwise printer-supply (PWG 5100.13); levels below 0 are unknown. */
export function suppliesOf(printer: IppAttributes): readonly Supply[] {
  const levels = printer.integers('marker-levels');
  const types = printer.strings('marker-types');
  const names = printer.strings('marker-names').slice(0, 32);
  if (names.length > 0) {
    return names.map((name, index) =>
      supply(name, isWaste(`${name} ${types[index] ?? ''}`) ? undefined : levels[index]),
    );
  }
  const descriptions = printer.strings('printer-supply-description');
  return printer
    .strings('printer-supply')
    .slice(0, 32)
    .map((text, index) => {
      const fields = fieldsOf(text);
      const [level, most] = [Number(fields.get('level')), Number(fields.get('maxcapacity'))];
      const percent = level >= 0 && most > 0 ? (level / most) * 100 : undefined;
      const name = descriptions[index] ?? fields.get('colorantname') ?? fields.get('type') ?? 'supply';
      return supply(
        name,
        isWaste(`${name} ${fields.get('class') ?? ''} ${fields.get('type') ?? ''}`) ? undefined : percent,
      );
    });
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  return new Map(text.split(';').map((field) => splitOnce(field)));
}

function splitOnce(field: string): readonly [string, string] {
  const at = field.indexOf('=');
  return at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
}

function supply(name: string, percent: number | undefined): Supply {
  const known = percent !== undefined && percent >= 0 && percent <= 100;
  return { name: name.slice(0, 127), ...(known ? { percent: Math.round(percent) } : {}) };
}

interface Ink {
  readonly name: string;
  /** `#000000`; empty: not reported. */
  readonly color: string;
  readonly level: number | undefined;
}

function inksOf(printer: IppAttributes): readonly Ink[] {
  const levels = printer.integers('marker-levels');
  const colors = printer.strings('marker-colors');
  const named = printer
    .strings('marker-names')
    .slice(0, 32)
    .map((name, index) => ({ name, color: colors[index] ?? '', level: levels[index] }));
  if (named.length > 0) return named;
  return printer
    .strings('printer-supply')
    .slice(0, 32)
    .map((text) => {
      const fields = fieldsOf(text);
      return { name: fields.get('colorantname') ?? '', color: '', level: Number(fields.get('level') ?? -2) };
    });
}

const isBlack = ({ name, color }: Ink) => /black|\bP?G?BK\b|\bK\b/i.test(name) || color === '#000000';

/** Cyan, magenta, yellow, their light variants, or all three in one, by the color or by the name. */
const isColor = (ink: Ink) =>
  !isBlack(ink) &&
  !isWaste(ink.name) &&
  (/^#(?!([0-9a-f]{2})\1\1$)[0-9a-f]{6}/i.test(ink.color) ||
    /cyan|magenta|yellow|tri-?colou?r|\bcolou?r|\bL?[CMY]\b|\bCMY\b/i.test(ink.name));

/** Whether ink or toner for gray is reported as available; false when the printer does not report it. */
export function hasBlack(printer: IppAttributes): boolean {
  if (printer.boolean('color-supported') === false) return false;
  return inksOf(printer).some((ink) => isBlack(ink) && ink.level !== undefined && ink.level > 0);
}

/** Names of the colors that are reported as used up, of a printer with colors. */
export function emptyColors(printer: IppAttributes): readonly string[] {
  if (printer.boolean('color-supported') === false) return [];
  return inksOf(printer)
    .filter((ink) => ink.level === 0 && isColor(ink))
    .map(({ name, color }) => name.slice(0, 127) || color);
}
