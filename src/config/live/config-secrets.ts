// Secrets in the text of a configuration. A text that is shown has a placeholder instead of each; where a changed text still has
// the placeholder, the secret stays what it was. Everything else of the text, comments included, stays as it is. Start at
// `withoutSecrets` and `withSecrets`.
import { createHmac, randomBytes } from 'node:crypto';
import { parseDocument, type Scalar } from 'yaml';
import { ConfigTextFailure } from '../../shared/errors/config-text-failure.ts';
import { pathText, type KeyPath } from '../../shared/errors/key-path.ts';
import { isOnlyReference, isSecret } from '../secrets/secret-keys.ts';
import { scalarsOf } from '../secrets/yaml-scalars.ts';

const mark = 'kept-secret-';
/** Random in each process, so that a placeholder cannot be compared with guessed secrets. */
const placeholderKey = randomBytes(32);

/** The placeholder of a secret. Of a webhook's address the host stays, so that users see where messages go. */
function placeholderOf(value: string): string {
  const name = `${mark}${createHmac('sha256', placeholderKey).update(value).digest('hex').slice(0, 16)}`;
  if (!URL.canParse(value) || !/^https?:\/\//.test(value)) return name;
  return `${new URL(value).origin}/${name}`;
}

interface Secret {
  readonly keys: KeyPath;
  readonly node: Scalar;
  readonly range: readonly [start: number, end: number];
  readonly value: string;
}

/** The secrets in the order of the text. */
function secretsOf(text: string): readonly Secret[] {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new ConfigTextFailure(['is not YAML']);
  const found = new Map<Scalar, Secret>();
  for (const [keys, node] of scalarsOf(document)) {
    const { value } = node;
    if (!isSecret(keys) || !node.range || (typeof value !== 'string' && typeof value !== 'number')) continue;
    // A reference is not a secret; it shows a user where the secret is.
    if (isOnlyReference(String(value))) continue;
    found.set(node, { keys, node, range: [node.range[0], node.range[1]], value: String(value) });
  }
  return [...found.values()].toSorted((a, b) => a.range[0] - b.range[0]);
}

/** Whether a text has secrets themselves, not only references to them. */
export const hasSecrets = (text: string): boolean => secretsOf(text).length > 0;

/** The text with these scalars replaced. */
function replaced(
  text: string,
  places: readonly { readonly range: Secret['range']; readonly by: string }[],
): string {
  return places.toReversed().reduce((all, { range: [start, end], by }) => {
    // A block scalar ends with its line.
    const lineEnd = all.slice(start, end).endsWith('\n') ? '\n' : '';
    return `${all.slice(0, start)}${by}${lineEnd}${all.slice(end)}`;
  }, text);
}

/**
 * The text with a placeholder instead of every secret.
 * @throws ConfigTextFailure when it is not YAML: then it is not known what is secret
 */
export function withoutSecrets(text: string): string {
  return replaced(
    text,
    secretsOf(text).map(({ range, value }) => ({ range, by: JSON.stringify(placeholderOf(value)) })),
  );
}

/** The spelling of the file, if it has the same meaning at another place; otherwise quoted. */
function writtenAs(text: string, { range, value }: Secret): string {
  const raw = text.slice(...range);
  return /^(?:[\w@%+=./-]+|"[^\n]*"|'[^\n]*')$/.test(raw) ? raw : JSON.stringify(value);
}

/**
 * The changed text with the secrets of `current` instead of their placeholders. A text that is not YAML is returned unchanged.
 * @throws ConfigTextFailure for a placeholder of a secret that `current` does not have
 */
export function withSecrets(text: string, current: string): string {
  if (!text.includes(mark)) return text;
  let wanted: readonly Secret[];
  try {
    wanted = secretsOf(text).filter(({ value }) => value.includes(mark));
  } catch {
    return text;
  }
  const known = new Map(
    secretsOf(current).map((secret) => [placeholderOf(secret.value), writtenAs(current, secret)]),
  );
  const unknown = wanted.filter(({ value }) => !known.has(value));
  if (unknown.length > 0)
    throw new ConfigTextFailure(
      unknown.map(
        ({ keys }) =>
          `${pathText(keys)}: found the placeholder of a secret that the configuration does not have; write the secret itself`,
      ),
    );
  return replaced(
    text,
    wanted.map(({ range, value }) => ({ range, by: known.get(value) ?? '' })),
  );
}
