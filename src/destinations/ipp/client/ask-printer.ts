// Get-Printer-Attributes as printers answer it: one question for all that is wanted, and for printers that refuse it, or
// answer it with next to nothing, simpler ones. The printer's state, `printers add`, the doctor and deliveries all ask
// through `askPrinter`.
import { IppFailure, IppRefusal } from '../../../shared/errors/device-failures.ts';
import type { IppAttributes } from '../protocol/ipp-attributes.ts';
import type { IppClient } from './ipp-client.ts';
import type { IppVersion } from '../protocol/ipp-message.ts';

/** Left out of `all` by printers, because it is long (PWG 5100.7 clause 6.6.3). */
const longAttributes: readonly string[] = ['media-col-database', 'media-col-ready'];

/** Every printer has these (RFC 8011 5.4); an answer without them says nothing. */
const isAnswer = (printer: IppAttributes) =>
  printer.has('printer-state') && printer.has('document-format-supported');

/**
 * @param names - what is wanted
 * @throws IppRefusal, IppFailure, the signal's reason
 */
export async function askPrinter(
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
  const said = answers.flatMap((answer) => (answer instanceof IppRefusal ? [] : [answer]));
  const best = said.find(isAnswer) ?? said.find((answer) => answer.has('printer-state'));
  if (best === undefined) {
    if (named instanceof IppRefusal) throw named;
    throw new IppFailure('not-ipp', 'the printer does not say in which state it is');
  }
  if (!names.some((name) => longAttributes.includes(name)) || best.has('media-col-database')) return best;
  const long = await orRefusal(ask(longAttributes));
  return long instanceof IppRefusal ? best : best.with(long);
}

/** What the printer refuses is an answer too; that it cannot be reached is none. */
async function orRefusal(answer: Promise<IppAttributes>): Promise<IppAttributes | IppRefusal> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof IppRefusal) return error;
    throw error;
  }
}
