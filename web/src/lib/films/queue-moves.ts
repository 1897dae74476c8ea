// The places to which a job can move within its queue. A queue is in the order of printing: by priority, and within a priority
// as users ordered it.

interface Queued {
  readonly id: string;
  readonly priority: string;
  readonly state: string;
}

/** A place that a job can move to. */
export interface QueueMove {
  /** Id of the job that it is to precede; null: the end of its priority. */
  readonly before: string | null;
  /** Id of the job that it precedes now; null as above. */
  readonly now: string | null;
}

export interface QueueMoves {
  readonly top?: QueueMove;
  readonly up?: QueueMove;
  readonly down?: QueueMove;
}

/** Where a job can move: never past jobs of another priority. Empty for a job that is not in the queue. */
export function queueMoves(queue: readonly Queued[], id: string): QueueMoves {
  const job = queue.find((other) => other.id === id);
  const peers = queue.filter(({ priority }) => priority === job?.priority);
  const index = peers.findIndex((other) => other.id === id);
  if (index < 0) return {};
  const idAt = (place: number) => peers[place]?.id ?? null;
  const now = idAt(index + 1);
  return {
    ...(index > 1 ? { top: { before: idAt(0), now } } : {}),
    ...(index > 0 ? { up: { before: idAt(index - 1), now } } : {}),
    ...(index < peers.length - 1 ? { down: { before: idAt(index + 2), now } } : {}),
  };
}

/** On which side of a row something is dropped. */
export type DropSide = 'before' | 'after';

/** The place at which a job is dropped, beside another one of its priority; undefined: it cannot move there, or is there already. */
export function dropMove(
  queue: readonly Queued[],
  id: string,
  beside: string,
  side: DropSide,
): QueueMove | undefined {
  const job = queue.find((other) => other.id === id);
  const peers = queue.filter(({ priority }) => priority === job?.priority);
  const from = peers.findIndex((other) => other.id === id);
  const target = peers.findIndex((other) => other.id === beside);
  if (from < 0 || target < 0) return undefined;
  const place = side === 'before' ? target : target + 1;
  if (place === from || place === from + 1) return undefined;
  const idAt = (index: number) => peers[index]?.id ?? null;
  return { before: idAt(place), now: idAt(from + 1) };
}
