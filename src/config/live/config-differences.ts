// What differs between two configurations, key by key, with the defaults filled in, so that writing a default changes nothing.
// Start at `differencesOf`.
import { isDeepStrictEqual } from 'node:util';
import type { ConfigSource } from '../config.ts';
import { defaultPrinters } from '../schema/config-schema.ts';
import { hasReference, secretText, withoutSecretValues } from '../secrets/secret-keys.ts';
import { withReferences } from '../secrets/references.ts';
import { effectOf, type Effect } from './key-effects.ts';
import { pathText, type KeyPath } from '../../shared/errors/key-path.ts';

export interface Difference {
  /** As in messages: access[0].may */
  readonly path: string;
  /** As JSON, shortened; null: not present. Secrets are not shown. */
  readonly before: string | null;
  readonly after: string | null;
  readonly effect: Effect;
}

const maxShown = 200;

type Values = Readonly<Record<string, unknown>>;

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The values to compare. Printers as written: their destinations are resolved by functions, which cannot be compared. */
function valuesOf({ written, found }: ConfigSource): Values {
  const shown = withReferences(written, found, hasReference);
  return {
    ...(isValues(shown) ? shown : {}),
    printers: (isValues(found) ? found.printers : undefined) ?? defaultPrinters,
  };
}

function shown(keys: KeyPath, value: unknown): string | null {
  if (value === undefined) return null;
  const safe = withoutSecretValues(value, keys);
  if (safe === secretText) return secretText;
  const text = JSON.stringify(safe);
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}

/** Lists of texts and numbers are compared as a whole. */
const isPlainList = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && !value.some((item) => typeof item === 'object'));

const titleOf = (value: unknown): unknown =>
  isValues(value) && typeof value.aeTitle === 'string' ? value.aeTitle.toUpperCase() : undefined;

/** The entries of two lists that belong together: printers by AE title, others by position. */
function* pairs(
  before: readonly unknown[],
  after: readonly unknown[],
  byTitle: boolean,
): Generator<readonly [index: number, before: unknown, after: unknown]> {
  if (!byTitle) {
    for (let index = 0; index < Math.max(before.length, after.length); index += 1)
      yield [index, before[index], after[index]];
    return;
  }
  for (const [index, item] of after.entries())
    yield [index, before.find((other) => titleOf(other) === titleOf(item)), item];
  for (const [index, item] of before.entries())
    if (!after.some((other) => titleOf(other) === titleOf(item))) yield [index, item, undefined];
}

function* differences(keys: KeyPath, before: unknown, after: unknown): Generator<Difference> {
  if (isDeepStrictEqual(before, after)) return;
  if ([before, after].every((value) => value === undefined || isValues(value))) {
    const [from, to] = [before, after].map((value) => (isValues(value) ? value : {}));
    for (const key of new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})]))
      yield* differences([...keys, key], from?.[key], to?.[key]);
    return;
  }
  const lists = [before, after].every((value) => value === undefined || Array.isArray(value));
  if (lists && !(isPlainList(before) && isPlainList(after))) {
    const [from, to] = [before, after].map((value): readonly unknown[] =>
      Array.isArray(value) ? value : [],
    );
    const byTitle = keys.length === 1 && keys[0] === 'printers';
    for (const [index, one, other] of pairs(from ?? [], to ?? [], byTitle))
      yield* differences([...keys, index], one, other);
    return;
  }
  yield {
    path: pathText(keys),
    before: shown(keys, before),
    after: shown(keys, after),
    effect: effectOf(keys),
  };
}

/** Every key with another value. In a list, printers are found by their AE title, other entries by their position. */
export function differencesOf(before: ConfigSource, after: ConfigSource): readonly Difference[] {
  return [...differences([], valuesOf(before), valuesOf(after))];
}
