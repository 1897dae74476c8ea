// Adds a printer to a configuration file and keeps everything else, comments and order included. The result is validated as the
// server would before it replaces the file atomically; the previous file is kept beside it.
import { chmod, copyFile, readFile, realpath, stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { isMap, isSeq, parseDocument, stringify, YAMLMap, type Document } from 'yaml';
import { checkConfig } from '../../config/config.ts';
import { replaceFile } from '../../config/live/replace-file.ts';
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';

export interface NewPrinter {
  readonly aeTitle: string;
  readonly name: string;
  /** As written in the file: kind, name and keys of the kind. */
  readonly destination: Readonly<Record<string, string>>;
}

function fail(file: string, problem: string, cause?: unknown): never {
  throw new SetupFailure('config-invalid', `${file} was not changed: ${problem}`, { cause });
}

/** The default printer of a file without printers. */
const standard = { aeTitle: 'HARDCOPY', name: 'Film to PDF' };

function nodeOf({ aeTitle, name, destination }: NewPrinter) {
  return { aeTitle, name, destinations: [destination] };
}

/** Inserts the printer as new lines after the last one, all other bytes unchanged; undefined: not possible that way. */
function inserted(text: string, document: Document, printer: NewPrinter): string | undefined {
  const printers = document.get('printers');
  const last = isSeq(printers) && printers.flow !== true ? printers.items.at(-1) : undefined;
  if (!isMap(last) || !last.range) return undefined;
  const [start, end] = last.range;
  const indentation = /^( *)- +$/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))?.[1];
  if (indentation === undefined) return undefined;
  const lineEnd = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  const [before, after] =
    lineEnd < 0 ? [`${text}\n`, ''] : [text.slice(0, lineEnd + 1), text.slice(lineEnd + 1)];
  const lines = stringify([nodeOf(printer)], { lineWidth: 0 }).replace(/^(?=.)/gm, indentation);
  return before + lines + after;
}

/** The same through the YAML document, which may reformat other lines. */
function rewritten(document: Document, printer: NewPrinter): string {
  const added = document.createNode(nodeOf(printer));
  document.contents ??= new YAMLMap();
  const printers = document.get('printers');
  if (isSeq(printers)) {
    // Keeps `printers: [{ … }]` readable.
    printers.flow = false;
    printers.add(added);
  } else {
    const before = printer.aeTitle === standard.aeTitle ? [] : [document.createNode(standard)];
    document.set('printers', document.createNode([...before, added]));
  }
  return document.toString({ lineWidth: 0 });
}

/** The value of a text; undefined when it is not YAML. */
function meaningOf(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : document.toJS();
}

/**
 * The text with one more printer. Throws SetupFailure `config-invalid` when the text is not a configuration, or has the AE
 * title already.
 */
function withPrinter(text: string, printer: NewPrinter, file: string): string {
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem) fail(file, `it is not YAML: ${problem.message.split('\n')[0] ?? ''}`);
  if (document.contents !== null && !isMap(document.contents)) fail(file, 'it is not a configuration');
  const found = document.get('printers');
  const titles = isSeq(found)
    ? found.items.map((item) => (isMap(item) ? item.get('aeTitle') : undefined))
    : [standard.aeTitle];
  if (titles.includes(printer.aeTitle) && isSeq(found))
    fail(file, `there is a printer ${printer.aeTitle} already; choose another AE title`);
  const simple = inserted(text, document, printer);
  const result = rewritten(document, printer);
  // Inserted lines are used only if they parse to the same value.
  return simple !== undefined && isDeepStrictEqual(meaningOf(simple), meaningOf(result)) ? simple : result;
}

/** Writes the file. Throws SetupFailure `config-invalid`; the file is then unchanged. */
export async function addPrinter(named: string, printer: NewPrinter): Promise<{ readonly backup: string }> {
  try {
    // A symbolic link stays a link.
    const file = await realpath(named);
    const result = withPrinter(await readFile(file, 'utf8'), printer, named);
    const checked = checkConfig(result, { file });
    if (checked.kind === 'invalid')
      fail(named, `with this printer it would be invalid: ${checked.problems.join('\n  ')}`);
    const backup = `${file}.bak`;
    await copyFile(file, backup);
    await chmod(backup, (await stat(file)).mode & 0o7777);
    await replaceFile(file, result);
    return { backup };
  } catch (error) {
    if (error instanceof SetupFailure) throw error;
    return fail(named, messageOf(error), error);
  }
}
