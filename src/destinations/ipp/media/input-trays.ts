// printer-input-tray: the printer's description of each tray in a string of `key=value;` (PWG 5100.13 clause 5.4.6, the
// objects of RFC 3805). Manufacturers agree on the keys, but not on the unit of the sizes. Start at `inputTrays`.
import type { IppAttributes } from '../protocol/ipp-attributes.ts';
import { isSameSize, type MediaSize } from './medium.ts';

export interface InputTray {
  readonly name: string;
  /** Whether it holds a stack of sheets; false for a roll, a slot for single sheets, or automatic tray selection. */
  readonly kind: 'tray' | 'manual' | 'roll' | 'auto';
  /** Undefined: not reported. */
  readonly isEmpty?: boolean;
  /** Sizes that it may mean, most likely first: one per unit. */
  readonly sizes: readonly MediaSize[];
}

const maxTrays = 64;

/** Micrometers, ten-thousandths of an inch, and hundredths of a millimeter, which RFC 3805 does not have. */
const units = { micrometers: 0.001, inches: 0.002_54, hundredths: 0.01 } as const;
/** prtInputDimUnit: by its name and by its number. */
const declaredUnits: Readonly<Record<string, keyof typeof units>> = {
  micrometers: 'micrometers',
  '4': 'micrometers',
  tenthousandthsofinches: 'inches',
  '3': 'inches',
};

function fieldsOf(text: string): ReadonlyMap<string, string> {
  // Some firmware puts the attribute's own name before the first key.
  const pairs = text.replace(/^printer-input-tray[^=]*=\s*(?=type=)/i, '').split(';');
  const fields = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at > 0) fields.set(pair.slice(0, at).trim().toLowerCase(), pair.slice(at + 1).trim());
  }
  return fields;
}

function kindOf(type: string, name: string): InputTray['kind'] {
  if (/roll/i.test(type)) return 'roll';
  if (/manual/i.test(type) || /^manual/i.test(name)) return 'manual';
  return type === 'other' || /^auto$/i.test(name) ? 'auto' : 'tray';
}

/**
 * Level 0 is empty; -3 is some, -2 and -1 are not known. A status with the bit for critical alerts says that nothing comes
 * from the tray (RFC 3805 PrtSubUnitStatusTC: 16).
 */
function isEmpty(level: number, status: number): boolean | undefined {
  if (level === 0) return true;
  if (level > 0 || level === -3) return false;
  if (!Number.isInteger(status) || status < 0) return undefined;
  return (status & 16) !== 0 ? true : undefined;
}

export function inputTrays(printer: IppAttributes): readonly InputTray[] {
  return printer
    .strings('printer-input-tray')
    .slice(0, maxTrays)
    .map((text) => {
      const fields = fieldsOf(text);
      const number = (key: string) => Number.parseInt(fields.get(key) ?? '', 10);
      const name = (fields.get('name') ?? '').slice(0, 127);
      const empty = isEmpty(number('level'), number('status'));
      const declared = declaredUnits[fields.get('dimunit')?.toLowerCase() ?? ''];
      const [across, along] = [number('mediaxfeed'), number('mediafeed')];
      const order = declared ? [declared] : (['micrometers', 'inches', 'hundredths'] as const);
      const sizes = order.map((unit) => ({ widthMm: across * units[unit], heightMm: along * units[unit] }));
      return {
        name,
        kind: kindOf(fields.get('type') ?? '', name),
        ...(empty === undefined ? {} : { isEmpty: empty }),
        sizes: across > 0 && along > 0 ? sizes : [],
      };
    });
}

/** The media in the trays, limited to sizes that the printer supports: an unknown size is a limit, or in a wrong unit. */
export function loadedSizes(
  trays: readonly InputTray[],
  supported: readonly MediaSize[],
): readonly MediaSize[] {
  return trays
    .filter(({ kind, isEmpty }) => kind === 'tray' && isEmpty !== true)
    .flatMap(({ sizes }) => sizes.find((size) => supported.some((paper) => isSameSize(paper, size))) ?? []);
}
