// Labels of printers and devices: only names in the configuration, so that neither a client nor a job of a printer
// that was removed from the configuration creates a series.

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
