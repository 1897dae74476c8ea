// Converts jobs to the summaries of the API (src/api/job-summary.ts): rows of lists, search results, events.
import type { ApiJobSummary } from '../../api/job-summary.ts';
import { jobMessage } from './messages.ts';
import type { FilmSummary, JobOutline } from '../../spool/job/job-types.ts';

/** ISO 8601; null: not yet. */
export const isoText = (time: Date | null) => time?.toISOString() ?? null;

/** The sizes and formats of the films, in the order in which they first appear. */
function filmSizesOf(films: readonly FilmSummary[]): ApiJobSummary['filmSizes'] {
  const kinds = Map.groupBy(films, ({ filmSizeId, imageDisplayFormat }) =>
    JSON.stringify([filmSizeId, imageDisplayFormat]),
  );
  return [...kinds.values()].flatMap((some) => {
    const [first] = some;
    if (!first) return [];
    const { filmSizeId, imageDisplayFormat } = first;
    return { filmSizeId, imageDisplayFormat, films: some.length };
  });
}

/** What summaries and whole jobs have in common. */
export const jobFacts = (job: JobOutline) => ({
  id: job.id,
  printer: job.printer,
  callingAeTitle: job.callingAeTitle,
  peerAddress: job.peerAddress,
  state: job.state,
  reason: job.reason,
  statusInfo: job.statusInfo,
  detail: job.detail,
  priority: job.priority,
  copies: job.copies,
  sessionLabel: job.sessionLabel,
  createdAt: job.createdAt.toISOString(),
  startedAt: isoText(job.startedAt),
  finishedAt: isoText(job.finishedAt),
  notBefore: isoText(job.notBefore),
  pages: job.document?.pages ?? null,
  payloadRemovedAt: isoText(job.payloadRemovedAt),
  repeats: job.repeats,
  reprintOf: job.reprintOf,
});

export function jobSummary(job: JobOutline): ApiJobSummary {
  return {
    ...jobFacts(job),
    message: jobMessage(job),
    filmCount: job.films.length,
    filmSizes: filmSizesOf(job.films),
    images: job.films.reduce((sum, { images }) => sum + images, 0),
    substitutionCount: job.substitutions.length + job.findings.length,
    // Thumbnails are rendered from the pixels, which are kept until the payload is removed.
    thumbnails: job.payloadRemovedAt === null,
  };
}
