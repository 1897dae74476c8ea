// Characters that a terminal, a log viewer or a browser would interpret instead of showing: C0 and C1 controls, line and
// paragraph separators, characters that change the direction of the text after them, and unpaired surrogates. Texts of
// clients and devices may hold any of them. This is the one place that makes them visible: for log lines, command output,
// titles and metadata of documents, and webhooks.

const obeyed = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff';
// By code points (u): a surrogate pair is one character, and stays.
const every = new RegExp(`[${obeyed}]`, 'gu');
/** Control characters that our own output needs: line ends, tabs, and colors. */
const notOurs = new RegExp(`(?!\\u001b\\[[0-9;]*m)(?![\\n\\t])[${obeyed}]`, 'gu');

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The text with each such character as `\\u001b`; inside JSON strings that is the same character. */
export function visible(text: string): string {
  return text.replace(every, escaped);
}

/** The same for output of several lines, which may be colored. */
export function visibleLines(text: string): string {
  return text.replace(notOurs, escaped);
}
