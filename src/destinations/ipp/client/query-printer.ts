// Get-Printer-Attributes with fallbacks: one request for all attributes, then simpler requests for printers that refuse it or
// answer with almost nothing. The state of the printer, `printers add`, the doctor and deliveries all use `queryPrinter`.
import { IppFailure, IppRefusal } from '../../../shared/errors/device-failures.ts';
import type { IppAttributes } from '../protocol/ipp-attributes.ts';
import type { IppClient } from './ipp-client.ts';
import type { IppVersion } from '../protocol/ipp-message.ts';

/** Printers leave it out of `all`, because it is long (PWG 5100.7 clause 6.6.3). */
const longAttributes: readonly string[] = ['media-col-database', 'media-col-ready'];

/** Every printer has these (RFC 8011 5.4); an answer without them is useless. */
const isAnswer = (printer: IppAttributes) =>
  printer.has('printer-state') && printer.has('document-format-supported');

/**
 * @param names - the wanted attributes
 * @throws IppRefusal, IppFailure, the signal's reason
 */
export async function queryPrinter(
  client: IppClient,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<IppAttributes> {
  const ask = async (wanted: readonly string[], version?: IppVersion): Promise<IppAttributes> => {
    const { printer } = await client.call(
      { operation: 'Get-Printer-Attributes', attributes: { 'requested-attributes': wanted } },
      { ...(signal ? { signal } : {}), ...(version === undefined ? {} : { version }) },
    );
    return printer;
  };
  const named = await orRefusal(ask(names));
  if (!(named instanceof IppRefusal) && isAnswer(named)) return named;
  const answers = [named];
  for (const version of [undefined, '1.1'] as const) {
    const all = await orRefusal(ask(['all'], version));
    answers.unshift(all);
    if (!(all instanceof IppRefusal) && isAnswer(all)) break;
  }
  const responses = answers.flatMap((answer) => (answer instanceof IppRefusal ? [] : [answer]));
  const best = responses.find(isAnswer) ?? responses.find((answer) => answer.has('printer-state'));
  if (best === undefined) {
    if (named instanceof IppRefusal) throw named;
    throw new IppFailure('not-ipp', 'the printer does not report its state');
  }
  if (!names.some((name) => longAttributes.includes(name)) || best.has('media-col-database')) return best;
  const long = await orRefusal(ask(longAttributes));
  return long instanceof IppRefusal ? best : best.with(long);
}

/** A refusal counts as an answer; a printer that is not reachable does not. */
async function orRefusal(answer: Promise<IppAttributes>): Promise<IppAttributes | IppRefusal> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof IppRefusal) return error;
    throw error;
  }
}
