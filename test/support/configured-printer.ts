// The printer of an empty configuration, every default filled in; and configurations as files.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { loadConfig } from '../../src/config/config.ts';
import type { Printer } from '../../src/shared/film/printer.ts';

export function configuredPrinter(): Printer {
  const [printer] = loadConfig().printers;
  if (!printer) throw new Error('the configuration that ships has no printer');
  return printer;
}

/** The path of a file with this configuration, which is removed after the test. */
export function writtenConfig(t: TestContext, yaml: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-config-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const file = path.join(folder, 'config.yaml');
  writeFileSync(file, yaml);
  return file;
}
