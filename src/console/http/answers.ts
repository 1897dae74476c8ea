// How the console says no: {error: {code, message}}, the message one sentence for a person. And the checks of what
// comes in a path or a query.
import { z } from 'zod';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { momentForms, momentOf } from '../../shared/moments.ts';
import { jobStates } from '../../spool/job/job-types.ts';
import type { JobQuery } from '../ports.ts';

export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string };
}

export const noSuchJob = (id: string): RequestRefusal =>
  new RequestRefusal(404, 'no-such-job', `there is no job ${id}; GET /api/jobs lists those that there are`);

export const jobId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'a job id has up to 64 letters, digits, dashes and underscores');

/** AE title of a printer, in a path, a query or a body. */
export const aeTitleText = z
  .string('the AE title of a printer is possible')
  .min(1, 'the AE title of a printer is possible')
  .max(16, 'an AE title has up to 16 characters');

/** A whole number in a path or query, written with digits only. */
const whole = (low: number, high: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, `a whole number from ${low} to ${high} is possible`)
    .transform(Number)
    .refine((value) => value >= low && value <= high, `a whole number from ${low} to ${high} is possible`);

export const jobParams = z.object({ id: jobId });
export const printerParams = z.object({ aeTitle: aeTitleText });
export const pageParams = z.object({ id: jobId, film: whole(1, 9999) });
export const pageQuery = z.strictObject({ width: whole(1, 4096).default(800) });

/** The states as people see them, beside the four of DICOM: which jobs each means. */
const seenStates = {
  QUEUED: { state: 'PENDING', reason: 'queued' },
  HELD: { state: 'PENDING', reason: 'held' },
  WAITING: { state: 'PENDING', reason: 'waiting' },
  RETRY: { state: 'PENDING', reason: 'retry' },
  CANCELLED: { state: 'FAILURE', reason: 'job-cancelled' },
} as const satisfies Record<string, Pick<JobQuery, 'state' | 'reason'>>;
const seen = [
  'QUEUED',
  'HELD',
  'WAITING',
  'RETRY',
  'CANCELLED',
] as const satisfies (keyof typeof seenStates)[];
const states = [...jobStates, ...seen];

/** A state as DICOM or people call it. */
export const anyState = z.enum(states, `must be one of ${states.join(', ')}`);

/** A moment, as momentOf reads it. */
export const moment = ({ end }: { readonly end: boolean }) =>
  z.string(`${momentForms} is possible`).transform((text, context): Date => {
    const at = momentOf(text, { now: new Date(), end });
    if (at) return at;
    context.addIssue({ code: 'custom', message: `${momentForms} is possible` });
    return z.NEVER;
  });

const jobsQuerySchema = z.strictObject({
  state: anyState.optional(),
  printer: aeTitleText.optional(),
  client: aeTitleText.optional(),
  since: moment({ end: false }).optional(),
  until: moment({ end: true }).optional(),
  id: jobId.optional(),
  limit: whole(1, 1000).default(100),
});

/** The value, checked. Throws a RequestRefusal 400 that names the key, what was found and what is possible. */
export function parse<T>(schema: z.ZodType<T>, found: unknown): T {
  const parsed = schema.safeParse(found);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const unknownKey = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  if (unknownKey !== undefined)
    throw new RequestRefusal(
      400,
      'bad-request',
      `there is no parameter "${unknownKey}" here${possibleKeys(schema)}`,
    );
  const key = String(issue?.path[0] ?? 'the body');
  const value =
    typeof found === 'object' && found !== null && key in found
      ? (found as Record<string, unknown>)[key]
      : issue?.path.length === 0
        ? found
        : undefined;
  throw new RequestRefusal(
    400,
    'bad-request',
    `${key} is ${foundText(value)}; ${issue?.message ?? 'not possible'}`,
  );
}

function possibleKeys(schema: z.ZodType): string {
  const keys = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return keys.length === 0 ? '' : `; ${keys.join(', ')} ${keys.length === 1 ? 'is' : 'are'} possible`;
}

const maxFoundLength = 80;

/** What was found, for a sentence. An array or object is only named: it may be nested deeper than JSON.stringify can go. */
function foundText(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  const text = JSON.stringify(value);
  return text.length > maxFoundLength ? `${text.slice(0, maxFoundLength)}…` : text;
}

/** The jobs that a state means, as DICOM or people call it. */
export function stateFilter(
  state: z.output<typeof anyState> | undefined,
): Pick<JobQuery, 'state' | 'reason'> {
  const seenState = seen.find((word) => word === state);
  const jobState = jobStates.find((word) => word === state);
  return {
    ...(jobState === undefined ? {} : { state: jobState }),
    ...(seenState === undefined ? {} : seenStates[seenState]),
  };
}

export function parseJobsQuery(found: unknown): JobQuery {
  const { state, printer, client, since, until, id, limit } = parse(jobsQuerySchema, found);
  return {
    limit,
    ...stateFilter(state),
    ...(printer === undefined ? {} : { printer }),
    ...(client === undefined ? {} : { client }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(id === undefined ? {} : { idBeginning: id }),
  };
}
