// The printer of an empty configuration, every default filled in; and configurations as files.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { loadConfig } from '../../src/config/config.ts';
import type { Printer } from '../../src/shared/film/printer.ts';
import { temporaryFolder } from './temporary-folder.ts';

export function configuredPrinter(): Printer {
  const [printer] = loadConfig().printers;
  if (!printer) throw new Error('the configuration that ships has no printer');
  return printer;
}

/** The path of a file with this configuration, which is removed after the test. */
export function writtenConfig(t: TestContext, yaml: string): string {
  const folder = temporaryFolder(t, 'config');
  const file = path.join(folder, 'config.yaml');
  writeFileSync(file, yaml);
  return file;
}
