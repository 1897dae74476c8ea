// Records of values that are not used as they were sent: their update by N-SET, and the maximum number that a job stores.
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import { keywordOf } from '../../dicom/data-set/dictionary.ts';
import type { Substitution } from '../../shared/film/film.ts';
import { mergedSubstitutions, type FoundSubstitution } from './merged-substitutions.ts';
import type { OpenFilmBox, OpenFilmSession } from '../film/open-instances.ts';

/** Maximum number of substitutions that a job stores; a film of 1024 boxes can have thousands. */
export const maxSubstitutions = 500;

/** The records of an instance after another request: records of attributes that were sent again are replaced. */
export function renewed(
  before: readonly Substitution[],
  request: DataSet,
  found: readonly Substitution[],
): readonly Substitution[] {
  const again = new Set([...request].map(({ tag }) => keywordOf(tag)));
  return [...before.filter(({ attribute }) => !again.has(attribute)), ...found].slice(-maxSubstitutions);
}

/** All substitutions of these films; equal records of several images become one. */
export function substitutionsOf(
  session: OpenFilmSession,
  filmBoxes: readonly OpenFilmBox[],
): readonly Substitution[] {
  const all = mergedSubstitutions([
    ...session.substitutions.map((substitution) => ({ substitution })),
    ...filmBoxes.flatMap(foundIn),
  ]);
  // Substitutions without effect on the film are dropped first where there are too many.
  const first = all.length > maxSubstitutions ? all.toSorted((a, b) => importance(b) - importance(a)) : all;
  return first.slice(0, maxSubstitutions);
}

const importance = ({ used }: Substitution) => (used === 'not used' ? 0 : 1);

function foundIn(filmBox: OpenFilmBox, index: number): readonly FoundSubstitution[] {
  const film = index + 1;
  return [
    ...filmBox.substitutions.map((substitution) => ({ substitution })),
    ...filmBox.imageBoxes.flatMap(({ content, ordinal }) =>
      [
        ...(content?.substitutions ?? []),
        ...(content?.overlayBoxes ?? []).flatMap((box) => box.substitutions),
      ].map((substitution) => ({ substitution, image: { film, position: ordinal } })),
    ),
    ...filmBox.annotationBoxes.flatMap((box) =>
      (box.content?.substitutions ?? []).map((substitution) => ({ substitution })),
    ),
  ];
}
