// The printer of an empty configuration, every default filled in.
import { loadConfig } from '../../src/config/config.ts';
import type { Printer } from '../../src/printer.ts';

export function configuredPrinter(): Printer {
  const [printer] = loadConfig().printers;
  if (!printer) throw new Error('the configuration that ships has no printer');
  return printer;
}
