// Which keys of the configuration are secret. By their names, so that a new key is hidden without another change; every one can also be
// named with File, for a file that has the value. Start at `isSecret`.

import type { KeyPath } from '../../shared/errors/key-path.ts';

const secretName = /^(?:[a-z][A-Za-z]*)?(?:password|passphrase|token|secret)$/i;
const fileEnd = 'File';

/** Passwords, tokens, headers and addresses of webhooks. */
export function isSecret(keys: KeyPath): boolean {
  const last = keys.at(-1);
  if (typeof last !== 'string') return false;
  if (secretName.test(last)) return true;
  return keys[0] === 'notifications' && (last === 'url' || keys.at(-2) === 'headers');
}

/** The secret that a file has, for the key that names the file: `console.tokenFile` → `console.token`. */
export function secretOfFile(keys: KeyPath): KeyPath | undefined {
  const withoutEnd = keys.map((key) =>
    typeof key === 'string' && key.endsWith(fileEnd) ? key.slice(0, -fileEnd.length) : key,
  );
  // The name of the file stands at the key itself, or, for headers, one below it.
  const changed = keys.findIndex((key, index) => key !== withoutEnd[index]);
  if (changed < 0 || changed < keys.length - 2) return undefined;
  return isSecret(withoutEnd) ? withoutEnd : undefined;
}

const reference = /\$\{[A-Za-z_][A-Za-z0-9_]*\}/;

/** Whether a text has a reference to an environment variable. */
export const hasReference = (text: string): boolean => reference.test(text);

/** Whether a secret is only a reference, which may be shown: `${TOKEN}`, `Bearer ${TOKEN}`. */
export const isOnlyReference = (text: string): boolean =>
  hasReference(text) && /^(?:(?:Bearer|Basic|Token) )?$/i.test(text.replace(reference, ''));

/** A secret as it is shown. */
export const secretText = '(secret)';

/** A value as it may be shown: with `(secret)` instead of each secret in it. */
export function withoutSecretValues(value: unknown, keys: KeyPath): unknown {
  if (typeof value === 'string' || typeof value === 'number')
    return isSecret(keys) && !isOnlyReference(String(value)) ? secretText : value;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => withoutSecretValues(item, [...keys, index]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withoutSecretValues(item, [...keys, key])]),
  );
}
