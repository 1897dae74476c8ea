// `hardcopy notify test`: sends one test message to every receiver of the configuration and shows what became of it.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Command } from 'commander';
import { testNotification } from '../../notifications/notification.ts';
import { sendingOf, type ReceiverSettings } from '../../notifications/notifier.ts';
import type { SendOutcome } from '../../notifications/receiver.ts';
import { CommandFailure } from '../../shared/errors/command-failures.ts';
import { stated } from '../../shared/stated.ts';
import { printJson, type CliContext } from '../context.ts';
import { configHelp, configOf } from '../server/running-config.ts';
import { listing } from '../terminal/tables.ts';
import { tableColumns } from '../terminal/terminal.ts';

interface NotifyOptions {
  readonly config?: string;
  readonly data?: string;
  readonly json?: true;
}

interface TestResult {
  /** Key in the configuration: notifications[0] */
  readonly receiver: string;
  readonly kind: ReceiverSettings['kind'];
  readonly host: string;
  readonly accepted: boolean;
  readonly why?: string;
}

async function sendTest(settings: ReceiverSettings, index: number): Promise<TestResult> {
  const { host, send } = sendingOf(settings);
  const facts = { id: randomUUID(), at: new Date().toISOString(), server: hostname() };
  const outcome: SendOutcome = await send(testNotification(facts), new AbortController().signal);
  return {
    receiver: `notifications[${index}]`,
    kind: settings.kind,
    host,
    accepted: outcome.kind === 'accepted',
    ...(outcome.kind === 'accepted' ? {} : { why: outcome.why }),
  };
}

function testCommand({ terminal }: CliContext): Command {
  return new Command('test')
    .summary('send a test message to every receiver')
    .description(
      'Sends one test message to every webhook and e-mail receiver of the configuration, at once and without further attempts, whatever events it is configured for.\nExit code 0: every receiver accepted it; 1: one did not, or there is none.',
    )
    .option('--config <FILE>', configHelp)
    .option('--data <DIR>', 'data folder, instead of the configured one')
    .option('--json', 'JSON output for scripts')
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy notify test\n  hardcopy notify test --config /etc/hardcopy.yaml\n',
    )
    .action(async ({ config: file, data, json }: NotifyOptions) => {
      const config = await configOf(stated({ file, data }));
      const results = await Promise.all(config.notifications.map(sendTest));
      if (json) printJson(terminal, { receivers: results });
      else if (results.length === 0)
        terminal.note(
          `hardcopy: ${config.file} has no receivers; add one under notifications: (docs/how-to/watch-and-alert.md)`,
        );
      else
        terminal.print(
          listing(
            ['RECEIVER', 'KIND', 'HOST', 'RESULT'],
            results.map(({ receiver, kind, host, accepted, why }) => [
              receiver,
              kind,
              host,
              accepted ? 'accepted' : `failed: ${why ?? ''}`,
            ]),
            tableColumns(terminal),
          ),
        );
      if (results.length === 0 || results.some(({ accepted }) => !accepted)) throw new CommandFailure(1);
    });
}

export function notifyCommand(context: CliContext): Command {
  return new Command('notify')
    .summary('test the notifications')
    .description('Notifications: webhooks and e-mails for printers that require attention and failed jobs.')
    .addHelpText('after', '\nExamples:\n  hardcopy notify test\n')
    .addCommand(testCommand(context));
}
