// `hardcopy conformance`: the DICOM Conformance Statement of a configuration.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command, Option } from 'commander';
import { htmlOf } from '../../conformance/formats/html.ts';
import { markdownOf } from '../../conformance/formats/md.ts';
import { conformanceStatement } from '../../conformance/statement.ts';
import { messageOf, SetupFailure } from '../../shared/errors/errors.ts';
import type { LaidOutStatement } from '../../conformance/formats/document.ts';
import { stated } from '../../shared/stated.ts';
import type { CliContext } from '../context.ts';
import { ApiClient } from '../server/api-client.ts';
import { configHelp, configOf } from '../server/running-config.ts';

const formats = ['md', 'html', 'pdf'] as const;
type Format = (typeof formats)[number];

interface ConformanceOptions {
  readonly config?: string;
  readonly format?: Format;
  readonly to?: string;
}

/** The format given, else that of the file name, else Markdown. */
function formatOf({ format, to }: ConformanceOptions): Format {
  const extension = path
    .extname(to ?? '')
    .slice(1)
    .toLowerCase();
  return format ?? formats.find((candidate) => candidate === extension) ?? 'md';
}

/** The statement of the running server, which knows what is in use; undefined: none answers. */
async function statementInUse(): Promise<LaidOutStatement | undefined> {
  try {
    return await (await ApiClient.find({})).conformance();
  } catch {
    return undefined;
  }
}

export function conformanceCommand({ terminal }: CliContext): Command {
  return new Command('conformance')
    .summary('write the DICOM Conformance Statement')
    .description(
      'Writes the DICOM Conformance Statement: what the printers accept, and how they respond. Without --config it is that of the running server, with what it has in use, else that of the shipped configuration. Starts nothing.',
    )
    .option('--config <FILE>', configHelp)
    .addOption(new Option('--format <FORMAT>', 'default: by the extension of --to, else md').choices(formats))
    .option('--to <FILE>', 'file to write; default: standard output (not for pdf)')
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy conformance --format md\n  hardcopy conformance --config /etc/hardcopy.yaml --to conformance.pdf\n',
    )
    .action(async (options: ConformanceOptions) => {
      const { config: file, to } = options;
      const format = formatOf(options);
      if (format === 'pdf' && to === undefined) throw new SetupFailure('usage', 'a PDF needs --to FILE');
      const statement =
        (file === undefined ? await statementInUse() : undefined) ??
        conformanceStatement(await configOf(stated({ file })));
      const content =
        format === 'pdf'
          ? // Only a PDF needs fonts.
            await (await import('../../conformance/formats/pdf.ts')).pdfOf(statement)
          : { md: markdownOf, html: htmlOf }[format](statement);
      if (to === undefined) {
        terminal.print(String(content));
        return;
      }
      try {
        await writeFile(to, content);
      } catch (error) {
        throw new SetupFailure('usage', `${to} cannot be written: ${messageOf(error)}`);
      }
      terminal.note(`${to}: ${statement.title}, ${format}`);
    });
}
