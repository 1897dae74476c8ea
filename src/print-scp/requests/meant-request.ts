// Corrects requests of real clients that name another instance than they mean: an N-CREATE whose UID is only in the data set,
// and a print N-ACTION that names an image box or annotation box of the film. Image boxes that a client names by UIDs of its
// own are in image-placement.ts. Start at `asMeant`.
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import { isUid, sopClasses } from '../../dicom/data-set/uids.ts';
import type { Substitution } from '../../shared/film/film.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import type { FilmTree } from '../film/film-tree.ts';
import type { OpenFilmBox } from '../film/open-instances.ts';
import type { NRequest } from '../film/operation.ts';

/** Records on the film, once, which instance was named instead. */
function record(filmBox: OpenFilmBox, named: string, what: string): void {
  const note: Substitution = {
    attribute: 'SOPInstanceUID',
    requested: named,
    used: filmBox.uid,
    reason: `the ${what} that was to be printed belongs to this film`,
  };
  const known = filmBox.substitutions.some(
    ({ attribute, requested }) => attribute === note.attribute && requested === named,
  );
  if (!known) filmBox.substitutions = [...filmBox.substitutions, note];
}

/** The request to perform; unchanged where it names the right instance, or the profile reads strictly. */
export function asMeant(
  request: NRequest,
  dataSet: DataSet,
  tree: FilmTree,
  { reading }: Pick<ClientProfile, 'reading'>,
): NRequest {
  if (reading === 'strict') return request;
  if (request.kind === 'N-CREATE-RQ') {
    const uid = dataSet.string('SOPInstanceUID');
    const usable = uid !== undefined && isUid(uid) && !tree.find(uid);
    return request.affectedSopInstanceUid === undefined && usable
      ? { ...request, affectedSopInstanceUid: uid }
      : request;
  }
  if (request.kind !== 'N-ACTION-RQ') return request;
  const instance = tree.find(request.requestedSopInstanceUid);
  if (instance?.kind !== 'image box' && instance?.kind !== 'annotation box') return request;
  record(instance.filmBox, instance.uid, instance.kind);
  return {
    ...request,
    requestedSopClassUid: sopClasses.BasicFilmBox,
    requestedSopInstanceUid: instance.filmBox.uid,
  };
}
