// Reads values of a configuration and changes them in its text: only changed values are rewritten, so that comments and layout
// of the rest stay. Start at `openYaml`.
import { isCollection, isMap, isScalar, isSeq, parseDocument, stringify, type Document } from 'yaml';

export type KeyPath = readonly (string | number)[];

export interface OpenYaml {
  /** The value at a path; undefined: not there. */
  readonly valueAt: (path: KeyPath) => unknown;
  /** The line of a path, from 1; undefined: not there. */
  readonly lineOf: (path: KeyPath) => number | undefined;
  /** The text with another value; undefined removes the key. */
  readonly withValue: (path: KeyPath, value: unknown) => string;
}

export type YamlText = { readonly kind: 'open'; readonly yaml: OpenYaml } | { readonly kind: 'invalid' };

export function openYaml(text: string): YamlText {
  const read = parseDocument(text, { keepSourceTokens: false });
  if (read.errors.length > 0 || (read.contents !== null && !isMap(read.contents))) return { kind: 'invalid' };
  const valueAt = (path: KeyPath): unknown => {
    const node: unknown = path.length === 0 ? read.contents : read.getIn(path, true);
    if (isScalar(node)) return node.value;
    return isCollection(node) ? (node.toJS(read) as unknown) : node;
  };
  return {
    kind: 'open',
    yaml: {
      valueAt,
      lineOf: (path) => {
        const node: unknown = read.getIn(path, true);
        const start = isScalar(node) || isCollection(node) ? node.range?.[0] : undefined;
        return start === undefined ? undefined : text.slice(0, start).split('\n').length;
      },
      withValue: (path, value) => withValue(text, read, path, value),
    },
  };
}

function withValue(text: string, read: Document, path: KeyPath, value: unknown): string {
  const node: unknown = read.getIn(path, true);
  const isSimple = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  // A value in the place of another one: nothing else of the text is touched.
  if (isSimple && isScalar(node) && node.range && isPlain(node.type)) {
    const [start, end] = node.range;
    const written = stringify(value, { lineWidth: 0 }).trimEnd();
    if (!written.includes('\n')) return text.slice(0, start) + written + text.slice(end);
  }
  const changed = parseDocument(text);
  if (value === undefined) changed.deleteIn(path);
  else changed.setIn(path, changed.createNode(value, flowOf(read, path)));
  return changed.toString({ lineWidth: 0 });
}

const isPlain = (type: unknown) => type === 'PLAIN' || type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';

/** A list that was on one line stays on one line; a new list of words is written on one line. */
function flowOf(read: Document, path: KeyPath): { readonly flow: boolean } {
  const node: unknown = read.getIn(path, true);
  if (isSeq(node) || isMap(node)) return { flow: node.flow === true };
  return { flow: typeof path.at(-1) === 'string' };
}
