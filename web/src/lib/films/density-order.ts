// Finds measured densities that are out of order; densities rise from white to black. Pure.

export interface Measured {
  readonly id: string;
  /** Greater is lighter: a device value or P-value. */
  readonly value: number;
  readonly density: number;
}

/** A density as users type it, with a decimal point or comma; undefined for any other text. */
export function densityOf(text: string): number | undefined {
  const plain = text.trim().replace(',', '.');
  if (!/^-?\d{0,2}(\.\d{1,4})?$/.test(plain) || !/\d/.test(plain)) return undefined;
  const density = Number(plain);
  return density >= -0.05 && density <= 5 ? density : undefined;
}

/** Ids of the fewest values to leave out so that the others are in order; a fall of up to `tolerance` counts as noise. */
export function outOfOrder(measured: readonly Measured[], tolerance = 0.05): ReadonlySet<string> {
  const sorted = [...measured].sort((a, b) => b.value - a.value || a.density - b.density);
  // The longest chain that rises, by dynamic programming: a target has at most 64 patches.
  const best: { readonly length: number; readonly before: number }[] = [];
  let end = -1;
  for (const [index, { density }] of sorted.entries()) {
    let [length, before] = [1, -1];
    for (let other = 0; other < index; other++) {
      const chain = best[other];
      if (
        chain !== undefined &&
        chain.length >= length &&
        (sorted[other]?.density ?? 0) <= density + tolerance
      )
        [length, before] = [chain.length + 1, other];
    }
    best.push({ length, before });
    if (length > (best[end]?.length ?? 0)) end = index;
  }
  const kept = new Set<number>();
  for (let at = end; at >= 0; at = best[at]?.before ?? -1) kept.add(at);
  return new Set(sorted.filter((_, index) => !kept.has(index)).map(({ id }) => id));
}
