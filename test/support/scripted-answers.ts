// Responses of a scripted IPP printer that several tests use, and the data that it received.
import type { ScriptedAnswer, ScriptedPrinter, ScriptedRequest } from './scripted-ipp-printer.ts';

/** The response to a request; undefined: the response of a correct printer. */
export type Answer = (request: ScriptedRequest) => ScriptedAnswer | undefined;

/** One operation returns a status; the others respond as usual. */
export const refuse =
  (operation: string, status: string): Answer =>
  (request) =>
    request.operation === operation ? { status } : undefined;

/** The first defined one of several responses. */
export const firstOf =
  (...answers: readonly Answer[]): Answer =>
  (request) =>
    answers.reduce<ScriptedAnswer | undefined>((found, answer) => found ?? answer(request), undefined);

/** Number of complete documents that the printer has received, by any operation. */
export function documentsReceived({ requests }: Pick<ScriptedPrinter, 'requests'>): number {
  return requests.filter(({ document }) => document.length > 0).length;
}
