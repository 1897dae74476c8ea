// What was recorded of values that are not used as they were sent: how it changes with N-SET, and how much of it a job
// keeps.
import type { DataSet } from '../dicom/data-set.ts';
import { keywordOf } from '../dicom/dictionary.ts';
import type { Substitution } from '../film.ts';
import type { OpenFilmBox, OpenFilmSession } from './open-instances.ts';

/** A job keeps this many substitutions at most; a film of 1024 boxes could have thousands. */
export const mostSubstitutions = 500;

/** What is recorded of an instance after another request: of an attribute that was sent again only what it is now. */
export function renewed(
  before: readonly Substitution[],
  request: DataSet,
  found: readonly Substitution[],
): readonly Substitution[] {
  const again = new Set([...request].map(({ tag }) => keywordOf(tag)));
  return [...before.filter(({ attribute }) => !again.has(attribute)), ...found].slice(-mostSubstitutions);
}

/** Everything that was substituted on the way to these films. */
export function substitutionsOf(
  session: OpenFilmSession,
  filmBoxes: readonly OpenFilmBox[],
): readonly Substitution[] {
  const all = [
    ...session.substitutions,
    ...filmBoxes.flatMap((filmBox) => [
      ...filmBox.substitutions,
      ...filmBox.imageBoxes.flatMap(({ content }) => [
        ...(content?.substitutions ?? []),
        ...(content?.overlayBoxes ?? []).flatMap((box) => box.substitutions),
      ]),
      ...filmBox.annotationBoxes.flatMap((box) => box.content?.substitutions ?? []),
    ]),
  ];
  return all.slice(0, mostSubstitutions);
}
