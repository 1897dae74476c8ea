// Jobs as the API shows them: the fields of the contract and no others, times as ISO 8601 in UTC.
import type { JobView } from './ports.ts';

export function jobJson(job: JobView) {
  return {
    id: job.id,
    printJobUid: job.printJobUid,
    printer: job.printer,
    callingAeTitle: job.callingAeTitle,
    state: job.state,
    reason: job.reason,
    statusInfo: job.statusInfo,
    detail: job.detail,
    priority: job.priority,
    copies: job.copies,
    sessionLabel: job.sessionLabel,
    createdAt: job.createdAt.toISOString(),
    finishedAt: job.finishedAt?.toISOString() ?? null,
    films: job.films.map(({ filmSizeId, filmOrientation, imageDisplayFormat, images }) => ({
      filmSizeId,
      filmOrientation,
      imageDisplayFormat,
      images,
    })),
    deliveries: job.deliveries.map(({ destination, state, attempts, lastError, detail }) => ({
      destination,
      state,
      attempts,
      lastError,
      detail,
    })),
    substitutions: job.substitutions.map(({ attribute, requested, used, reason }) => ({
      attribute,
      requested,
      used,
      reason,
    })),
  };
}

export type JobJson = ReturnType<typeof jobJson>;
