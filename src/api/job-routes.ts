// The routes of jobs. Wherever a path has a job's id, the first characters of it do, if no other id begins so.
import type { z } from 'zod';
import type { ApiErrorCode } from '../shared/errors/api-error-table.ts';
import { historyPage, jobSchema, jobsPage, searchPage } from './job.ts';
import {
  historyQuery,
  jobParams,
  jobsQuery,
  pageParams,
  pictureQuery,
  priorityBody,
  reprintBody,
  searchBody,
  toPrinterBody,
} from './requests.ts';
import type { ApiRoute } from './route.ts';
import { emptyBody } from './values.ts';

const noJob = ['no-such-job', 'ambiguous-id'] as const satisfies readonly ApiErrorCode[];

/** Something done to a job: answers the job as it is then. Idempotent. */
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
    summary: 'Jobs by patient, study and text, newest first',
    body: searchBody,
    answer: searchPage,
    errors: ['cursor-invalid'],
  },
  job: {
    method: 'GET',
    path: '/api/jobs/{id}',
    summary: 'One job, with its history and whose films it has',
    params: jobParams,
    answer: jobSchema,
    errors: noJob,
  },
  jobHistory: {
    method: 'GET',
    path: '/api/jobs/{id}/history',
    summary: 'What people did to a job, newest first',
    params: jobParams,
    query: historyQuery,
    answer: historyPage,
    errors: [...noJob, 'cursor-invalid'],
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
    summary: 'A page, counted from 1, as a picture',
    params: pageParams,
    query: pictureQuery,
    answer: { mediaType: 'image/png' },
    errors: [...noJob, 'no-such-film', 'no-document'],
  },
  cancel: onJob('cancel', emptyBody, 'Stop a job, in the device too where that is possible'),
  hold: onJob('hold', emptyBody, 'Keep a waiting job from printing'),
  release: onJob('release', emptyBody, 'Let a held job print'),
  retry: onJob('retry', emptyBody, 'Try a job again at once', ['pixels-removed']),
  printed: onJob('printed', emptyBody, 'Say that a job of unknown outcome came out'),
  move: onJob('move', toPrinterBody, 'Print a waiting or failed job on another printer', [
    'no-such-printer',
    'pixels-removed',
  ]),
  priority: onJob('priority', priorityBody, 'Change the priority of a job'),
  reprint: onJob('reprint', reprintBody, 'Print a job again: the new job', [
    'no-such-printer',
    'pixels-removed',
    'request-id-reused',
    'queue-full',
  ]),
} as const satisfies Readonly<Record<string, ApiRoute>>;
