// `hardcopy trace`: recorded DICOM traffic, as the server keeps it in its data folder.
import { open, stat } from 'node:fs/promises';
import { Command } from 'commander';
import { SetupFailure, systemCodeOf } from '../../shared/errors/errors.ts';
import { traceFile, traceIds } from '../../trace/trace-folder.ts';
import { endMark } from '../../trace/trace-text.ts';
import type { CliContext } from '../context.ts';
import { stated } from '../../shared/stated.ts';
import { dataHelp } from '../server/local-server.ts';
import { configOf } from '../server/running-config.ts';
import { tableColumns } from '../terminal/terminal.ts';
import { listing } from '../terminal/tables.ts';

interface TraceOptions {
  readonly data?: string;
  readonly folder?: string;
  readonly follow?: true;
}

const followMs = 250;

/** The bytes of a trace from a position on. */
async function bytesFrom(file: string, offset: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.max(0, size - offset));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

const lastLine = new RegExp(`^ *[\\d.]+ s ${endMark}`, 'm');

/** Whether the trace has ended: it has its last line. */
const isOver = (text: string) => lastLine.test(text);

async function show(file: string, follow: boolean, print: (text: string) => void): Promise<void> {
  let offset = 0;
  for (;;) {
    const bytes = await bytesFrom(file, offset);
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    offset += whole.length;
    const text = whole.toString('utf8');
    if (text !== '') print(text.trimEnd());
    if (!follow || isOver(text)) return;
    await new Promise((resolve) => setTimeout(resolve, followMs));
  }
}

export function traceCommand({ terminal }: CliContext): Command {
  return new Command('trace')
    .summary('show recorded DICOM traffic')
    .description(
      'Lists the traces of associations in the data folder, or shows one. The key "trace" of the configuration selects the clients to trace; by default nothing is recorded.',
    )
    .argument('[ID]', 'the trace, or the beginning or end of its name; default with --follow: the newest')
    .option('--follow', 'show further messages until the association ends')
    .option('--data <DIR>', dataHelp)
    .option('--folder <DIR>', 'folder of the traces, instead of the configured one')
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy trace\n  hardcopy trace 20260301T100005\n  hardcopy trace --follow\n',
    )
    .action(async (id: string | undefined, options: TraceOptions) => {
      const folder = options.folder ?? (await configOf(stated({ data: options.data }))).trace.folder;
      const ids = traceIds(folder);
      if (id === undefined && !options.follow) {
        const rows = await Promise.all(
          ids.toReversed().map(async (name) => {
            const size = await sizeOf(traceFile(folder, name, 'txt'));
            return [name, `${Math.ceil(size / 1024)} KiB`];
          }),
        );
        terminal.print(
          rows.length === 0
            ? `No trace in ${folder}.`
            : listing(['TRACE', 'SIZE'], rows, tableColumns(terminal)),
        );
        return;
      }
      const found =
        id === undefined ? ids.at(-1) : ids.findLast((name) => name.startsWith(id) || name.endsWith(id));
      if (found === undefined) {
        throw new SetupFailure('usage', `no trace ${id ?? 'yet'} in ${folder}; "hardcopy trace" lists them`);
      }
      await show(traceFile(folder, found, 'txt'), options.follow ?? false, terminal.print);
    });
}

/** 0 for a file that was removed in the meantime. */
async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}
