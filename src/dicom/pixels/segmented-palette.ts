// Segmented palettes (PS3.3 C.7.9.2): tables written as runs. Discrete segments hold entries, linear ones the end of a ramp,
// indirect ones refer to segments that are used again.

const kinds = { discrete: 0, linear: 1, indirect: 2 } as const;

/**
 * The entries of a table.
 * @param values of 8 or of 16 bits each, as the table's entries are
 * @param count entries that the descriptor declares
 * @throws RangeError when the segments end early, repeat without end, or refer to a segment that does not exist.
 */
export function expandSegments(values: Uint8Array | Uint16Array, count: number): Uint16Array {
  const entries = new Uint16Array(count);
  /** 8-bit tables give the offset in four bytes, 16-bit ones in two words; the lowest first, in bytes (C.7.9.2.3). */
  const offsetParts = 4 / values.BYTES_PER_ELEMENT;
  const partRange = 2 ** (values.BYTES_PER_ELEMENT * 8);
  let filled = 0;
  const valueAt = (at: number): number => {
    const value = values[at];
    if (value === undefined) throw new RangeError('the segmented palette ends within a segment');
    return value;
  };
  const put = (value: number): void => {
    // Entries beyond the declared count are never used.
    if (filled < count) entries[filled++] = value;
  };
  const offsetAt = (at: number): number => {
    let bytes = 0;
    for (let part = offsetParts - 1; part >= 0; part--) bytes = bytes * partRange + valueAt(at + part);
    return bytes / values.BYTES_PER_ELEMENT;
  };
  const run = (start: number, segments: number, nested: boolean): void => {
    let at = start;
    for (let done = 0; done < segments && at < values.length && filled < count; done++) {
      const kind = valueAt(at);
      const length = valueAt(at + 1);
      at += 2;
      if (kind === kinds.discrete) {
        for (let index = 0; index < length && filled < count; index++) put(valueAt(at + index));
        at += length;
      } else if (kind === kinds.linear) {
        if (filled === 0)
          throw new RangeError('the segmented palette begins with a ramp without a first value');
        const from = entries[filled - 1] ?? 0;
        const to = valueAt(at);
        for (let index = 1; index <= length; index++) put(Math.round(from + ((to - from) * index) / length));
        at += 1;
      } else if (kind === kinds.indirect && !nested) {
        run(offsetAt(at), length, true);
        at += offsetParts;
      } else {
        throw new RangeError(
          `the segmented palette has a segment of kind ${kind}, which is not allowed here`,
        );
      }
    }
  };
  run(0, Infinity, false);
  if (filled < count) {
    throw new RangeError(`the segmented palette gives ${filled} of ${count} entries`);
  }
  return entries;
}
