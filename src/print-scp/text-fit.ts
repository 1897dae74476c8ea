// Texts that do not print as they are: what is recorded on the job of each. How they will print is the renderer's to say
// (ports.ts). Of what the texts say nothing is told, for it is about patients.
import type { PrintRequest, Substitution } from '../film.ts';
import type { OperationContext } from './operation.ts';
import type { TextFit } from './ports.ts';

/** Annotation Position is 0 to 65535 (PS3.3 C.13.7). */
const lastPosition = 65_535;

/** The name of a text, for who reads of it on the job. */
function nameOf({ position }: TextFit['annotation']): string {
  if (position < 0) return 'header of the printer';
  return position > lastPosition ? 'footer of the printer' : `text at annotation position ${position}`;
}

const characters = (count: number): string => `${count} character${count === 1 ? '' : 's'}`;

function substitutionsOf({ annotation, replaced, dropped, smallMm }: TextFit): readonly Substitution[] {
  const of = { attribute: 'TextString', requested: nameOf(annotation) };
  return [
    ...(replaced === 0
      ? []
      : [{ ...of, used: `${characters(replaced)} shown as U+FFFD`, reason: 'no font has them' }]),
    ...(dropped === 0
      ? []
      : [{ ...of, used: `${characters(dropped)} at its end left out`, reason: 'too long for its place' }]),
    ...(smallMm === undefined
      ? []
      : [
          {
            ...of,
            used: `letters of ${smallMm.toFixed(1)} mm`,
            reason: 'its place is too low for larger ones',
          },
        ]),
  ];
}

/** What becomes of the texts of a request. */
export function textSubstitutions(
  { ports, printer }: Pick<OperationContext, 'ports' | 'printer'>,
  request: PrintRequest,
): readonly Substitution[] {
  return ports.textFits(request, printer).flatMap(substitutionsOf);
}
