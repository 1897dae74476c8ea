// What a configuration may say of clients: which profile they get, and what of it is changed. Part of config-schema.ts,
// which holds the rest.
import { z } from 'zod';
import { seconds } from '../../shared/schema-values.ts';
import { defaultableAttributes, profileChoices } from '../../print-scp/clients/client-profile.ts';
import { shippedProfileNames, type ShippedProfileName } from '../../print-scp/clients/client-profiles.ts';

const patterns = z.union([z.string().min(1).max(64), z.array(z.string().min(1).max(64)).min(1).max(100)]);

/** A value for each of some attributes that clients leave out; what it may be, the attribute tables say. */
function attributeValues<Name extends string>(names: readonly Name[]) {
  const value = z.union([z.string().min(1).max(1024), z.number().transform(String)]).optional();
  const described = (name: Name) => value.describe(`Value of ${name} when the client sends none`);
  return z.strictObject(
    // fromEntries widens keys to string; there are no others.
    Object.fromEntries(names.map((name) => [name, described(name)])) as Record<Name, typeof value>,
  );
}

/** A rule for the clients that `match` fits. */
export const client = z.strictObject({
  match: z
    .strictObject({
      callingAeTitle: patterns
        .optional()
        .describe('AE title that the client gives as its own; a pattern or a list'),
      address: patterns.optional().describe('IP address that the client calls from; a pattern or a list'),
      implementationClassUid: patterns
        .optional()
        .describe('Implementation Class UID that the client announces; a pattern or a list'),
      implementationVersionName: patterns
        .optional()
        .describe('Implementation Version Name that the client announces; a pattern or a list'),
    })
    .refine((match) => Object.keys(match).length > 0, 'at least one key')
    .describe('Patterns with * and ?, or lists of them; every key that is there must match'),
  profile: z
    .enum(shippedProfileNames as [ShippedProfileName, ...ShippedProfileName[]])
    .default('standard')
    .describe('Shipped profile; the other keys change single settings of it'),
  warnings: z
    .enum(profileChoices.warnings)
    .optional()
    .describe(
      'Which warnings are sent: of what will be visible on the film, all that the standard has, or none',
    ),
  sizeWarnings: z
    .enum(profileChoices.sizeWarnings)
    .optional()
    .describe(
      'Warnings for images larger than their boxes: of those cropped or smaller than requested, of all, or none',
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
    .describe('When a print job is DONE for the client: safe in the spool, or delivered to the destinations'),
  printerStatus: z
    .enum(profileChoices.printerStatus)
    .optional()
    .describe(
      'What the client sees of a printer in trouble: a WARNING, also a FAILURE (as PS3.2 tables E.4.2-28 and -30 have it: off, down, electronics, film transport, CHECK PRINTER), or, while the spool has room, NORMAL or SUPPLY LOW',
    ),
  calibrationStatus: z
    .enum(profileChoices.calibrationStatus)
    .optional()
    .describe('Whether the client sees a calibration that has expired, as WARNING with CALIBRATION ERR'),
  displayFormat: z
    .enum(profileChoices.displayFormat)
    .optional()
    .describe(
      'Image Display Format to the letter, in nearly right spellings too, or a grid for what cannot be read',
    ),
  reading: z
    .enum(profileChoices.reading)
    .optional()
    .describe(
      'Film sizes, image boxes, images and annotations that are not as PS3.2 annex E has them: understood where that can be done, or refused',
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
      'A client that follows its job is told DONE after so many seconds, for the film is safe; 0: never early',
    ),
  duplicateSeconds: seconds
    .optional()
    .describe('An identical request within so many seconds is a retry and printed once; 0: never'),
  sessionSeconds: z
    .number()
    .min(0)
    .max(600)
    .optional()
    .describe(
      'A film session outlives its association for so many seconds: the next one of the same calling AE title and address goes on with it; 0: it does not',
    ),
  defaults: z
    .strictObject({
      filmSession: attributeValues(defaultableAttributes.filmSession).optional().describe('Of film sessions'),
      filmBox: attributeValues(defaultableAttributes.filmBox).optional().describe('Of film boxes'),
      imageBox: attributeValues(defaultableAttributes.imageBox).optional().describe('Of image boxes'),
    })
    .optional()
    .describe('Values for attributes that the client does not send'),
});
