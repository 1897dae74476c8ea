// The routes of jobs. In a path, the first characters of a job id are sufficient if no other id begins with them.
import type { z } from 'zod';
import type { ApiErrorCode } from '../shared/errors/api-error-table.ts';
import { bulkAnswer, bulkBody } from './bulk.ts';
import { historyPage, jobSchema, jobsPage, jobTrace, tilesAnswer } from './job.ts';
import { searchPage } from './job-summary.ts';
import {
  historyQuery,
  jobParams,
  jobsQuery,
  pageParams,
  pictureQuery,
  priorityBody,
  reprintBody,
  reprintPreviewBody,
  searchBody,
  tileParams,
  tileQuery,
  toPrinterBody,
} from './requests.ts';
import type { ApiRoute } from './route.ts';
import { previewAnswer } from './sheets/sheets.ts';
import { emptyBody } from './values.ts';

const noJob = ['no-such-job', 'ambiguous-id'] as const satisfies readonly ApiErrorCode[];

/** An action on a job; responds with the job after the change. Idempotent. */
const onJob = <const N extends string, B extends z.ZodObject>(
  action: N,
  body: B,
  summary: string,
  errors: readonly ApiErrorCode[] = [],
) =>
  ({
    method: 'POST',
    path: `/api/jobs/{id}/${action}`,
    summary,
    params: jobParams,
    body,
    answer: jobSchema,
    errors: [...noJob, 'not-possible', ...errors],
  }) as const satisfies ApiRoute;

export const jobRoutes = {
  jobs: {
    method: 'GET',
    path: '/api/jobs',
    summary: 'Jobs, newest first',
    query: jobsQuery,
    answer: jobsPage,
    errors: ['cursor-invalid'],
  },
  searchJobs: {
    method: 'POST',
    path: '/api/jobs/search',
    summary: 'Rows of jobs, by patient, study and text or by filters only, newest first',
    body: searchBody,
    answer: searchPage,
    errors: ['cursor-invalid'],
  },
  bulk: {
    method: 'POST',
    path: '/api/jobs/actions',
    summary: 'One action on several jobs; answers a result for each',
    body: bulkBody,
    answer: bulkAnswer,
    errors: ['no-such-printer', 'request-id-reused'],
  },
  job: {
    method: 'GET',
    path: '/api/jobs/{id}',
    summary: 'One job, with its history, patients and studies',
    params: jobParams,
    answer: jobSchema,
    errors: noJob,
  },
  jobHistory: {
    method: 'GET',
    path: '/api/jobs/{id}/history',
    summary: 'Actions of users on a job, newest first',
    params: jobParams,
    query: historyQuery,
    answer: historyPage,
    errors: [...noJob, 'cursor-invalid'],
  },
  jobTrace: {
    method: 'GET',
    path: '/api/jobs/{id}/trace',
    summary: 'The recorded DICOM traffic of the association that sent the job',
    params: jobParams,
    answer: jobTrace,
    errors: noJob,
  },
  document: {
    method: 'GET',
    path: '/api/jobs/{id}/film.pdf',
    summary: 'The document, while it is kept',
    params: jobParams,
    answer: { mediaType: 'application/pdf' },
    errors: [...noJob, 'no-document', 'range-not-satisfiable'],
  },
  picture: {
    method: 'GET',
    path: '/api/jobs/{id}/films/{film}.png',
    summary: 'A page as a picture; pages count from 1',
    params: pageParams,
    query: pictureQuery,
    answer: { mediaType: 'image/png' },
    errors: [...noJob, 'no-such-film', 'no-document'],
  },
  thumbnail: {
    method: 'GET',
    path: '/api/jobs/{id}/films/{film}/thumbnail.png',
    summary: 'A page as a picture, 320 pixels wide, made when it was rendered',
    params: pageParams,
    answer: { mediaType: 'image/png' },
    errors: [...noJob, 'no-such-film', 'no-document'],
  },
  tiles: {
    method: 'GET',
    path: '/api/jobs/{id}/films/{film}/tiles',
    summary: 'The size of a page, and how it is divided into tiles',
    params: pageParams,
    answer: tilesAnswer,
    errors: [...noJob, 'no-such-film', 'no-document'],
  },
  tile: {
    method: 'GET',
    path: '/api/jobs/{id}/films/{film}/tiles/{level}/{tile}.png',
    summary: 'A tile of a page',
    params: tileParams,
    query: tileQuery,
    answer: { mediaType: 'image/png' },
    errors: [...noJob, 'no-such-film', 'no-such-tile', 'no-document'],
  },
  cancel: onJob('cancel', emptyBody, 'Cancel a job, on the device too where possible'),
  hold: onJob('hold', emptyBody, 'Hold a waiting job'),
  release: onJob('release', emptyBody, 'Release a held job'),
  retry: onJob('retry', emptyBody, 'Retry a job at once', ['pixels-removed']),
  printed: onJob('printed', emptyBody, 'Confirm that a job with unknown outcome was printed'),
  move: onJob('move', toPrinterBody, 'Move a waiting or failed job to another printer', [
    'no-such-printer',
    'pixels-removed',
  ]),
  priority: onJob('priority', priorityBody, 'Change the priority of a job'),
  reprint: onJob('reprint', reprintBody, 'Print a job again; responds with the new job', [
    'no-such-printer',
    'pixels-removed',
    'request-id-reused',
    'queue-full',
  ]),
  reprintPreview: {
    method: 'POST',
    path: '/api/jobs/{id}/preview',
    summary: 'The sheets of a reprint as they will print; prints nothing',
    params: jobParams,
    body: reprintPreviewBody,
    answer: previewAnswer,
    errors: [...noJob, 'no-such-printer', 'pixels-removed', 'not-printable', 'too-busy'],
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
