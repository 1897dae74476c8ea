// Labels of printers and devices: only those of the configuration, so that a series is never created by what a client sends,
// or by a job of a printer that is no longer configured.

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
