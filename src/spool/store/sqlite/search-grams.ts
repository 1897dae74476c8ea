// Words as SQLite's full-text index stores them: for each character, the gram of up to three characters that starts there.
// The index thus finds any part of a word, of one character or more. The database thread uses it for what is written,
// sqlite-subject-index.ts for what is searched. The grams of a text must not change between versions: rows are removed from
// the index by them.

const gramLength = 3;

/** The grams of words separated by single spaces, each once: `alpha` → `alp lph pha ha a`. */
export function searchGrams(words: string): string {
  return [...new Set(words.split(' ').flatMap(gramsOf))].join(' ');
}

function gramsOf(word: string): readonly string[] {
  const characters = Array.from(word);
  return characters.map((_, at) => characters.slice(at, at + gramLength).join(''));
}

/** A word or part of one in FTS5's query language: all its grams of full length, or the start of one. */
export function gramQuery(word: string): string {
  const characters = Array.from(word);
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  if (characters.length < gramLength) return `${quoted(word)}*`;
  const grams = characters
    .slice(0, characters.length - gramLength + 1)
    .map((_, at) => characters.slice(at, at + gramLength).join(''));
  return [...new Set(grams)].map(quoted).join(' AND ');
}
