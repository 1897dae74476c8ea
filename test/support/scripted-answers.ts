// Answers of a scripted IPP printer that several tests give it, and what came over its wire.
import type { ScriptedAnswer, ScriptedPrinter, ScriptedRequest } from './scripted-ipp-printer.ts';

/** The answer to a request; undefined: as a sound printer answers. */
export type Answer = (request: ScriptedRequest) => ScriptedAnswer | undefined;

/** One operation has a status; the others are answered as usual. */
export const refuse =
  (operation: string, status: string): Answer =>
  (request) =>
    request.operation === operation ? { status } : undefined;

/** The first of several answers that is one. */
export const firstOf =
  (...answers: readonly Answer[]): Answer =>
  (request) =>
    answers.reduce<ScriptedAnswer | undefined>((found, answer) => found ?? answer(request), undefined);

/** Number of whole documents that the printer has received, by whatever operation. */
export function documentsReceived({ requests }: Pick<ScriptedPrinter, 'requests'>): number {
  return requests.filter(({ document }) => document.length > 0).length;
}
