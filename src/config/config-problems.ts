// Describes the errors of a configuration for its author: every problem with the key's path, what was found and what
// is allowed, in plain words instead of the schema library's. Start at `problemsOf`.
import { z } from 'zod';
import { pathText } from '../shared/errors/key-path.ts';
import { isSecret, withoutSecretValues } from './secrets/secret-keys.ts';
import type { ConfigSchema } from './schema/config-schema.ts';

type Issue = z.core.$ZodIssue;

/** Further problems are only counted: a file with that many is probably the wrong file. */
const maxShown = 20;

/** The value at a path of keys, as found in the file. */
function valueAt(root: unknown, keys: readonly PropertyKey[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    root,
  );
}

/** A bound, with its unit for texts and lists. */
function bound(origin: string, number: number | bigint): string {
  if (origin === 'string') return number === 1 ? '1 character' : `${number} characters`;
  if (origin === 'array') return number === 1 ? '1 entry' : `${number} entries`;
  return String(number);
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
};

/** What is allowed; the schema's own sentence where it has one. */
function allowed(issue: Issue): string {
  // Prefixes of the library's own messages.
  if (!/^(Invalid|Too) /.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_value':
      return `give ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'invalid_type':
      return `give ${kinds[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${bound(issue.origin, issue.maximum)}`;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${bound(issue.origin, issue.minimum)}`;
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? `give one of ${issue.options.map(String).join(', ')}`
        : issue.message;
    default:
      return issue.message;
  }
}

/** Where a value may have several forms, the problems of the form that most likely was meant. */
function branchesMeant(issue: Issue & { readonly code: 'invalid_union' }): readonly (readonly Issue[])[] {
  const fits = (branch: readonly Issue[]) =>
    !branch.some(
      ({ code, path }) =>
        (code !== 'unrecognized_keys' && path.length === 0) ||
        (code === 'invalid_value' && path.length === 1),
    );
  return issue.errors.filter(fits);
}

/** Edit distance: the number of letters to change, add, remove or swap with the next one. */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const ways = [(last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same];
      row.push(Math.min(...ways, ...(swapped ? [(before[j - 2] ?? 0) + 1] : [])));
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

/** Names of keys anywhere in the schema. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties } = schema as { readonly properties?: unknown };
  const here = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  return [...here, ...Object.values(schema).flatMap(keysOf)];
}

/** The key that was probably meant; undefined when none is similar. */
function nearestKey(key: string, schema: ConfigSchema): string | undefined {
  const names = new Set(keysOf(z.toJSONSchema(schema, { io: 'input' })));
  const [nearest] = [...names]
    .map((name) => ({ name, far: distance(key.toLowerCase(), name.toLowerCase()) }))
    .filter(({ far }) => far <= Math.min(2, key.length - 2))
    .sort((a, b) => a.far - b.far);
  return nearest?.name;
}

function unknownKey(where: readonly PropertyKey[], key: string, schema: ConfigSchema): string {
  const meant = nearestKey(key, schema);
  const hint = meant === undefined || meant === key ? '' : `is ${meant} meant? `;
  return `unknown key ${pathText([...where, key])}; ${hint}config/hardcopy.yaml lists every key`;
}

/** The value found, and what is allowed. */
interface Read {
  /** As they are written. */
  readonly found: unknown;
  /** With the values that they refer to. */
  readonly values: unknown;
  readonly schema: ConfigSchema;
}

/** Of a secret only its length. */
function shownAs(where: readonly PropertyKey[], { found, values }: Read): string {
  const value = valueAt(found, where);
  const secret = valueAt(values, where);
  const keys = where.map((key) => (typeof key === 'number' ? key : String(key)));
  if (isSecret(keys) && typeof secret === 'string')
    return value === undefined ? `${secret.length} characters in its file` : `${secret.length} characters`;
  return value === undefined ? 'nothing' : JSON.stringify(withoutSecretValues(value, keys));
}

function sentencesOf(issue: Issue, read: Read, under: readonly PropertyKey[]): readonly string[] {
  const where = [...under, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(where, key, read.schema));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const [meant] = branchesMeant(issue);
    if (meant) return meant.flatMap((inner) => sentencesOf(inner, read, where));
  }
  const ways = issue.code === 'invalid_union' ? issue.errors.flat() : [];
  const may = ways.length > 0 ? [...new Set(ways.map(allowed))].join(', or ') : allowed(issue);
  return [`${pathText(where) || 'the file'}: found ${shownAs(where, read)}; ${may}`];
}

/** At most 20, and how many more there are. */
export function fewOf(problems: readonly string[]): readonly string[] {
  const more = problems.length - maxShown;
  return more > 0 ? [...problems.slice(0, maxShown), `… and ${more} more`] : problems;
}

/** All problems, one sentence each; at most 20, and the number of further ones. */
export function problemsOf(
  error: z.ZodError,
  { found, values }: Pick<Read, 'found' | 'values'>,
  schema: ConfigSchema,
): readonly string[] {
  const read = { found, values, schema };
  return fewOf([...new Set(error.issues.flatMap((issue) => sentencesOf(issue, read, [])))]);
}
