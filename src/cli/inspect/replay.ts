// `hardcopy replay`: sends the recorded requests of a client to any server.
import { Command } from 'commander';
import { SetupFailure } from '../../shared/errors/errors.ts';
import { implementationVersionName } from '../../shared/product.ts';
import { replay, type ReplayedRequest } from '../../trace/replay.ts';
import { missingText } from '../../trace/trace-record.ts';
import type { CliContext } from '../context.ts';
import { aeTitle } from '../terminal/option-values.ts';

interface ReplayOptions {
  readonly to: string;
  readonly aetitle?: string;
}

const code = (status: number | undefined) =>
  status === undefined ? 'nothing' : status.toString(16).toUpperCase().padStart(4, '0');

/** Host and port of `10.0.0.7:104` or `[::1]:104`. */
function addressOf(text: string): { readonly host: string; readonly port: number } {
  const match = /^\[?(.+?)\]?:(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (!match?.[1] || port < 1 || port > 65_535) {
    throw new SetupFailure('usage', `--to: found "${text}"; give HOST:PORT`);
  }
  return { host: match[1], port };
}

export function replayCommand({ terminal }: CliContext): Command {
  return new Command('replay')
    .summary('replay recorded DICOM traffic')
    .description(
      'Replays the client’s side of a trace and reports which answers differ from the recorded ones.\nExit code 1 when an answer differs. Values that are missing in the trace are generated: pixels are a ramp, patients are X.',
    )
    .argument('<FILE>', 'the trace: DATA/traces/ID.jsonl')
    .requiredOption('--to <HOST:PORT>', 'the server')
    .option('--aetitle <AETITLE>', 'called AE title, instead of the recorded one', aeTitle)
    .addHelpText('after', '\nExamples:\n  hardcopy replay var/traces/ID.jsonl --to 127.0.0.1:11112\n')
    .action(async (file: string, options: ReplayOptions) => {
      const requests: ReplayedRequest[] = [];
      const target = {
        ...addressOf(options.to),
        ...(options.aetitle === undefined ? {} : { calledAeTitle: options.aetitle }),
        implementationVersionName,
      };
      await replay(
        file,
        target,
        (request) => {
          requests.push(request);
          const { kind, then, now } = request;
          const same = then === now ? '' : `, was ${code(then)}`;
          terminal.print(`${String(requests.length).padStart(4)}  ${kind}  ${code(now)}${same}`);
        },
        (missing) => {
          const text = missingText(missing);
          if (text !== undefined) terminal.note(`${text}. Missing parts are not sent, or are generated.`);
        },
      );
      const different = requests.filter(({ then, now }) => then !== now).length;
      if (different > 0) {
        throw new SetupFailure(
          'usage',
          `${different} of ${requests.length} answers differ from the recorded ones`,
        );
      }
      terminal.print(`${requests.length} requests, all answered as recorded.`);
    });
}
