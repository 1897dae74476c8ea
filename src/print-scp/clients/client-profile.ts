// Client profiles: the client-specific workarounds of the Print SCP for one kind of client. This file has the types and the
// matching of profiles to clients. The shipped profiles are data in client-profiles.ts; those of the configuration are tried
// before them. Start at `profileFor`.
import { plainAddress } from '../../shared/address-list.ts';
import type { Keyword } from '../../dicom/data-set/dictionary.ts';
import { globMatches } from '../../shared/glob.ts';
import type { Redaction } from './redaction.ts';

/** The values of each setting, in the terms of the configuration. */
export const profileChoices = {
  /**
   * Which warnings (0107, 0116, Bxxx) are sent: those about differences that are visible on the film, all that the standard
   * defines, or none. Instead of the others Success is sent; substitutions are recorded on the job in any case.
   */
  warnings: ['visible', 'sent', 'silent'],
  /**
   * Which warnings about images larger than their boxes are sent. `cropped`: for images that were cropped, because a part is
   * missing on the film, and for images printed smaller than their Requested Image Size. `all`: for all images that were scaled
   * down. `none`: no warning. Scaling an image down to its box contradicts no request, and a warning for every large image
   * would stop clients that abort on a warning.
   */
  sizeWarnings: ['cropped', 'all', 'none'],
  /** Whether N-ACTION responses refer to the print job, if Print Job was negotiated, or never have a data set. */
  actionReply: ['job-reference', 'status-only'],
  /** When a print job is reported as DONE: as soon as it is on disk in the spool, or when it was delivered. */
  done: ['spooled', 'delivered'],
  /**
   * How problems of the device are reported: as WARNING; as FAILURE where PS3.2 tables E.4.2-28 and -30 define that; or as
   * NORMAL or SUPPLY LOW while the spool has room.
   */
  printerStatus: ['shown', 'failure', 'normal', 'supply-low'],
  /** Whether an expired calibration is reported as WARNING with CALIBRATION ERR, unless there is a worse problem. */
  calibrationStatus: ['hidden', 'shown'],
  /**
   * Which display formats are accepted: only those spelled as in the standard; common misspellings too; or any value, with a
   * grid in place of an unreadable one.
   */
  displayFormat: ['strict', 'lenient', 'infer'],
  /**
   * How film sizes, image boxes, images and annotations that differ from PS3.2 annex E are treated (another spelling of a film
   * size, a position that does not fit, missing attributes that others determine, other color models, an unknown annotation
   * format). `kind`: interpreted where possible. `strict`: refused or substituted.
   */
  reading: ['lenient', 'strict'],
  /** Whether the client is allowed to use every film box of the session, or only the last one (PS3.4 H.4.2.1). */
  olderFilmBoxes: ['usable', 'last-only'],
  /** Which statuses are sent where PS3.2 annex E and PS3.4 differ (wrong action 0211, presentation LUT 0107 and 0108). */
  statuses: ['standard', 'annex-e'],
} as const;

type Choices = { readonly [K in keyof typeof profileChoices]: (typeof profileChoices)[K][number] };

/** Attributes for which a profile can define a value, for clients that do not send them. */
export const defaultableAttributes = {
  filmSession: ['NumberOfCopies', 'PrintPriority', 'MediumType', 'FilmDestination', 'FilmSessionLabel'],
  filmBox: [
    'ImageDisplayFormat',
    'FilmOrientation',
    'FilmSizeID',
    'MagnificationType',
    'SmoothingType',
    'MaxDensity',
    'MinDensity',
    'BorderDensity',
    'EmptyImageDensity',
    'Trim',
    'ConfigurationInformation',
    'Illumination',
    'ReflectedAmbientLight',
    'RequestedResolutionID',
  ],
  imageBox: ['Polarity', 'MagnificationType', 'SmoothingType', 'RequestedDecimateCropBehavior'],
} as const satisfies Readonly<Record<string, readonly Keyword[]>>;

export type DefaultedClass = keyof typeof defaultableAttributes;
export type AttributeDefaults = {
  readonly [C in DefaultedClass]?:
    Readonly<Partial<Record<(typeof defaultableAttributes)[C][number], string | undefined>>> | undefined;
};

export interface ProfileSettings extends Choices {
  /** Whether Print Job events are sent on the association that created the job (PS3.4 H.4.5.2.1). */
  readonly jobEvents: boolean;
  /** Whether Printer events are sent on associations that negotiated the Printer class (PS3.4 H.4.6.2.1). */
  readonly printerEvents: boolean;
  /** Whether job events have the retired Print Job ID (2100,0010). */
  readonly printJobId: boolean;
  /**
   * After this time a job event reports DONE to a client that waits for the end of its job, because the film is on disk. 0: only
   * when the job is DONE. N-GET returns the actual state of the job in any case.
   */
  readonly doneWithinSeconds: number;
  /**
   * A request identical to one that was accepted from this client at most this many seconds ago is a retry: it is answered
   * with that job and not printed again. 0: never.
   */
  readonly duplicateSeconds: number;
  /**
   * A film session outlives its association by this many seconds, for a client that opens an association for every step: its
   * next association continues it. 0: it ends with its association, as the standard says.
   */
  readonly sessionSeconds: number;
  readonly defaults: AttributeDefaults;
  /** What is removed from the requests of the client before anything is stored or printed. */
  readonly redact: Redaction;
}

export interface ClientProfile extends ProfileSettings {
  /** Recorded on every job to which the profile applied. */
  readonly name: string;
}

/** Patterns with `*` and `?`; of a list one must match. Every given key must match; without keys nothing matches. */
export interface ClientMatch {
  readonly callingAeTitle?: string | readonly string[] | undefined;
  readonly address?: string | readonly string[] | undefined;
  readonly implementationClassUid?: string | readonly string[] | undefined;
  readonly implementationVersionName?: string | readonly string[] | undefined;
}

/** How a client identifies itself in its association request. */
export interface ClientIdentity {
  readonly callingAeTitle: string;
  readonly address: string;
  readonly implementationClassUid: string;
  readonly implementationVersionName: string;
}

export interface ClientRule {
  readonly match: ClientMatch;
  readonly profile: ClientProfile;
}

/** Whether every key of `match` matches the client. */
export function clientMatches(match: ClientMatch, client: ClientIdentity): boolean {
  const announced = { ...client, address: plainAddress(client.address) };
  const keys = ['callingAeTitle', 'address', 'implementationClassUid', 'implementationVersionName'] as const;
  const named = keys.filter((key) => match[key] !== undefined);
  return (
    named.length > 0 &&
    named.every((key) => [match[key] ?? []].flat().some((pattern) => globMatches(pattern, announced[key])))
  );
}

/** The profile of the first rule that matches, else `otherwise`. */
export function profileFor(
  rules: readonly ClientRule[],
  client: ClientIdentity,
  otherwise: ClientProfile,
): ClientProfile {
  return rules.find(({ match }) => clientMatches(match, client))?.profile ?? otherwise;
}
