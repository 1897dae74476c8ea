// The routes of printers.
import { z } from 'zod';
import type { ApiErrorCode } from '../shared/errors/api-error-table.ts';
import { historyPage, jobSchema } from './job.ts';
import { queueAnswer } from './job-summary.ts';
import { movedQueue, printerSchema, printersAnswer, printerStatesAnswer } from './printer.ts';
import { historyQuery, orderBody, printerParams, targetBody, toPrinterBody } from './requests.ts';
import type { ApiRoute } from './route.ts';
import { emptyBody, wholeText } from './values.ts';

interface PrinterAction<B extends z.ZodObject, A extends z.ZodType> {
  readonly summary: string;
  readonly body: B;
  readonly answer: A;
  /** Besides that there is no such printer. */
  readonly errors?: readonly ApiErrorCode[];
}

/** An action on a printer. */
const onPrinter = <const N extends string, B extends z.ZodObject, A extends z.ZodType>(
  action: N,
  { summary, body, answer, errors = [] }: PrinterAction<B, A>,
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
  printerQueue: {
    method: 'GET',
    path: '/api/printers/{aeTitle}/queue',
    summary: 'The waiting jobs of a printer in the order of printing, the first 200',
    params: printerParams,
    answer: queueAnswer,
    errors: ['no-such-printer'],
  },
  printerHistory: {
    method: 'GET',
    path: '/api/printers/{aeTitle}/history',
    summary: 'Actions of users on a printer, newest first',
    params: printerParams,
    query: historyQuery,
    answer: historyPage,
    errors: ['no-such-printer', 'cursor-invalid'],
  },
  printerStates: {
    method: 'GET',
    path: '/api/printers/{aeTitle}/states',
    summary: 'The states of a printer over the last days, also of a removed one',
    params: printerParams,
    query: z.strictObject({ days: wholeText(1, 31).default(1).describe('Default: 1') }),
    answer: printerStatesAnswer,
    errors: ['no-such-printer'],
  },
  pause: onPrinter('pause', {
    summary: 'Pause a printer: no further jobs are started',
    body: emptyBody,
    answer: printerSchema,
  }),
  resume: onPrinter('resume', {
    summary: 'Resume a paused printer',
    body: emptyBody,
    answer: printerSchema,
  }),
  moveQueue: onPrinter('move-queue', {
    summary: 'Move waiting jobs to another printer',
    body: toPrinterBody,
    answer: movedQueue,
    errors: ['printer-removed'],
  }),
  queueOrder: onPrinter('queue-order', {
    summary: 'Move a waiting job within its priority; responds with the job',
    body: orderBody,
    answer: jobSchema,
    errors: ['no-such-job', 'ambiguous-id', 'not-possible'],
  }),
  testPage: onPrinter('test-page', {
    summary: 'Print the test page; responds with its job',
    body: emptyBody,
    answer: jobSchema,
    errors: ['queue-full', 'printer-removed'],
  }),
  calibrationTarget: onPrinter('calibration-target', {
    summary: 'Print a calibration target; responds with its job',
    body: targetBody,
    answer: jobSchema,
    errors: ['queue-full', 'printer-removed'],
  }),
} as const satisfies Readonly<Record<string, ApiRoute>>;
