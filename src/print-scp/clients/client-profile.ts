// Client profiles: what is known of one kind of client and how the Print SCP bends for it. Types, matching and what
// is used for whom; the shipped profiles are data in client-profiles.ts, the configuration adds its own before them.
import { plainAddress } from '../../shared/address-list.ts';
import type { Keyword } from '../../dicom/data-set/dictionary.ts';
import { globMatches } from '../../shared/glob.ts';

/** What may be chosen for each setting, in the words of the configuration. */
export const profileChoices = {
  /**
   * Which warnings (0107, 0116, Bxxx) are sent: of what will be visible on the film, all that the standard has, or none.
   * Others are answered with Success; what was substituted is on the job either way.
   */
  warnings: ['visible', 'sent', 'silent'],
  /**
   * Which of the warnings for images larger than their boxes are sent: of an image that was cropped, for a part of it is
   * not on the film, or that is smaller than its Requested Image Size; of all that were shrunk; or none. Shrinking to the
   * box loses nothing that was asked for, and a warning for every large image would stop clients that abort on one.
   */
  sizeWarnings: ['cropped', 'all', 'none'],
  /** N-ACTION answers with a reference to the print job, if Print Job was negotiated; or never with a data set. */
  actionReply: ['job-reference', 'status-only'],
  /** When a print job is DONE for this client: as soon as it is safely in the spool, or when it was delivered. */
  done: ['spooled', 'delivered'],
  /**
   * Trouble of the device as a WARNING; as FAILURE where PS3.2 tables E.4.2-28 and -30 have it; or as NORMAL
   * or SUPPLY LOW while the spool has room.
   */
  printerStatus: ['shown', 'failure', 'normal', 'supply-low'],
  /** An expired calibration is WARNING with CALIBRATION ERR, when nothing worse is, or no concern of clients. */
  calibrationStatus: ['hidden', 'shown'],
  /** Display formats only as the standard writes them; read kindly; or a grid inferred from what cannot be read. */
  displayFormat: ['strict', 'kind', 'infer'],
  /**
   * Film sizes, image boxes, images and annotations: what is not as PS3.2 annex E has it is understood where that can be done
   * (another spelling of a film size, a position that does not fit, attributes that the others determine, other color models,
   * an unknown annotation format), or refused or substituted.
   */
  reading: ['kind', 'strict'],
  /** Film boxes before the last one of the session may be used until they are deleted, or not (PS3.4 H.4.2.1). */
  olderFilmBoxes: ['usable', 'last-only'],
  /** Where PS3.2 annex E answers other codes than PS3.4 (wrong action 0211, presentation LUT 0107 and 0108). */
  statuses: ['standard', 'annex-e'],
} as const;

type Choices = { readonly [K in keyof typeof profileChoices]: (typeof profileChoices)[K][number] };

/** Attributes that a profile may give a value for clients that send none. */
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
   * A client that waits for the end of its job is told DONE after so long, for the film is safe; 0: it may wait for ever.
   * N-GET goes on telling how far the job is.
   */
  readonly doneWithinSeconds: number;
  /**
   * A request identical to one that this client had accepted at most so many seconds ago is a retry: it is answered
   * with that job and not printed again. 0: never.
   */
  readonly duplicateSeconds: number;
  /**
   * A film session outlives its association for so many seconds, for a client that opens one for every step: its next
   * association goes on with it. 0: it ends with its association, as the standard has it.
   */
  readonly sessionSeconds: number;
  readonly defaults: AttributeDefaults;
}

export interface ClientProfile extends ProfileSettings {
  /** Recorded on every job that was accepted under it. */
  readonly name: string;
}

/** Patterns with `*` and `?`; a list: any of them. Every key that is there must match; without keys nothing does. */
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

/** Whether everything that `match` names fits the client. */
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
