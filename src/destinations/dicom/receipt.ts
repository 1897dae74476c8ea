// The receipt of a delivery to an imager: the progress of each film, as UIDs of print jobs and words,
// `1.2.840.113619.2.5,taken,requested,open`. It is stored before and after every N-ACTION, so that a later attempt prints only
// what was not printed. A film that is `requested` in the receipt of an earlier attempt may have been printed.

export type FilmOutcome =
  /** Not printed. */
  | { readonly kind: 'open' }
  /** Its N-ACTION was sent, but the answer is missing: it may have been printed. */
  | { readonly kind: 'requested' }
  /** The imager accepted it, under this UID if it supports Print Jobs. */
  | { readonly kind: 'taken'; readonly printJobUid?: string };

const open: FilmOutcome = { kind: 'open' };

export function receiptText(outcomes: readonly FilmOutcome[]): string {
  return outcomes
    .map((outcome) => (outcome.kind === 'taken' ? (outcome.printJobUid ?? outcome.kind) : outcome.kind))
    .join(',');
}

/** The outcomes of this number of films. An unreadable entry may have been printed, and is reported as such. */
export function outcomesOf(receipt: string | null, films: number): readonly FilmOutcome[] {
  const words = receipt === null ? [] : receipt.split(',');
  return Array.from({ length: films }, (_, index): FilmOutcome => {
    if (receipt === null) return open;
    const word = words[index] ?? '';
    if (word === 'open' || word === 'taken') return { kind: word };
    return /^[0-9.]{1,64}$/.test(word) ? { kind: 'taken', printJobUid: word } : { kind: 'requested' };
  });
}

/** A receipt in which the films that a person wants sent again are open; null: the imager has no part of the job. */
export function receiptToSendAgain(receipt: string): string | null {
  const words = receipt.split(',').length;
  const outcomes = outcomesOf(receipt, words).map((outcome) =>
    outcome.kind === 'requested' ? open : outcome,
  );
  return outcomes.some(({ kind }) => kind === 'taken') ? receiptText(outcomes) : null;
}
