// Illumination and Reflected Ambient Light (PS3.3 C.13.3) with values that no light box and no room has. They are two numbers
// that a client may send with N-CREATE or N-SET, so their combination is judged when it prints. Films are printed all the
// same, because the renderer makes the best of such light; the job records it. Light matters only for transmissive films: on
// other media the attributes have no effect, and the job records that.
import type { Film, Substitution } from '../../shared/film/film.ts';
import type { Printer } from '../../shared/film/printer.ts';

/** Luminance of JND index 1023, cd/m²; the upper end of the display function (PS3.14 table B-1). */
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

/** Clients name the light of a light box; paper and screens are not viewed on one (render/medium.ts). */
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

/** What to record of the viewing light of films, once for all with the same values. */
export function lightNotes(
  films: readonly Film[],
  { medium }: Pick<Printer, 'medium'>,
): readonly Substitution[] {
  const notes = films.flatMap((film) =>
    medium.kind === 'transmissive' ? noteOf(film, medium) : unusedLight(film, medium),
  );
  return [...new Map(notes.map((note) => [`${note.attribute} ${note.requested}`, note])).values()];
}
