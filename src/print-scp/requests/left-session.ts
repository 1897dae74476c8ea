// Passes a film session from one association to the client's next one (parked-sessions.ts): when a request refers to the
// session that was left, the association continues it. A client that begins a new session is not affected. Start at
// `LeftSession`.
import { sopClasses } from '../../dicom/data-set/uids.ts';
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import type { BlobRef } from '../../shared/film/film.ts';
import type { Log } from '../../shared/log/log.ts';
import { FilmTree } from '../film/film-tree.ts';
import type { NRequest } from '../film/operation.ts';
import type { ParkedSessions, SessionOwner } from './parked-sessions.ts';

/** SOP classes whose requests need a session, unlike those of the printer, its jobs and new LUTs. */
const needsSession: ReadonlySet<string> = new Set([
  sopClasses.BasicFilmSession,
  sopClasses.BasicFilmBox,
  sopClasses.BasicGrayscaleImageBox,
  sopClasses.BasicColorImageBox,
  sopClasses.BasicAnnotationBox,
]);

/** Whether a request on an association without a film session refers to the one that was `left`. */
function continues(request: NRequest, dataSet: DataSet, own: FilmTree, left: FilmTree): boolean {
  if (own.session || !left.session) return false;
  if (request.kind !== 'N-CREATE-RQ') {
    const uid = request.requestedSopInstanceUid;
    return uid === undefined
      ? needsSession.has(request.requestedSopClassUid)
      : !own.find(uid) && left.find(uid) !== undefined;
  }
  if (request.affectedSopClassUid !== sopClasses.BasicFilmBox) return false;
  const named = dataSet.items('ReferencedFilmSessionSequence')[0]?.string('ReferencedSOPInstanceUID');
  return named === undefined || named === left.session.uid;
}

export interface LeftSessionOptions {
  /** Default: no session outlives its association. */
  readonly sessions?: ParkedSessions;
  readonly owner: SessionOwner;
  /** How long a session is kept; 0: not at all. */
  readonly seconds: number;
  readonly log: Log;
}

export class LeftSession {
  readonly #options: LeftSessionOptions;

  constructor(options: LeftSessionOptions) {
    this.#options = options;
  }

  /** Leaves the film session, if there is one, to the client's next association; `tree` is then empty. */
  leave(
    tree: FilmTree,
    digests: ReadonlyMap<string, string>,
    discardBlobs: (blobs: readonly BlobRef[]) => Promise<void>,
  ): void {
    const { sessions, owner, seconds } = this.#options;
    if (!sessions || seconds === 0 || !tree.session) return;
    const left = new FilmTree();
    left.absorb(tree);
    sessions.park(owner, { tree: left, digests: new Map(digests) }, seconds * 1000, discardBlobs);
  }

  /** Moves what an earlier association left into `tree` and `digests`, if the request refers to it. */
  continueFor(request: NRequest, dataSet: DataSet, tree: FilmTree, digests: Map<string, string>): void {
    const { sessions, owner, log } = this.#options;
    const left = sessions?.of(owner);
    if (!left || !continues(request, dataSet, tree, left.tree)) return;
    const taken = sessions?.take(owner);
    if (!taken) return;
    tree.absorb(taken.tree);
    for (const [key, digest] of taken.digests) digests.set(key, digest);
    log.info('session.continued', { filmBoxes: tree.session?.filmBoxes.length ?? 0 });
  }
}
