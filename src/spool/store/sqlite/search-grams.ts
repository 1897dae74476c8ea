// Words as what SQLite's full-text index holds of them: at each character the up to three that begin there, so that any part
// of a word, of one character and more, is found by the index. Used by the database thread for what is written, and by
// sqlite-subject-index.ts for what is looked for. What is written must not change: rows are taken out of the index by it.

const gramLength = 3;

/** The grams of words with single spaces between them, each once: `alpha` → `alp lph pha ha a`. */
export function searchGrams(words: string): string {
  return [...new Set(words.split(' ').flatMap(gramsOf))].join(' ');
}

function gramsOf(word: string): readonly string[] {
  const characters = Array.from(word);
  return characters.map((_, at) => characters.slice(at, at + gramLength).join(''));
}

/** A word or part of one in FTS5's query language: all its grams of full length, or the beginning of one. */
export function gramQuery(word: string): string {
  const characters = Array.from(word);
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  if (characters.length < gramLength) return `${quoted(word)}*`;
  const grams = characters
    .slice(0, characters.length - gramLength + 1)
    .map((_, at) => characters.slice(at, at + gramLength).join(''));
  return [...new Set(grams)].map(quoted).join(' AND ');
}
