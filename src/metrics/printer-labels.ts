// Labels of printers and devices: those of the configuration and no others, so that a series is never made by what
// somebody sends, or by a job of a printer that is configured no more.

/** AE title of a printer → name of a destination → its kind. */
export type KnownPrinters = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function deviceLabels(
  printers: KnownPrinters,
  printer: string,
  destination = '',
): { readonly printer: string; readonly kind: string } {
  const destinations = printers.get(printer);
  return {
    printer: destinations ? printer : 'other',
    kind: destinations?.get(destination) ?? 'other',
  };
}
