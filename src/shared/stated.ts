// Values of which some may be undefined → an object without those keys, as `exactOptionalPropertyTypes` wants it.

/** The keys that have a value. */
export function stated<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
