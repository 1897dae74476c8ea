// The settings of a printer that its page edits, as texts of fields, and what they change in the printer as it is written in the
// configuration. What a user leaves as it is stays as it is written. Pure. Start at `editOf`.

/** A printer as the API sends and takes it. */
export type WrittenPrinter = Readonly<Record<string, unknown>> & { readonly aeTitle: string };

/** Keys of a printer with a field of their own; lists are texts with commas. */
export const editedKeys = [
  'name',
  'aeTitle',
  'aeTitleAliases',
  'medium',
  'resolution',
  'filmSizes',
  'maxCopies',
  'ruler',
  'header',
  'footer',
] as const;
export type EditedKey = (typeof editedKeys)[number];

/** A name of films, and what the device takes for it: a tray, or a type of media. */
export interface TrayRow {
  /** BIN_1, BLUE FILM. */
  readonly term: string;
  /** media-source or media-type of the device. */
  readonly device: string;
}

export const trayKinds = ['trays', 'mediumTypes'] as const;
export type TrayKind = (typeof trayKinds)[number];
export type Trays = Readonly<Record<TrayKind, readonly TrayRow[]>>;

/** Trays of a destination of kind ipp. */
export interface DestinationEdit {
  /** Its place in the list of destinations. */
  readonly index: number;
  readonly uri: string;
  readonly trays: Trays;
}

export interface PrinterEdit {
  readonly values: Readonly<Record<EditedKey, string>>;
  readonly destinations: readonly DestinationEdit[];
}

/** The medium of a printer with densities of its own; its field leaves it as it is. */
export const ownMedium = 'own';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const recordOf = (value: unknown) => (isRecord(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

function fieldText(key: EditedKey, value: unknown): string {
  if (key === 'medium') return value === undefined ? 'paper' : isRecord(value) ? ownMedium : textOf(value);
  if (key === 'ruler') return value === undefined ? 'none' : textOf(value);
  return Array.isArray(value) ? value.map(textOf).join(', ') : textOf(value);
}

function traysOf(destination: Readonly<Record<string, unknown>>): Trays {
  const { trays, mediumTypes } = destination;
  return {
    trays: Object.entries(recordOf(trays)).map(([term, tray]) => ({
      term,
      device: textOf(recordOf(tray).source),
    })),
    mediumTypes: Object.entries(recordOf(mediumTypes)).map(([term, type]) => ({
      term,
      device: textOf(type),
    })),
  };
}

/** The fields of a printer. */
export function editOf(printer: WrittenPrinter): PrinterEdit {
  const written: Readonly<Record<string, unknown>> = printer;
  return {
    values: Object.fromEntries(editedKeys.map((key) => [key, fieldText(key, written[key])])) as Record<
      EditedKey,
      string
    >,
    destinations: listOf(written.destinations).flatMap((one, index) => {
      const destination = recordOf(one);
      if (destination.kind !== 'ipp') return [];
      return [{ index, uri: textOf(destination.uri), trays: traysOf(destination) }];
    }),
  };
}

const lists: ReadonlySet<EditedKey> = new Set(['aeTitleAliases', 'filmSizes']);
const numbers: ReadonlySet<EditedKey> = new Set(['resolution', 'maxCopies']);

/** What is written for the text of a field; undefined: nothing, the default applies. Whether a text is a number is for the server to say. */
function valueOf(key: EditedKey, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (lists.has(key))
    return trimmed
      .split(/[,;\n]/)
      .map((part) => part.trim())
      .filter((part) => part !== '');
  if (numbers.has(key)) return Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
  return trimmed;
}

/** Rows without a name, or without anything behind it, are left out. */
const filledRows = (rows: readonly TrayRow[]): readonly TrayRow[] =>
  rows
    .map(({ term, device }) => ({ term: term.trim(), device: device.trim() }))
    .filter(({ term, device }) => term !== '' && device !== '');

/** The keys of a destination for its trays, with what is written of a tray besides its source. */
export function writtenTrays(trays: Trays, before: unknown = {}): Readonly<Record<string, unknown>> {
  const known = recordOf(recordOf(before).trays);
  const sources = filledRows(trays.trays).map(({ term, device }) => [
    term,
    { ...recordOf(known[term]), source: device },
  ]);
  const types = filledRows(trays.mediumTypes).map(({ term, device }) => [term, device]);
  return {
    ...(sources.length > 0 ? { trays: Object.fromEntries(sources) } : {}),
    ...(types.length > 0 ? { mediumTypes: Object.fromEntries(types) } : {}),
  };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Keys and destinations whose fields differ. */
export function changedFields(from: PrinterEdit, to: PrinterEdit): readonly string[] {
  const destinations = to.destinations.filter(
    ({ index, trays }) => !same(from.destinations.find((one) => one.index === index)?.trays, trays),
  );
  return [
    ...editedKeys.filter((key) => from.values[key] !== to.values[key]),
    ...destinations.map(({ index }) => `destinations[${index}]`),
  ];
}

/**
 * The printer with what a user changed.
 * @param printer as it is written now
 * @param from the fields that editing began with
 * @param to the fields as the user left them
 */
export function editedPrinter(printer: WrittenPrinter, from: PrinterEdit, to: PrinterEdit): WrittenPrinter {
  const changed = new Set(changedFields(from, to));
  const written = new Map<string, unknown>(Object.entries(printer));
  for (const key of editedKeys) {
    if (!changed.has(key)) continue;
    const value = valueOf(key, to.values[key]);
    if (value === undefined) written.delete(key);
    else written.set(key, value);
  }
  const result: Record<string, unknown> = Object.fromEntries(written);
  result.destinations = listOf(result.destinations).map((one, index) => {
    const edit = to.destinations.find((destination) => destination.index === index);
    if (edit === undefined || !changed.has(`destinations[${index}]`)) return one;
    const { trays: _trays, mediumTypes: _types, ...rest } = recordOf(one);
    return { ...rest, ...writtenTrays(edit.trays, one) };
  });
  if (!Array.isArray(printer.destinations)) delete result.destinations;
  return { ...result, aeTitle: textOf(result.aeTitle) };
}

/** Puts what a user changed on top of other fields: after another user has changed the printer. */
export function onTopOf(theirs: PrinterEdit, from: PrinterEdit, mine: PrinterEdit): PrinterEdit {
  const changed = new Set(changedFields(from, mine));
  return {
    values: Object.fromEntries(
      editedKeys.map((key) => [key, changed.has(key) ? mine.values[key] : theirs.values[key]]),
    ) as Record<EditedKey, string>,
    destinations: theirs.destinations.map((destination) =>
      changed.has(`destinations[${destination.index}]`)
        ? { ...destination, ...mine.destinations.find(({ index }) => index === destination.index) }
        : destination,
    ),
  };
}
