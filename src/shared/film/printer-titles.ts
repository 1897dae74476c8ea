// AE titles as clients call them: which printer is meant, by its own title, by one of its aliases, or because it answers
// any title. Titles compare without case and padding: operators type them into consoles that fold or pad them.
import type { Printer } from './printer.ts';

/** A title as it compares: without the spaces and NUL around it, in capitals. */
export function aeTitleKey(aeTitle: string): string {
  return aeTitle.replace(/^[\s\0]+|[\s\0]+$/g, '').toUpperCase();
}

export const sameAeTitle = (one: string, other: string): boolean => aeTitleKey(one) === aeTitleKey(other);

/** What of a printer decides whether a called AE title means it. */
export type TitledPrinter = Pick<Printer, 'aeTitle' | 'aeTitleAliases' | 'anyAeTitle'>;

/** Finds printers by the AE titles that clients call. */
export class PrinterTitles {
  /** AE titles of the printers, as configured. */
  readonly own: readonly string[];
  readonly #byKey: ReadonlyMap<string, string>;
  readonly #any: string | undefined;

  constructor(printers: readonly TitledPrinter[]) {
    this.own = printers.map(({ aeTitle }) => aeTitle);
    this.#byKey = new Map(
      printers.flatMap(({ aeTitle, aeTitleAliases }) =>
        [aeTitle, ...aeTitleAliases].map((title) => [aeTitleKey(title), aeTitle] as const),
      ),
    );
    this.#any = printers.find(({ anyAeTitle }) => anyAeTitle)?.aeTitle;
  }

  /** The AE title of the printer that a client means by the title it calls; undefined: there is none. */
  printerOf(called: string): string | undefined {
    return this.#byKey.get(aeTitleKey(called)) ?? this.#any;
  }
}
