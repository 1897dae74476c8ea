// Ink, toner and what is filled by waste, as printers tell of them: marker-… of CUPS, else printer-supply (PWG 5100.13). Start at
// `suppliesOf`.
import type { Supply } from '../destination.ts';
import type { IppAttributes } from './ipp-attributes.ts';

/** Levels of what is filled count the other way, or as the maker likes: they are not told. */
const isWaste = (text: string) => /waste|receptacle|filled/i.test(text);

/** marker-names with marker-levels (CUPS), else printer-supply (PWG 5100.13); levels below 0 are not known. */
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

/** Whether something with ink or toner for gray is said to be there; false when the printer does not say. */
export function hasBlack(printer: IppAttributes): boolean {
  if (printer.boolean('color-supported') === false) return false;
  const levels = printer.integers('marker-levels');
  const colors = printer.strings('marker-colors');
  const named = printer
    .strings('marker-names')
    .map((name, index) => ({ name, color: colors[index] ?? '', level: levels[index] }));
  const supplied = printer.strings('printer-supply').map((text) => {
    const fields = fieldsOf(text);
    return { name: fields.get('colorantname') ?? '', color: '', level: Number(fields.get('level') ?? -2) };
  });
  const all = named.length > 0 ? named : supplied;
  return all.some(
    ({ name, color, level }) =>
      (/black|\bP?G?BK\b|\bK\b/i.test(name) || color === '#000000') && level !== undefined && level > 0,
  );
}
