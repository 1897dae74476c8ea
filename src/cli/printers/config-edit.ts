// Adds a printer to a configuration file, or removes one, and keeps everything else, comments and order included. The result is validated as the
// server would before it replaces the file atomically; the previous file is kept beside it.
import { chmod, copyFile, readFile, realpath, stat } from 'node:fs/promises';
import { checkConfig } from '../../config/config.ts';
import { withoutPrinter, withPrinter } from '../../config/live/printer-edits.ts';
import { replaceFile } from '../../config/live/replace-file.ts';
import { ConfigTextFailure } from '../../shared/errors/config-text-failure.ts';
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';

export interface NewPrinter {
  readonly aeTitle: string;
  readonly name: string;
  /** As written in the file: kind, name and keys of the kind. */
  readonly destination: Readonly<Record<string, string>>;
}

function fail(file: string, problem: string, cause?: unknown): never {
  throw new SetupFailure('config-invalid', `${file} was not changed: ${problem}`, { cause });
}

/** Throws SetupFailure `config-invalid`. */
function edited(text: string, edit: (text: string) => string, file: string): string {
  try {
    return edit(text);
  } catch (error) {
    if (error instanceof ConfigTextFailure) return fail(file, error.message, error);
    throw error;
  }
}

interface Written {
  /** The file as it was. */
  readonly backup: string;
}

/** Writes the file. Throws SetupFailure `config-invalid`; the file is then unchanged. */
export function addPrinter(named: string, { aeTitle, name, destination }: NewPrinter): Promise<Written> {
  return editFile(named, (text) => withPrinter(text, { aeTitle, name, destinations: [destination] }));
}

/** The same without a printer. */
export function removePrinter(named: string, aeTitle: string): Promise<Written> {
  return editFile(named, (text) => withoutPrinter(text, aeTitle));
}

async function editFile(named: string, edit: (text: string) => string): Promise<Written> {
  try {
    // A symbolic link stays a link.
    const file = await realpath(named);
    const result = edited(await readFile(file, 'utf8'), edit, named);
    const checked = checkConfig(result, { file });
    if (checked.kind === 'invalid')
      fail(named, `with this change it would be invalid: ${checked.problems.join('\n  ')}`);
    const backup = `${file}.bak`;
    await copyFile(file, backup);
    await chmod(backup, (await stat(file)).mode & 0o7777);
    await replaceFile(file, result);
    return { backup };
  } catch (error) {
    if (error instanceof SetupFailure) throw error;
    return fail(named, messageOf(error), error);
  }
}
