// Illumination and Reflected Ambient Light (PS3.3 C.13.3) that no view box and no room have. They are two numbers a client may
// send with N-CREATE or N-SET, so what they are together is told when it prints. Films are printed all the same, as the
// renderer makes the best of such light; the job says so. Only films that light
// goes through are looked at by them: on other media they have no effect, and the job says that.
import type { Film, Substitution } from '../../shared/film/film.ts';
import type { Printer } from '../../shared/film/printer.ts';

/** Luminance of JND index 1023, cd/m²; the display function goes no further (PS3.14 table B-1). */
const brightestOfFunction = 3993.4;

function noteOf(film: Film, medium: Extract<Printer['medium'], { kind: 'transmissive' }>): Substitution[] {
  const { reflectedAmbientLight } = film;
  if (film.illumination === 0) {
    const off = {
      attribute: 'Illumination',
      requested: '0',
      used: String(medium.illumination),
      reason: 'nothing is seen of a film without light; it is made for the view box of its medium',
    };
    return [off, ...noteOf({ ...film, illumination: medium.illumination }, medium)];
  }
  const { illumination } = film;
  if (illumination === undefined && reflectedAmbientLight === undefined) return [];
  const ambient = reflectedAmbientLight ?? medium.ambient;
  const throughFilm = (illumination ?? medium.illumination) * 10 ** -medium.dmin;
  const white = Math.round(ambient + throughFilm);
  if (reflectedAmbientLight !== undefined && ambient > throughFilm) {
    return [
      {
        attribute: 'ReflectedAmbientLight',
        requested: String(ambient),
        used: String(ambient),
        reason:
          `more light is reflected from the film than comes through its white (${Math.round(throughFilm)} cd/m²), so ` +
          'greys are far from those of a view box; measure it with the view box off',
      },
    ];
  }
  if (white <= brightestOfFunction) return [];
  return [
    {
      attribute: illumination === undefined ? 'ReflectedAmbientLight' : 'Illumination',
      requested: String(illumination ?? reflectedAmbientLight),
      used: `white of ${Math.floor(brightestOfFunction)} cd/m²`,
      reason: `white would have ${white} cd/m², for which the display function of PS3.14 has no luminance`,
    },
  ];
}

/** Clients name the light of a view box; paper and screens are not looked at on one (render/medium.ts). */
export const lightIgnored = {
  reflective: 'no effect on paper, whose greys are for the light that its medium is configured for',
  display: 'no effect on a display, which has its own light',
} as const;

function unusedLight(
  { illumination, reflectedAmbientLight }: Film,
  { kind }: Exclude<Printer['medium'], { kind: 'transmissive' }>,
): Substitution[] {
  return (
    [
      ['Illumination', illumination],
      ['ReflectedAmbientLight', reflectedAmbientLight],
    ] as const
  ).flatMap(([attribute, light]) =>
    light === undefined
      ? []
      : { attribute, requested: String(light), used: 'not used', reason: lightIgnored[kind] },
  );
}

/** What is to be recorded of the light that films are to be looked at in, once for all that say the same. */
export function lightNotes(
  films: readonly Film[],
  { medium }: Pick<Printer, 'medium'>,
): readonly Substitution[] {
  const notes = films.flatMap((film) =>
    medium.kind === 'transmissive' ? noteOf(film, medium) : unusedLight(film, medium),
  );
  return [...new Map(notes.map((note) => [`${note.attribute} ${note.requested}`, note])).values()];
}
