// How far a job got at the imager, film by film, as the delivery's receipt keeps it: UIDs of print jobs and words,
// `1.2.840.113619.2.5,taken,asked,open`. It is written before and after every N-ACTION, so that a later try prints
// what was not printed, and nothing else. `asked` in the receipt of an earlier try may have been printed.

export type FilmOutcome =
  /** Not printed. */
  | { readonly kind: 'open' }
  /** Its N-ACTION was sent, and the answer is not known: it may have been printed. */
  | { readonly kind: 'asked' }
  /** The imager has it, under this UID if it has Print Jobs. */
  | { readonly kind: 'taken'; readonly printJobUid?: string };

const open: FilmOutcome = { kind: 'open' };

export function receiptText(outcomes: readonly FilmOutcome[]): string {
  return outcomes
    .map((outcome) => (outcome.kind === 'taken' ? (outcome.printJobUid ?? outcome.kind) : outcome.kind))
    .join(',');
}

/** The outcome of each of so many films. What cannot be read may have been printed: that is said, not hidden. */
export function outcomesOf(receipt: string | null, films: number): readonly FilmOutcome[] {
  const words = receipt === null ? [] : receipt.split(',');
  return Array.from({ length: films }, (_, index): FilmOutcome => {
    if (receipt === null) return open;
    const word = words[index] ?? '';
    if (word === 'open' || word === 'taken') return { kind: word };
    return /^[0-9.]{1,64}$/.test(word) ? { kind: 'taken', printJobUid: word } : { kind: 'asked' };
  });
}

/** What a person wants sent again is open; null: nothing of the job is in the imager. */
export function receiptToSendAgain(receipt: string): string | null {
  const words = receipt.split(',').length;
  const outcomes = outcomesOf(receipt, words).map((outcome) => (outcome.kind === 'asked' ? open : outcome));
  return outcomes.some(({ kind }) => kind === 'taken') ? receiptText(outcomes) : null;
}
