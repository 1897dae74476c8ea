// Edits of the printers in the text of a configuration: add, change, remove. Everything else stays, comments and order
// included, where possible byte for byte. Pure. Start at `withPrinter`.
import { isDeepStrictEqual } from 'node:util';
import { Document, isMap, isSeq, parseDocument, stringify, YAMLMap, type YAMLSeq } from 'yaml';
import { ConfigTextFailure } from '../../shared/errors/config-text-failure.ts';
import { aeTitleKey } from '../../shared/film/printer-titles.ts';
import { defaultPrinters } from '../schema/config-schema.ts';

/** A printer as it is written in the file. */
export type WrittenPrinter = Readonly<Record<string, unknown>> & { readonly aeTitle: string };

/** Throws ConfigTextFailure when the text is not a configuration. */
function documentOf(text: string): Document {
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem) throw new ConfigTextFailure([`it is not YAML: ${problem.message.split('\n')[0] ?? ''}`]);
  if (document.contents !== null && !isMap(document.contents))
    throw new ConfigTextFailure(['it is not a configuration']);
  return document;
}

/** The value of a text; undefined when it is not YAML. */
function meaningOf(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : document.toJS();
}

/** The text that keeps more bytes, if it means the same. */
function simplest(simple: string | undefined, document: Document): string {
  const result = document.toString({ lineWidth: 0 });
  return simple !== undefined && isDeepStrictEqual(meaningOf(simple), meaningOf(result)) ? simple : result;
}

const titleOf = (item: unknown): string | undefined => {
  const title = isMap(item) ? item.get('aeTitle') : undefined;
  return typeof title === 'string' ? title : undefined;
};

const isSame = (title: string | undefined, aeTitle: string) =>
  title !== undefined && aeTitleKey(title) === aeTitleKey(aeTitle);

/** The printers of the document, with those that a configuration without printers has. */
function printersOf(document: Document): YAMLSeq {
  document.contents ??= new YAMLMap();
  const found = document.get('printers');
  if (isSeq(found)) return found;
  const node = document.createNode(defaultPrinters);
  document.set('printers', node);
  return node;
}

function indexOf(printers: YAMLSeq, aeTitle: string): number {
  const index = printers.items.findIndex((item) => isSame(titleOf(item), aeTitle));
  if (index < 0) throw new ConfigTextFailure([`it has no printer ${aeTitle}`]);
  return index;
}

/** Where an item of a list in block style stands: from its dash to the end of its last line. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly indentation: string;
}

function placeOf(text: string, printers: YAMLSeq, item: unknown): Place | undefined {
  if (printers.flow === true || !isMap(item) || !item.range) return undefined;
  const [start, valueEnd] = item.range;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indentation = /^( *)- +$/.exec(text.slice(lineStart, start))?.[1];
  if (indentation === undefined) return undefined;
  const lineEnd = text[valueEnd - 1] === '\n' ? valueEnd - 1 : text.indexOf('\n', valueEnd);
  return { start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1, indentation };
}

const indented = (lines: string, indentation: string) => lines.replace(/^(?=.)/gm, indentation);

/** The printer with this AE title as it is written; undefined: there is none. Throws ConfigTextFailure. */
export function writtenPrinter(text: string, aeTitle: string): WrittenPrinter | undefined {
  const document = documentOf(text);
  const printers: unknown = printersOf(document).toJS(document);
  if (!Array.isArray(printers)) return undefined;
  return (printers as readonly WrittenPrinter[]).find((printer) => isSame(printer.aeTitle, aeTitle));
}

/** Its position in the list of printers, from 0. Throws ConfigTextFailure when there is no such printer. */
export function placeOfPrinter(text: string, aeTitle: string): number {
  return indexOf(printersOf(documentOf(text)), aeTitle);
}

/**
 * The text with one more printer, after the others. Throws ConfigTextFailure when the text is not a configuration, or has the AE
 * title already.
 */
export function withPrinter(text: string, printer: WrittenPrinter): string {
  const document = documentOf(text);
  const isDefault = !isSeq(document.get('printers'));
  const printers = printersOf(document);
  // A text without printers has the default printer, which is not written; a new printer with its title replaces it.
  if (isDefault) printers.items = printers.items.filter((item) => !isSame(titleOf(item), printer.aeTitle));
  if (printers.items.some((item) => isSame(titleOf(item), printer.aeTitle)))
    throw new ConfigTextFailure([`there is a printer ${printer.aeTitle} already; choose another AE title`]);
  const place = isDefault ? undefined : placeOf(text, printers, printers.items.at(-1));
  const simple =
    place &&
    `${text.slice(0, place.end)}${text[place.end - 1] === '\n' ? '' : '\n'}${indented(
      stringify([printer], { lineWidth: 0 }),
      place.indentation,
    )}${text.slice(place.end)}`;
  // Keeps `printers: [{ … }]` readable.
  printers.flow = false;
  printers.add(document.createNode(printer));
  return simplest(simple, document);
}

/** Changes a map to these values: keys that stay keep their comments. */
function mergeInto(document: Document, map: YAMLMap, values: Readonly<Record<string, unknown>>): void {
  const before = (map.toJS(document) ?? {}) as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(before)) if (!Object.hasOwn(values, key)) map.delete(key);
  for (const [key, value] of Object.entries(values)) {
    if (isDeepStrictEqual(before[key], value)) continue;
    const node = map.get(key, true);
    if (isMap(node) && isRecord(value)) mergeInto(document, node, value);
    else if (isSeq(node) && Array.isArray(value)) mergeList(document, node, value);
    else map.set(key, document.createNode(value));
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mergeList(document: Document, list: YAMLSeq, values: readonly unknown[]): void {
  list.items = values.map((value, index) => {
    const item = list.items[index];
    if (!isMap(item) || !isRecord(value)) return document.createNode(value);
    mergeInto(document, item, value);
    return item;
  });
}

/** The text with other settings of a printer. Throws ConfigTextFailure when it has no such printer. */
export function withChangedPrinter(text: string, aeTitle: string, printer: WrittenPrinter): string {
  const document = documentOf(text);
  const printers = printersOf(document);
  const index = indexOf(printers, aeTitle);
  const item = printers.items[index];
  const place = placeOf(text, printers, item);
  if (isMap(item)) mergeInto(document, item, printer);
  else printers.items[index] = document.createNode(printer);
  return simplest(place && respelled(text, place, item), document);
}

/** The text with the lines of one printer written anew from its node, with its comments. */
function respelled(text: string, { start, end, indentation }: Place, item: unknown): string | undefined {
  if (!isMap(item)) return undefined;
  const alone = new Document([]);
  const list = alone.contents as unknown;
  if (!isSeq(list)) return undefined;
  list.items = [item];
  try {
    return `${text.slice(0, start)}${indented(alone.toString({ lineWidth: 0 }), indentation)}${text.slice(end)}`;
  } catch {
    // The item refers to an anchor elsewhere in the text.
    return undefined;
  }
}

/** The text without a printer. Throws ConfigTextFailure when it has no such printer. */
export function withoutPrinter(text: string, aeTitle: string): string {
  const document = documentOf(text);
  const printers = printersOf(document);
  const index = indexOf(printers, aeTitle);
  const place = placeOf(text, printers, printers.items[index]);
  const isLast = printers.items.length === 1;
  printers.items.splice(index, 1);
  // A list without items stands in brackets.
  if (isLast) printers.flow = true;
  return simplest(
    place && !isLast ? `${text.slice(0, place.start)}${text.slice(place.end)}` : undefined,
    document,
  );
}
