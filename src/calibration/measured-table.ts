// Measured densities as text, typed or exported by a densitometer. Columns may be separated by commas, semicolons,
// tabs or spaces, decimals by a comma; CGATS files (ISO 28178) are read too. Start at `readMeasurements`.
import { unusable, type MeasuredPatch } from './curve/measurement.ts';
import type { ScannerPoint } from './scan/scanner-curve.ts';
import { targetLevels, targetPatches, type TargetKind } from './target/target-layout.ts';

const columnNames = {
  patch: [
    'patch',
    'patchno',
    'patchnumber',
    'sampleid',
    'sample',
    'no',
    'nr',
    'number',
    'id',
    'feld',
    'step',
  ],
  deviceValue: ['devicevalue', 'value', 'ddl', 'input', 'grey', 'gray', 'graylevel', 'level', 'code'],
  scanValue: ['scanvalue', 'scan', 'scanner', 'rgb', 'pixel', 'mean'],
  density: ['density', 'd', 'od', 'dvis', 'visual', 'vis', 'dk', 'k', 'opticaldensity', 'dichte', 'densite'],
} as const;
type Column = keyof typeof columnNames;

const maxRows = 10_000;

interface Table {
  /** The columns by their headings; default: there are no headings. */
  readonly heading?: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

const plainName = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');

/** The data lines, and the line of headings in a CGATS file. */
function linesOf(text: string): readonly string[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const between = (begin: string, end: string) => {
    const [from, to] = [lines.indexOf(begin), lines.indexOf(end)];
    return from >= 0 && to > from ? lines.slice(from + 1, to) : undefined;
  };
  const data = between('BEGIN_DATA', 'END_DATA');
  if (!data) return lines;
  const heading = between('BEGIN_DATA_FORMAT', 'END_DATA_FORMAT') ?? [];
  return [heading.join('\t'), ...data].filter((line) => line !== '');
}

function separatorOf(lines: readonly string[]): RegExp {
  const usual = (mark: string) => lines.filter((line) => line.includes(mark)).length > lines.length / 2;
  if (usual('\t')) return /\s*\t\s*/;
  if (usual(';')) return /\s*;\s*/;
  // `1 1,23`: the comma belongs to the number.
  if (usual(' ') && !usual(', ')) return /\s+/;
  return usual(',') ? /\s*,\s*/ : /\s+/;
}

const cellsOf = (line: string, separator: RegExp) =>
  line.split(separator).map((cell) => cell.replace(/^"(.*)"$/, '$1').trim());

/** A number with a point or a comma; NaN for anything else. Patch names such as A12 are accepted. */
function numberOf(cell: string): number {
  const text = cell.replace(',', '.');
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : NaN;
}

function readTable(text: string): Table {
  const lines = linesOf(text);
  if (lines.length === 0) throw unusable('The file of measurements is empty.');
  if (lines.length > maxRows)
    throw unusable(`The file has ${lines.length} lines; a target has at most 64 patches.`);
  const separator = separatorOf(lines);
  const cells = lines.map((line) => cellsOf(line, separator));
  const isHeading = (row: readonly string[]) =>
    row.some((cell) => Number.isNaN(numberOf(cell)) && /[a-z]/i.test(cell));
  const [first = []] = cells;
  const heading = isHeading(first) ? first : undefined;
  const rows = (heading ? cells.slice(1) : cells).map((row, index) => {
    if (row.every((cell) => cell === '')) return [];
    const numbers = row.map(numberOf);
    if (numbers.every((number) => Number.isNaN(number))) {
      const line = index + (heading ? 2 : 1);
      throw unusable(`Line ${line} of the measurements holds no number: "${row.join(' ').slice(0, 40)}".`);
    }
    return numbers;
  });
  return { ...(heading ? { heading } : {}), rows: rows.filter((row) => row.length > 0) };
}

function findColumn({ heading }: Table, column: Column): number | undefined {
  const names: readonly string[] = columnNames[column];
  const at = heading?.findIndex((name) => names.includes(plainName(name))) ?? -1;
  return at < 0 ? undefined : at;
}

const headings = (table: Table) => table.heading?.join(', ') ?? 'none';

function cell(row: readonly number[], column: number, what: string, index: number): number {
  const value = row[column];
  if (value === undefined || Number.isNaN(value)) {
    throw unusable(`Row ${index + 1} of the measurements has no ${what}.`);
  }
  return value;
}

/** Number of values of the wedge whose last patch has this number. */
function levelsOf(lastPatch: number): number {
  const twice = lastPatch / 2;
  return Number.isInteger(twice) && twice >= targetLevels.least && twice <= targetLevels.most / 2
    ? twice
    : lastPatch;
}

/** The target to which patch numbers refer. */
export interface TableTarget {
  readonly kind: TargetKind;
  /** Number of values of its wedge; default: derived from the number of patches. */
  readonly levels?: number;
}

/** Converts densities by patch number to densities by the target's values. */
function byPatch(
  densities: readonly { readonly patch: number; readonly density: number }[],
  { levels, kind }: TableTarget,
): readonly MeasuredPatch[] {
  const last = Math.max(...densities.map(({ patch }) => patch));
  const known = levels ?? levelsOf(last);
  if (known < targetLevels.least || known > targetLevels.most) {
    throw unusable(
      `The measurements end with patch ${last}, but a target has ${targetLevels.least * 2} to 64. Give them with the columns patch and density, or deviceValue and density.`,
    );
  }
  const values = new Map(targetPatches(known, kind).map(({ patch, value }) => [patch, value]));
  return densities.map(({ patch, density }) => {
    const deviceValue = values.get(patch);
    if (deviceValue === undefined) {
      throw unusable(
        `There is no patch ${patch} on a target of ${known} values; --levels says how many it has.`,
      );
    }
    return { patch, deviceValue, density };
  });
}

/** Whether numbers without a heading are patch numbers 1, 2, 3 …; otherwise they are device values. */
function counts(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => number === index + 1);
}

/**
 * Reads measured densities: `deviceValue,density`, `patch,density`, or densities alone in the order of the patches.
 * @param target - the values of numbered patches
 * @throws SetupFailure `measurement-unusable` with the invalid line or columns
 */
export function readMeasurements(text: string, target: TableTarget): readonly MeasuredPatch[] {
  const table = readTable(text);
  const { rows } = table;
  const density = table.heading ? findColumn(table, 'density') : (rows[0]?.length ?? 1) - 1;
  if (density === undefined) {
    throw unusable(`No column of the measurements is called density; there is ${headings(table)}.`);
  }
  const patch = findColumn(table, 'patch');
  const value = findColumn(table, 'deviceValue');
  const densityAt = (row: readonly number[], index: number) => cell(row, density, 'density', index);
  if (value !== undefined && value !== density) {
    return rows.map((row, index) => ({
      deviceValue: cell(row, value, 'device value', index),
      density: densityAt(row, index),
      ...(patch === undefined ? {} : { patch: cell(row, patch, 'patch', index) }),
    }));
  }
  const first = rows.map((row) => row[0] ?? NaN);
  const isPatch = patch !== undefined || (!table.heading && density > 0 && counts(first));
  if (isPatch || density === 0) {
    const numbered = rows.map((row, index) => ({
      patch: isPatch ? cell(row, patch ?? 0, 'patch', index) : index + 1,
      density: densityAt(row, index),
    }));
    return byPatch(numbered, target);
  }
  if (table.heading) {
    throw unusable(
      `The measurements have no column called deviceValue or patch; there is ${headings(table)}.`,
    );
  }
  return rows.map((row, index) => ({
    deviceValue: cell(row, 0, 'device value', index),
    density: densityAt(row, index),
  }));
}

/**
 * Reads the curve of a scanner: `scanValue,density`, values 0 to 255 as picture editors show them.
 * @throws SetupFailure `measurement-unusable`
 */
export function readScannerCurve(text: string): readonly ScannerPoint[] {
  const table = readTable(text);
  const density = table.heading ? findColumn(table, 'density') : 1;
  const scan = table.heading ? (findColumn(table, 'scanValue') ?? findColumn(table, 'deviceValue')) : 0;
  if (density === undefined || scan === undefined || scan === density) {
    throw unusable(
      `The scanner's curve needs the columns scanValue and density; there is ${headings(table)}.`,
    );
  }
  return table.rows.map((row, index) => {
    const scanValue = cell(row, scan, 'scan value', index);
    if (!(scanValue >= 0 && scanValue <= 255)) {
      throw unusable(`Scan value ${scanValue} in row ${index + 1} is not valid; must be 0 to 255.`);
    }
    return { scanValue, density: cell(row, density, 'density', index) };
  });
}

/** The curve of a scanner in the text format that `readScannerCurve` reads. */
export function scannerCurveText(points: readonly ScannerPoint[]): string {
  const lines = [...points]
    .sort((a, b) => a.scanValue - b.scanValue)
    .map(({ scanValue, density }) => `${scanValue.toFixed(2)},${density.toFixed(4)}`);
  return ['scanValue,density', ...lines, ''].join('\n');
}
