// `hardcopy status`: the state of the server and what to do now, on one screen; updated with `--watch`.
import { Command } from 'commander';
import { CommandFailure } from '../../shared/errors/command-failures.ts';
import { ApiClient } from '../server/api-client.ts';
import { printJson, type CliContext } from '../context.ts';
import { follow } from '../jobs/follow.ts';
import { withServer, type ServerOptions } from '../server/server-options.ts';
import { plainLook } from '../terminal/style.ts';
import { statusScreen } from './status-screen.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface StatusOptions extends ServerOptions {
  readonly watch?: true;
}

/** Minimum time between two screens, ms. */
const shortestMs = 500;

async function show(api: ApiClient, terminal: Terminal, options: StatusOptions): Promise<boolean> {
  const status = await api.status();
  const text = statusScreen(status, terminal.look?.() ?? plainLook, options);
  if (options.json && options.watch) terminal.print(JSON.stringify(status));
  else if (options.json) printJson(terminal, status);
  else if (options.watch && terminal.redraw) terminal.redraw(text);
  else terminal.print(text);
  return status.status === 'ok';
}

export function statusCommand({ terminal }: CliContext): Command {
  return withServer(new Command('status'))
    .summary('printers, devices, queue, and what to do now')
    .description(
      'Shows the state of the server on one screen: printers, devices with their supplies, the queue, the last films, and what to do now.',
    )
    .option('--watch', 'update the screen until Ctrl-C')
    .addHelpText(
      'after',
      '\nExit codes: 0 no attention required, 1 attention required, or no server answers.\n\nExamples:\n  hardcopy status\n  hardcopy status --watch\n  hardcopy status --json\n',
    )
    .action(async (options: StatusOptions) => {
      if (!options.watch) {
        const well = await show(await ApiClient.find(options), terminal, options);
        if (!well) throw new CommandFailure(1);
        return;
      }
      await watch(terminal, options);
    });
}

/** Shows the screen at every change; changes during a request are in the next screen. */
async function watch(terminal: Terminal, options: StatusOptions): Promise<void> {
  let latest: ApiClient | undefined;
  let timer: NodeJS.Timeout | undefined;
  const draw = async () => {
    try {
      if (latest) await show(latest, terminal, options);
    } catch {
      // The server went down: `follow` reports it, and the screen is drawn again when it is back.
    } finally {
      timer = undefined;
    }
  };
  try {
    for await (const { api, change } of follow(options, terminal)) {
      latest = api;
      if (change.kind === 'anew') await draw();
      else timer ??= setTimeout(() => void draw(), shortestMs);
    }
  } finally {
    clearTimeout(timer);
  }
}
