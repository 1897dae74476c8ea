// What a configuration may contain for clients: which profile applies to them, and which settings of it are changed. Part of
// config-schema.ts, which has the rest.
import { z } from 'zod';
import { seconds } from '../../shared/schema-values.ts';
import { defaultableAttributes, profileChoices } from '../../print-scp/clients/client-profile.ts';
import { redactableAttributes } from '../../print-scp/clients/redaction.ts';
import { shippedProfileNames, type ShippedProfileName } from '../../print-scp/clients/client-profiles.ts';

const patterns = z.union([z.string().min(1).max(64), z.array(z.string().min(1).max(64)).min(1).max(100)]);

/** Values for attributes that clients omit; the attribute tables define what is allowed. */
function attributeValues<Name extends string>(names: readonly Name[]) {
  const value = z.union([z.string().min(1).max(1024), z.number().transform(String)]).optional();
  const described = (name: Name) => value.describe(`Value of ${name} when the client sends none`);
  return z.strictObject(
    // fromEntries widens keys to string; there are no others.
    Object.fromEntries(names.map((name) => [name, described(name)])) as Record<Name, typeof value>,
  );
}

const pixels = z.int().min(0).max(65_535);
const size = z.int().min(1).max(65_535);

/** What is removed from the requests of a client. */
const redact = z
  .strictObject({
    attributes: z
      .array(z.enum(redactableAttributes))
      .max(redactableAttributes.length)
      .default([])
      .describe('Attributes whose values are removed, at every level of a data set'),
    rectangles: z
      .array(
        z.strictObject({
          left: pixels.describe('Pixels between the left edge of the image and the rectangle'),
          top: pixels.describe('Pixels between the top edge of the image and the rectangle'),
          width: size.describe('Width in pixels of the image'),
          height: size.describe('Height in pixels of the image'),
          rows: size.optional().describe('Only in images with this value of Rows; default: any'),
          columns: size.optional().describe('Only in images with this value of Columns; default: any'),
        }),
      )
      .max(50)
      .default([])
      .describe('Rectangles that are made black in every image and cleared in every overlay'),
  })
  .optional()
  .describe('Removed from the requests of the client before anything is stored or printed');

/** A rule for the clients that `match` applies to. */
export const client = z.strictObject({
  match: z
    .strictObject({
      callingAeTitle: patterns.optional().describe('Calling AE title of the client; a pattern or a list'),
      address: patterns.optional().describe('IP address that the client calls from; a pattern or a list'),
      implementationClassUid: patterns
        .optional()
        .describe('Implementation Class UID that the client announces; a pattern or a list'),
      implementationVersionName: patterns
        .optional()
        .describe('Implementation Version Name that the client announces; a pattern or a list'),
    })
    .refine((match) => Object.keys(match).length > 0, 'at least one key')
    .describe('Patterns with * and ?, or lists of them; every key that is given must match'),
  profile: z
    .enum(shippedProfileNames as [ShippedProfileName, ...ShippedProfileName[]])
    .default('standard')
    .describe('Shipped profile; the other keys change single settings of it'),
  warnings: z
    .enum(profileChoices.warnings)
    .optional()
    .describe(
      'Which warnings are sent: of differences that are visible on the film, all that the standard defines, or none',
    ),
  sizeWarnings: z
    .enum(profileChoices.sizeWarnings)
    .optional()
    .describe(
      'Warnings for images larger than their boxes: of images cropped or smaller than requested, of all, or none',
    ),
  actionReply: z
    .enum(profileChoices.actionReply)
    .optional()
    .describe('Whether N-ACTION answers with a reference to the print job, or with a status alone'),
  jobEvents: z
    .boolean()
    .optional()
    .describe('Send N-EVENT-REPORT of print jobs, where Print Job was negotiated'),
  printerEvents: z.boolean().optional().describe('Send N-EVENT-REPORT of the printer’s status'),
  printJobId: z
    .boolean()
    .optional()
    .describe('Put Print Job ID (2100,0010), which is retired, into job events'),
  done: z
    .enum(profileChoices.done)
    .optional()
    .describe(
      'When a print job is reported as DONE to the client: when it is safe in the spool, or delivered to the destinations',
    ),
  printerStatus: z
    .enum(profileChoices.printerStatus)
    .optional()
    .describe(
      'Printer status reported to the client when the printer has a problem: WARNING, also FAILURE (as in PS3.2 tables E.4.2-28 and -30: off, down, electronics, film transport, CHECK PRINTER), or NORMAL or SUPPLY LOW while the spool has room',
    ),
  calibrationStatus: z
    .enum(profileChoices.calibrationStatus)
    .optional()
    .describe('Whether an expired calibration is reported to the client, as WARNING with CALIBRATION ERR'),
  displayFormat: z
    .enum(profileChoices.displayFormat)
    .optional()
    .describe(
      'Image Display Format: exact only, common misspellings too, or a grid in place of any other value',
    ),
  reading: z
    .enum(profileChoices.reading)
    .optional()
    .describe(
      'Film sizes, image boxes, images and annotations that differ from PS3.2 annex E: interpreted where possible, or refused',
    ),
  olderFilmBoxes: z
    .enum(profileChoices.olderFilmBoxes)
    .optional()
    .describe('Whether a film box can be set and printed after a newer one was created'),
  statuses: z
    .enum(profileChoices.statuses)
    .optional()
    .describe('Status codes of PS3.4, or those of PS3.2 annex E where they differ (0211, 0107, 0108)'),
  doneWithinSeconds: seconds
    .optional()
    .describe(
      'Seconds after which DONE is reported to a client that follows its job, because the film is safe; 0: not before the job is DONE',
    ),
  duplicateSeconds: seconds
    .optional()
    .describe('Seconds within which an identical request is a retry and printed once; 0: never'),
  sessionSeconds: z
    .number()
    .min(0)
    .max(600)
    .optional()
    .describe(
      'Seconds that a film session outlives its association, so that the next association from the same calling AE title and address continues it; 0: none',
    ),
  defaults: z
    .strictObject({
      filmSession: attributeValues(defaultableAttributes.filmSession).optional().describe('Of film sessions'),
      filmBox: attributeValues(defaultableAttributes.filmBox).optional().describe('Of film boxes'),
      imageBox: attributeValues(defaultableAttributes.imageBox).optional().describe('Of image boxes'),
    })
    .optional()
    .describe('Values for attributes that the client does not send'),
  redact,
});
