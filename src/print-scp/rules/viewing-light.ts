// Records unrealistic values of Illumination and Reflected Ambient Light (PS3.3 C.13.3). A client can send either of them with
// N-CREATE or N-SET, so their combination is checked when the film is printed. The film is printed in any case, with limits
// that the renderer applies. Light matters only for transmissive films: on other media the attributes have no effect, which is
// recorded too.
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
      reason: 'film is not visible without light; the light box of its medium is assumed',
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
          'grays differ from those on a light box; measure it with the light box off',
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

/** Attributes without effect on paper and displays, which are not viewed on a light box (render/medium.ts). */
export const lightIgnored = {
  reflective:
    'no effect on paper: its grays are computed for the illumination that is configured for its medium',
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

/** Records about the viewing light of films; films with the same values share one. */
export function lightNotes(
  films: readonly Film[],
  { medium }: Pick<Printer, 'medium'>,
): readonly Substitution[] {
  const notes = films.flatMap((film) =>
    medium.kind === 'transmissive' ? noteOf(film, medium) : unusedLight(film, medium),
  );
  return [...new Map(notes.map((note) => [`${note.attribute} ${note.requested}`, note])).values()];
}
