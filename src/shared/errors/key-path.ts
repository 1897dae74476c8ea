// Paths of keys in configurations and requests, as messages write them: access[0].may
/** Names of keys and positions in lists. */
export type KeyPath = readonly (string | number)[];

/** `access[0].may` */
export function pathText(keys: readonly PropertyKey[]): string {
  return keys
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
}
