// Defaults of client profiles (`clients[].defaults`) that no printer can meet: every film of such a client would be printed
// differently from what the configuration says. The values are checked by the same attribute tables as those that clients send.
// Part of config.ts.
import { dataSetOf } from '../dicom/data-set/data-set.ts';
import type { Keyword } from '../dicom/data-set/dictionary.ts';
import type { AttributeTable } from '../print-scp/rules/attribute-rules.ts';
import type { ClientProfile, DefaultedClass } from '../print-scp/clients/client-profile.ts';
import { filmBoxAttributes } from '../print-scp/tables/film-box-attributes.ts';
import { filmSessionAttributes } from '../print-scp/tables/film-session-attributes.ts';
import { imageBoxAttributes } from '../print-scp/tables/image-box-attributes.ts';
import type { Printer } from '../shared/film/printer.ts';

function tableOf(owner: DefaultedClass, profile: ClientProfile, boxesPerFilm: number): AttributeTable {
  if (owner === 'filmSession') return filmSessionAttributes;
  if (owner === 'filmBox') return filmBoxAttributes(boxesPerFilm, profile);
  return imageBoxAttributes(1, profile.reading);
}

/** Why a printer would use another value; undefined if it would not. */
function objectionOf(
  table: AttributeTable,
  keyword: Keyword,
  value: string,
  printer: Printer,
): string | undefined {
  const rule = table[keyword];
  const reading = rule?.read(dataSetOf({ [keyword]: value }), keyword, printer);
  if (!rule || reading?.kind !== 'substituted') return undefined;
  return `${reading.reason}; must be: ${rule.range(printer)}`;
}

/** The problems of one client's profile, with the paths of the keys; a value that at least one printer can meet is valid. */
export function* clientDefaultProblems(
  profile: ClientProfile,
  printers: readonly Printer[],
  { at, boxesPerFilm }: { readonly at: string; readonly boxesPerFilm: number },
): Generator<string> {
  // Object.entries widens keys to string; there are no others.
  const owners = Object.entries(profile.defaults) as [
    DefaultedClass,
    Partial<Record<Keyword, string>> | undefined,
  ][];
  for (const [owner, values = {}] of owners) {
    const table = tableOf(owner, profile, boxesPerFilm);
    for (const [keyword, value] of Object.entries(values) as [Keyword, string][]) {
      const objections = printers.map((printer) => objectionOf(table, keyword, value, printer));
      const [first, ...others] = objections;
      if (first === undefined || others.includes(undefined)) continue;
      const whose = printers.length === 1 ? '' : `no printer can meet it; ${printers[0]?.aeTitle}: `;
      yield `${at}.defaults.${owner}.${keyword}: found "${value}"; ${whose}${first}`;
    }
  }
}
