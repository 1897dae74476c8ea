// The routes of printers.
import type { z } from 'zod';
import type { ApiErrorCode } from '../shared/errors/api-error-table.ts';
import { historyPage, jobSchema } from './job.ts';
import { movedQueue, printerSchema, printersAnswer } from './printer.ts';
import { historyQuery, printerParams, targetBody, toPrinterBody } from './requests.ts';
import type { ApiRoute } from './route.ts';
import { emptyBody } from './values.ts';

/** Something done to a printer. */
const onPrinter = <const N extends string, B extends z.ZodObject, A extends z.ZodType>(
  action: N,
  body: B,
  answer: A,
  summary: string,
  errors: readonly ApiErrorCode[] = [],
) =>
  ({
    method: 'POST',
    path: `/api/printers/{aeTitle}/${action}`,
    summary,
    params: printerParams,
    body,
    answer,
    errors: ['no-such-printer', ...errors],
  }) as const satisfies ApiRoute;

export const printerRoutes = {
  printers: {
    method: 'GET',
    path: '/api/printers',
    summary: 'All printers with their devices',
    answer: printersAnswer,
    errors: [],
  },
  printer: {
    method: 'GET',
    path: '/api/printers/{aeTitle}',
    summary: 'One printer, with its history',
    params: printerParams,
    answer: printerSchema,
    errors: ['no-such-printer'],
  },
  printerHistory: {
    method: 'GET',
    path: '/api/printers/{aeTitle}/history',
    summary: 'What people did to a printer, newest first',
    params: printerParams,
    query: historyQuery,
    answer: historyPage,
    errors: ['no-such-printer', 'cursor-invalid'],
  },
  pause: onPrinter('pause', emptyBody, printerSchema, 'Start nothing more on a printer'),
  resume: onPrinter('resume', emptyBody, printerSchema, 'Print again on a paused printer'),
  moveQueue: onPrinter('move-queue', toPrinterBody, movedQueue, 'Print what waits on another printer'),
  testPage: onPrinter('test-page', emptyBody, jobSchema, 'Print the test page: its job', ['queue-full']),
  calibrationTarget: onPrinter(
    'calibration-target',
    targetBody,
    jobSchema,
    'Print a calibration target: its job',
    ['queue-full'],
  ),
} as const satisfies Readonly<Record<string, ApiRoute>>;
