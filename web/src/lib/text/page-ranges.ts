// Numbers of pages as users write them: `1-3, 5`.

/** The pages in their order, each once; undefined if the text is not such a list, or names a page that does not exist. */
export function pagesOf(text: string, pages: number): readonly number[] | undefined {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [, from = '', to = from] = /^\s*(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?\s*$/.exec(part) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (from === '' || first < 1 || last < first || last > pages) return undefined;
    for (let page = first; page <= last; page += 1) found.add(page);
  }
  return [...found].toSorted((a, b) => a - b);
}
