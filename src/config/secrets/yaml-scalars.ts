// The values of a YAML document with their paths, for what looks at single values of a configuration: secrets and references.
import { isAlias, isMap, isScalar, isSeq, type Document, type Scalar } from 'yaml';
import type { KeyPath } from '../../shared/errors/key-path.ts';

/** Deeper than any configuration; an alias may refer to itself. */
const maxDepth = 32;

/** Every value of the document with its path, in the order of the text; the value of an alias at each place that names it. */
export function scalarsOf(document: Document): Iterable<readonly [KeyPath, Scalar]> {
  return scalarsIn(document, document.contents, []);
}

function* scalarsIn(document: Document, node: unknown, keys: KeyPath): Generator<readonly [KeyPath, Scalar]> {
  if (keys.length > maxDepth) return;
  if (isAlias(node)) yield* scalarsIn(document, node.resolve(document), keys);
  else if (isScalar(node)) yield [keys, node];
  else if (isSeq(node))
    for (const [index, item] of node.items.entries()) yield* scalarsIn(document, item, [...keys, index]);
  else if (isMap(node))
    for (const { key, value } of node.items)
      yield* scalarsIn(document, value, [...keys, isScalar(key) ? String(key.value) : '']);
}
