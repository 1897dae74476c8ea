// The changes that a client profile makes before and after any operation: defaults for missing attributes, refusal of older
// film boxes, and the status of the reply. The operations themselves follow the standard.
import { dataSetOf, type DataSet } from '../../dicom/data-set/data-set.ts';
import { tagOf, type Keyword } from '../../dicom/data-set/dictionary.ts';
import { sopClasses } from '../../dicom/data-set/uids.ts';
import type { Printer } from '../../shared/film/printer.ts';
import type { ClientProfile, DefaultedClass } from '../clients/client-profile.ts';
import type { FilmTree } from '../film/film-tree.ts';
import { failure, type NRequest, type Reply } from '../film/operation.ts';
import { isVisible, isWarning, status } from '../rules/status.ts';

/** The object whose defaults apply to a request: of an N-CREATE the new object, of an N-SET only an image box. */
function defaultedClass(request: NRequest): DefaultedClass | undefined {
  if (request.kind === 'N-CREATE-RQ') {
    if (request.affectedSopClassUid === sopClasses.BasicFilmSession) return 'filmSession';
    if (request.affectedSopClassUid === sopClasses.BasicFilmBox) return 'filmBox';
  }
  if (request.kind !== 'N-SET-RQ') return undefined;
  const images: readonly string[] = [sopClasses.BasicGrayscaleImageBox, sopClasses.BasicColorImageBox];
  return images.includes(request.requestedSopClassUid) ? 'imageBox' : undefined;
}

/**
 * A default of the profile. The client did not request it, so a density beyond the printer's range becomes the limit of the
 * range without a warning.
 */
function defaultOf(keyword: Keyword, value: string | undefined, { densities }: Printer): string | undefined {
  const density = Number(value);
  if (value === undefined || !['MinDensity', 'MaxDensity'].includes(keyword) || Number.isNaN(density)) {
    return value;
  }
  return String(Math.min(Math.max(density, densities.min), densities.max));
}

/** The data set of the request, with the profile's values for missing attributes. */
export function withDefaults(
  request: NRequest,
  dataSet: DataSet,
  profile: ClientProfile,
  printer: Printer,
): DataSet {
  const owner = defaultedClass(request);
  const defaults = Object.entries((owner && profile.defaults[owner]) ?? {}) as [
    Keyword,
    string | undefined,
  ][];
  const missing = defaults.filter(([keyword]) => !dataSet.has(keyword) || dataSet.isEmpty(tagOf(keyword)));
  return missing.length === 0
    ? dataSet
    : dataSet.with(
        dataSetOf(
          Object.fromEntries(
            missing.map(([keyword, value]) => [keyword, defaultOf(keyword, value, printer)]),
          ),
        ),
      );
}

/** The refusal of a request to an older film box, or to a box in it, where the profile permits only the last film box. */
export function outOfReach(request: NRequest, tree: FilmTree, profile: ClientProfile): Reply | undefined {
  if (profile.olderFilmBoxes === 'usable' || request.kind === 'N-CREATE-RQ') return undefined;
  const instance = tree.find(request.requestedSopInstanceUid);
  const filmBox =
    instance?.kind === 'film box'
      ? instance
      : instance && 'filmBox' in instance
        ? instance.filmBox
        : undefined;
  if (!filmBox || filmBox === tree.lastFilmBox) return undefined;
  return failure(status.noSuchSopInstance, 'only the film box created last can be used');
}

/** A warning as Success, for clients that do not get it, with the data set that Success returns. */
function silenced(reply: Reply): Reply {
  const {
    attributeIdentifierList: _list,
    errorComment: _comment,
    visible: _visible,
    complete,
    ...rest
  } = reply;
  return { ...rest, status: status.success, ...(complete ? { dataSet: complete } : {}) };
}

/** Whether this warning is withheld from the client. Attribute findings were judged before (assign.ts, `verdictOf`). */
function isHidden({ status: code, visible }: Reply, { warnings }: ClientProfile): boolean {
  if (!isWarning(code)) return false;
  return warnings === 'silent' || (warnings === 'visible' && !(visible ?? isVisible(code)));
}

/** The operation's reply for the client of this profile. */
export function asProfileSays(reply: Reply, profile: ClientProfile): Reply {
  if (profile.statuses === 'annex-e') {
    if (reply.annexE !== undefined) return { ...reply, status: reply.annexE };
    // PS3.2 annex E does not have "no such action type".
    if (reply.status === status.noSuchActionType) return { ...reply, status: status.unrecognizedOperation };
  }
  return isHidden(reply, profile) ? silenced(reply) : reply;
}
