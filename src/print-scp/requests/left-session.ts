// What one association leaves to the client's next one, and what it takes over itself (parked-sessions.ts): when a request
// refers to the film session that was left, the association continues it. A client that starts over is not affected by what
// it left. Start at `LeftSession`.
import { sopClasses } from '../../dicom/data-set/uids.ts';
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import type { BlobRef } from '../../shared/film/film.ts';
import type { Log } from '../../shared/log/log.ts';
import { FilmTree } from '../film/film-tree.ts';
import type { NRequest } from '../film/operation.ts';
import type { ParkedSessions, SessionOwner } from './parked-sessions.ts';

/** Requests that refer to a session or need one: not those about the printer and its jobs, nor new LUTs. */
const needsSession: ReadonlySet<string> = new Set([
  sopClasses.BasicFilmSession,
  sopClasses.BasicFilmBox,
  sopClasses.BasicGrayscaleImageBox,
  sopClasses.BasicColorImageBox,
  sopClasses.BasicAnnotationBox,
]);

/** Whether a request on an association without a film session means the one that was `left`. */
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
  /** For how long a session is left; 0: not at all. */
  readonly seconds: number;
  readonly log: Log;
}

export class LeftSession {
  readonly #options: LeftSessionOptions;

  constructor(options: LeftSessionOptions) {
    this.#options = options;
  }

  /** Leaves the film session to the client's next association, if there is one; then `tree` is empty. */
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

  /** Takes over what an earlier association left into `tree` and `digests`, if the request refers to it. */
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
