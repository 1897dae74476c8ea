// Segmented palettes (PS3.3 C.7.9.2): tables written as runs. Discrete segments hold entries, linear ones the end of a ramp,
// indirect ones name segments to be used again.

const kinds = { discrete: 0, linear: 1, indirect: 2 } as const;

/**
 * The entries of a table.
 * @param values of 8 or of 16 bits each, as the table's entries are
 * @param count entries that the descriptor declares
 * @throws RangeError when the segments end early, repeat without an end, or name no segment.
 */
export function expandSegments(values: Uint8Array | Uint16Array, count: number): Uint16Array {
  const bitsPerValue = values.BYTES_PER_ELEMENT * 8;
  const entries = new Uint16Array(count);
  let filled = 0;
  const valueAt = (at: number): number => {
    const value = values[at];
    if (value === undefined) throw new RangeError('its segmented palette ends within a segment');
    return value;
  };
  const put = (value: number): void => {
    // What passes the declared count is of no use to a pixel.
    if (filled < count) entries[filled++] = value;
  };
  /** Position and number of segments in the order in which they are met: the offset counts bytes (C.7.9.2.3). */
  const run = (start: number, segments: number, nested: boolean): void => {
    let at = start;
    for (let done = 0; done < segments && at < values.length && filled < count; done++) {
      const kind = valueAt(at);
      const length = valueAt(at + 1);
      if (kind === kinds.discrete) {
        for (let index = 0; index < length; index++) put(valueAt(at + 2 + index));
        at += 2 + length;
      } else if (kind === kinds.linear) {
        if (filled === 0) throw new RangeError('its segmented palette begins with a ramp from nothing');
        const from = entries[filled - 1] ?? 0;
        const to = valueAt(at + 2);
        for (let index = 1; index <= length; index++) put(Math.round(from + ((to - from) * index) / length));
        at += 3;
      } else if (kind === kinds.indirect && !nested) {
        const parts = 32 / bitsPerValue;
        let offset = 0;
        for (let part = 0; part < parts; part++)
          offset += valueAt(at + 2 + part) * 2 ** (part * bitsPerValue);
        run(offset / values.BYTES_PER_ELEMENT, length, true);
        at += 2 + parts;
      } else {
        throw new RangeError(`its segmented palette has a segment of kind ${kind}, which is not possible`);
      }
    }
  };
  run(0, Infinity, false);
  if (filled < count) {
    throw new RangeError(`its segmented palette gives ${filled} entries where ${count} are declared`);
  }
  return entries;
}
