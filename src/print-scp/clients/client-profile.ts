// Client profiles: what is known of one kind of client, and the client-specific workarounds of the Print SCP. Types,
// matching, and which profile applies to which client; the shipped profiles are data in client-profiles.ts, the configuration
// adds its own before them.
import { plainAddress } from '../../shared/address-list.ts';
import type { Keyword } from '../../dicom/data-set/dictionary.ts';
import { globMatches } from '../../shared/glob.ts';

/** The values of each setting, in the terms of the configuration. */
export const profileChoices = {
  /**
   * Which warnings (0107, 0116, Bxxx) are sent: of differences that are visible on the film, all that the standard defines,
   * or none. Others are answered with Success; substitutions are recorded on the job in any case.
   */
  warnings: ['visible', 'sent', 'silent'],
  /**
   * Which warnings for images larger than their boxes are sent: for an image that was cropped, because a part of it is not on
   * the film, or that is smaller than its Requested Image Size; for all that were scaled down; or none. Scaling down to the
   * box loses nothing that was requested, and a warning for every large image would stop clients that abort on one.
   */
  sizeWarnings: ['cropped', 'all', 'none'],
  /** N-ACTION answers with a reference to the print job, if Print Job was negotiated; or never with a data set. */
  actionReply: ['job-reference', 'status-only'],
  /** When a print job is DONE for this client: as soon as it is safely in the spool, or when it was delivered. */
  done: ['spooled', 'delivered'],
  /**
   * Problems of the device as a WARNING; as FAILURE where PS3.2 tables E.4.2-28 and -30 define that; or as NORMAL or SUPPLY
   * LOW while the spool has room.
   */
  printerStatus: ['shown', 'failure', 'normal', 'supply-low'],
  /** An expired calibration is WARNING with CALIBRATION ERR, when there is no worse problem, or is hidden from clients. */
  calibrationStatus: ['hidden', 'shown'],
  /**
   * Display formats only as the standard writes them; common misspellings too; or a grid in place of any unreadable value.
   */
  displayFormat: ['strict', 'kind', 'infer'],
  /**
   * Film sizes, image boxes, images and annotations that differ from PS3.2 annex E are interpreted where possible (another
   * spelling of a film size, a position that does not fit, attributes that the others determine, other color models, an
   * unknown annotation format), or refused or substituted.
   */
  reading: ['kind', 'strict'],
  /** Film boxes before the last one of the session may be used until they are deleted, or not (PS3.4 H.4.2.1). */
  olderFilmBoxes: ['usable', 'last-only'],
  /** Where PS3.2 annex E answers other codes than PS3.4 (wrong action 0211, presentation LUT 0107 and 0108). */
  statuses: ['standard', 'annex-e'],
} as const;

type Choices = { readonly [K in keyof typeof profileChoices]: (typeof profileChoices)[K][number] };

/** Attributes for which a profile may have a value, for clients that do not send them. */
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
  /** Print Job events on the association that created the job (PS3.4 H.4.5.2.1). */
  readonly jobEvents: boolean;
  /** Printer events on associations that negotiated the Printer class (PS3.4 H.4.6.2.1). */
  readonly printerEvents: boolean;
  /** Print Job ID (2100,0010), retired, in job events. */
  readonly printJobId: boolean;
  /**
   * DONE is reported after this time to a client that waits for the end of its job, because the film is safe; 0: not before
   * the job is DONE. N-GET still returns the actual progress of the job.
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
}

export interface ClientProfile extends ProfileSettings {
  /** Recorded on every job that was accepted under it. */
  readonly name: string;
}

/** Patterns with `*` and `?`; a list: any of them. Every given key must match; without keys nothing matches. */
export interface ClientMatch {
  readonly callingAeTitle?: string | readonly string[] | undefined;
  readonly address?: string | readonly string[] | undefined;
  readonly implementationClassUid?: string | readonly string[] | undefined;
  readonly implementationVersionName?: string | readonly string[] | undefined;
}

/** What a client announces when it associates. */
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

/** Whether everything that `match` names applies to the client. */
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
