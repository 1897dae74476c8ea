// Finds the printer of a called AE title: by the printer's title, by one of its aliases, or because the printer accepts any title.
// Titles are compared without case and padding, because consoles change the case of typed titles or pad them.
import type { Printer } from './printer.ts';

/** A title as it is compared: without surrounding spaces and NUL, in capitals. */
export function aeTitleKey(aeTitle: string): string {
  return aeTitle.replace(/^[\s\0]+|[\s\0]+$/g, '').toUpperCase();
}

export const sameAeTitle = (one: string, other: string): boolean => aeTitleKey(one) === aeTitleKey(other);

/** The properties of a printer that decide whether a called AE title means it. */
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

  /** The AE title of the printer that a called title means; undefined if there is none. */
  printerOf(called: string): string | undefined {
    return this.#byKey.get(aeTitleKey(called)) ?? this.#any;
  }
}
