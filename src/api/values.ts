// Values shared by several requests and responses: ids, AE titles, times, numbers in URLs. Each check has the message of its
// refusal: "must be …".
import { z } from 'zod';
import { jobStates } from '../shared/job-terms.ts';
import { momentForms, momentOf } from '../shared/moments.ts';

/** A list in a response. Its type is readonly, like all lists of the product. */
export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

/** A time in a response: ISO 8601 in UTC. */
export const time = z.iso.datetime();

const oneOfText = (words: readonly string[]) => `must be one of ${words.join(', ')}`;

/** One of several words; a refusal names all of them. */
export const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, oneOfText(words));

const jobIdForm = 'must be a job id, up to 64 letters, digits, dashes and underscores';
/** A job: its id, or the first characters of it if no other id starts with them. */
export const jobId = z
  .string(jobIdForm)
  .regex(/^[A-Za-z0-9_-]{1,64}$/, jobIdForm)
  .describe('Id of a job, or its first characters if no other id starts with them');

const aeTitleForm = 'must be an AE title, 1 to 16 characters';
/** AE title, of a printer or of a client. */
export const aeTitle = z.string(aeTitleForm).min(1, aeTitleForm).max(16, aeTitleForm);

const wholeForm = (low: number, high: number) => `must be a whole number from ${low} to ${high}`;

/** A whole number in a path or query: digits only. */
export const wholeText = (low: number, high: number) =>
  z
    .string(wholeForm(low, high))
    .refine(
      (text) => /^\d{1,6}$/.test(text) && Number(text) >= low && Number(text) <= high,
      wholeForm(low, high),
    )
    .meta({ type: 'integer', minimum: low, maximum: high })
    .transform(Number);

/** A whole number in a body. */
export const whole = (low: number, high: number) =>
  z.int(wholeForm(low, high)).min(low, wholeForm(low, high)).max(high, wholeForm(low, high));

/** A text of a body. */
export const text = (maxLength: number) => {
  const form = `must be a text of 1 to ${maxLength} characters`;
  return z.string(form).min(1, form).max(maxLength, form);
};

const filmSizeForm = 'must be a Film Size ID, up to 16 characters';
/** A Film Size ID; whether a printer offers it is checked later. */
export const filmSizeId = z
  .string('must be a Film Size ID')
  .min(1, 'must be a Film Size ID')
  .max(16, filmSizeForm);

const headerForm = 'must be a text of 1 to 64 characters in one line';
/** One more line of text along the top of each film. */
export const headerLine = z
  .string(headerForm)
  .regex(/^[^\p{Cc}]{1,64}$/u, headerForm)
  .describe('One more line of text along the top of each film');

/** A time as users write it; default time zone: that of the server. */
export const moment = z
  .string(`must be ${momentForms}`)
  .max(64, `must be ${momentForms}`)
  .refine(
    (written) => momentOf(written, { now: new Date(), end: false }) !== undefined,
    `must be ${momentForms}`,
  );

/** Names of the states within PENDING and FAILURE. */
export const shownStates = ['QUEUED', 'HELD', 'WAITING', 'RETRY', 'CANCELLED'] as const;
export type ShownState = (typeof shownStates)[number];

/** A state of DICOM, or one of the names above. */
export const anyState = oneOf([...jobStates, ...shownStates]);
export type AnyState = z.output<typeof anyState>;

const cursorForm = 'must be a "next" of this list';
/** Continues a list: `next` of an earlier response to the same request. Opaque. */
export const cursor = z
  .string(cursorForm)
  .regex(/^[A-Za-z0-9_-]{8,256}$/, cursorForm)
  .describe('"next" of an earlier response to the same request');

/** Cursor of the next page; null on the last page. */
export const next = z
  .string()
  .nullable()
  .describe('Cursor of the next page, for the same request; null on the last page');

/** An empty body. */
export const emptyBody = z.strictObject({});
