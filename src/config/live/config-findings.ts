// The problems of a configuration at their places in the text. Every message begins with the path of its key; the place is that
// of the key, or of the nearest key above it that the text has. Start at `findingsOf`.
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { pathText, type KeyPath } from '../../shared/errors/key-path.ts';
import { pathOfMessage } from './key-paths.ts';

export interface Finding {
  /** access[0].may; null: the whole file. */
  readonly path: string | null;
  /** From 1; null: the whole file. */
  readonly line: number | null;
  readonly column: number | null;
  /** As at the start of a server. */
  readonly message: string;
}

/** The offset of the key, or of the entry of a list; undefined when the text has nothing of the path. */
function offsetOf(document: Document, keys: KeyPath): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const key of keys) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (!pair || !isScalar(pair.key)) break;
      offset = pair.key.range?.[0];
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(key)];
      if (item === undefined) break;
      node = item;
      if ((isMap(item) || isSeq(item) || isScalar(item)) && item.range) offset = item.range[0];
    } else break;
  }
  return offset;
}

export function findingsOf(problems: readonly string[], text: string): readonly Finding[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  const [broken] = document.errors;
  if (broken) {
    const at = lines.linePos(broken.pos[0]);
    return problems.map((message) => ({ path: null, line: at.line, column: at.col, message }));
  }
  return problems.map((message) => {
    const keys = pathOfMessage(message);
    const offset = keys && offsetOf(document, keys);
    const at = offset === undefined ? undefined : lines.linePos(offset);
    return {
      path: keys === undefined ? null : pathText(keys),
      line: at?.line ?? null,
      column: at?.col ?? null,
      message,
    };
  });
}
