// Sentences about the outcome of commands.
import type { RequestFailure } from '../../data/client.ts';
import type { Command, Outcome } from '../../data/commands.ts';
import type { Texts } from '../../i18n/texts.ts';

export function doneText({ t }: Texts, command: Command, outcome: Outcome): string {
  if (command.kind === 'move-queue')
    return t('done.move-queue', {
      count: outcome.kind === 'printer' ? outcome.moved : 0,
      from: command.printer,
      to: command.to,
    });
  if ('job' in command) {
    const { callingAeTitle, printer } = outcome.kind === 'printer' ? command.job : outcome.job;
    return t(`done.${command.kind}`, { client: callingAeTitle, printer });
  }
  return t(`done.${command.kind}`, { printer: command.printer });
}

/** What the server answered, in words: its own sentence is in English. */
export function failureText({ t }: Texts, { code, message }: RequestFailure): string {
  switch (code) {
    case 'no-answer':
      return t('error.no-answer');
    case 'not-possible':
      return t('error.not-possible', { message });
    case 'pixels-removed':
      return t('error.pixels-removed');
    case 'queue-full':
      return t('error.queue-full');
    case 'no-such-job':
      return t('error.no-such-job');
    default:
      return t('error.other', { message, code });
  }
}
