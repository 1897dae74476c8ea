// Sentences about the outcome of commands.
import type { ErrorParams, RequestFailure } from '../../data/requests/client.ts';
import type { Command, Outcome } from '../../data/requests/commands.ts';
import type { Said } from '../../i18n/messages.ts';
import type { Texts } from '../../i18n/texts.ts';
import { rolesText } from './role-texts.ts';

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

/** An error of the API: of a request, or of one film of many. */
export interface Failure {
  readonly code: RequestFailure['code'];
  readonly message: string;
  readonly params?: ErrorParams | undefined;
}

/** The most precise message for an error that its values allow. */
function saidOf({ code, message, params = {} }: Failure): Said {
  const values = { text: message, ...params };
  if (code === 'not-permitted' && 'role' in params && 'others' in params)
    return { code: 'error.not-permitted.role', params: values };
  if (code === 'not-possible' && 'user' in params) return { code: 'error.not-possible.by', params: values };
  if (code === 'not-possible' && 'state' in params)
    return { code: 'error.not-possible.state', params: values };
  if (code === 'queue-full' && 'jobs' in params) return { code: 'error.queue-full.jobs', params: values };
  return { code: `error.${code}`, params: values };
}

/** The server's error in the language of the user. */
export function failureText(texts: Texts, failure: Failure): string {
  const { t, saidText } = texts;
  if (failure.code === 'no-answer') return t('error.no-answer');
  const english = t('error.other', { message: failure.message, code: failure.code });
  const said = saidOf(failure);
  if (said.code !== 'error.not-permitted.role') return saidText(said, english, new Date());
  const { role = '', others = '' } = said.params;
  const words = {
    ...said.params,
    role: rolesText(texts, String(role)),
    others: rolesText(texts, String(others)),
  };
  return saidText({ ...said, params: words }, english, new Date());
}
