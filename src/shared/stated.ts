// Removes undefined values from objects, as `exactOptionalPropertyTypes` requires: `stated` returns all keys with a value, `given`
// only those with certain names.

/** The keys that have a value. */
export function stated<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** The values of `source` under `keys` that are not undefined. */
export function given<T extends object, K extends keyof T>(source: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    keys.flatMap((key) => (source[key] === undefined ? [] : [[key, source[key]]])),
  ) as Pick<T, K>;
}
