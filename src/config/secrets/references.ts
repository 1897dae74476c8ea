// Values that a configuration refers to: `${NAME}` in a text is an environment variable, and `passwordFile` names a file that has the
// password. They are filled in before the schema checks the values; what is shown keeps the references. Start at `resolveReferences`.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { messageOf } from '../../shared/errors/errors.ts';
import { pathText, type KeyPath } from '../../shared/errors/key-path.ts';
import { secretOfFile } from './secret-keys.ts';
import { scalarsOf } from './yaml-scalars.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `$${` is a `${` that is meant as it is. */
const referencePattern = /\$(\$?)\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
/** Of a file with a password. */
const maxFileBytes = 65_536;

export interface ResolvedReferences {
  readonly values: unknown;
  /** Each a sentence with key and line; without any value. */
  readonly problems: readonly string[];
  /** Files with secrets, absolute, by the path of the key that names them. */
  readonly files: ReadonlyMap<string, string>;
}

interface Place {
  readonly keys: KeyPath;
  readonly text: string;
  readonly line: number;
}

function placesOf(text: string): readonly Place[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return [...scalarsOf(document)].flatMap(([keys, { value, range }]) =>
    typeof value === 'string' ? [{ keys, text: value, line: lines.linePos(range?.[0] ?? 0).line }] : [],
  );
}

/** The text with the values of its variables, and those that are missing. */
function expanded(
  text: string,
  environment: Environment,
): { readonly value: string; readonly missing: readonly string[] } {
  const missing: string[] = [];
  const value = text.replaceAll(referencePattern, (whole, escaped: string, name: string) => {
    if (escaped !== '') return whole.slice(1);
    const found = environment[name] ?? '';
    if (found === '') missing.push(name);
    return found;
  });
  return { value, missing };
}

/** @throws Error with what is wrong with the file */
function contentOf(file: string): string {
  let size: number;
  let text: string;
  try {
    size = statSync(file).size;
    text = size > maxFileBytes ? '' : readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  if (size > maxFileBytes)
    throw new Error(
      `${file} has ${size} bytes; must be a file with the value only, at most ${maxFileBytes} bytes`,
    );
  const content = text.replace(/[\r\n]+$/, '');
  if (content === '') throw new Error(`${file} is empty; must have the value`);
  return content;
}

type Values = Record<string | number, unknown>;
const isValues = (value: unknown): value is Values => typeof value === 'object' && value !== null;

function valueAt(root: unknown, keys: KeyPath): unknown {
  return keys.reduce<unknown>((value, key) => (isValues(value) ? value[key] : undefined), root);
}

/** A copy with another value; objects that are missing are made. */
function withValue(root: unknown, [first, ...rest]: KeyPath, value: unknown): unknown {
  if (first === undefined) return value;
  const before = isValues(root) ? root[first] : undefined;
  const after = withValue(before, rest, value);
  if (Array.isArray(root)) return root.map((item: unknown, index) => (index === first ? after : item));
  return { ...(isValues(root) ? root : {}), [first]: after };
}

/**
 * @param found the values of the text, which must be YAML
 * @param folder of the configuration file, absolute; files are relative to it
 */
export function resolveReferences(
  text: string,
  found: unknown,
  folder: string,
  environment: Environment = process.env,
): ResolvedReferences {
  const problems: string[] = [];
  const files = new Map<string, string>();
  let values = found;
  // Most configurations have neither.
  if (!text.includes('${') && !text.includes('File')) return { values, problems, files };
  for (const { keys, text: written, line } of placesOf(text)) {
    const { value, missing } = expanded(written, environment);
    const at = pathText(keys);
    if (missing.length > 0) {
      problems.push(
        `${at}: the environment variable ${missing.join(', ')} is not set or empty (line ${line}); set it for the process that reads the configuration`,
      );
      continue;
    }
    if (value !== written) values = withValue(values, keys, value);
    const secret = secretOfFile(keys);
    if (secret === undefined) continue;
    if (valueAt(found, secret) !== undefined) {
      problems.push(`${pathText(secret)}: found beside ${at}; keep one of them (line ${line})`);
      continue;
    }
    const file = path.resolve(folder, value);
    files.set(at, file);
    try {
      values = withValue(values, secret, contentOf(file));
    } catch (error) {
      problems.push(`${at}: ${messageOf(error)} (line ${line})`);
    }
  }
  return { values, problems, files };
}

/** The values with the references of the text instead of what they refer to. */
export function withReferences(values: unknown, found: unknown, has: (text: string) => boolean): unknown {
  if (typeof found === 'string') return has(found) ? found : values;
  if (Array.isArray(values) && Array.isArray(found))
    return values.map((value: unknown, index) => withReferences(value, found[index], has));
  if (!isValues(values) || !isValues(found) || Array.isArray(values)) return values;
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, withReferences(value, found[key], has)]),
  );
}
