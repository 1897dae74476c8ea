// The shipped client profiles, as data. A profile contains only its differences from `standard`. Profiles with a `match`
// apply to clients that identify themselves accordingly; the others are chosen in the configuration (`clients`), because the
// identification of their clients is not publicly known. Independent of the profile, the server accepts requests of all print
// classes on any context, accepts absent and empty UIDs, skips unknown attributes, and names class and instance in every response.
import { noRedaction } from './redaction.ts';
import type { ClientMatch, ClientProfile, ClientRule, ProfileSettings } from './client-profile.ts';

interface ShippedProfile {
  /** Purpose of the profile, one sentence. */
  readonly about: string;
  /** Source that describes the behavior of the clients. */
  readonly source: string;
  readonly match?: ClientMatch;
  readonly settings: Partial<ProfileSettings>;
}

/**
 * Reads leniently; warns only about visible differences, because widely used clients treat any warning as a failure.
 */
const standard: ProfileSettings = {
  warnings: 'visible',
  sizeWarnings: 'cropped',
  actionReply: 'job-reference',
  jobEvents: true,
  printerEvents: true,
  printJobId: false,
  done: 'delivered',
  printerStatus: 'shown',
  calibrationStatus: 'hidden',
  displayFormat: 'lenient',
  reading: 'lenient',
  olderFilmBoxes: 'usable',
  statuses: 'standard',
  // Shorter than the idle timeout of an association (360 s): a waiting client treats the end of its association as a failure.
  doneWithinSeconds: 300,
  // Off unless a client is known to retry: a user who prints the same film twice on purpose must get it twice.
  duplicateSeconds: 0,
  sessionSeconds: 0,
  defaults: {},
  redact: noRedaction,
};

export const shippedProfiles = {
  standard: {
    about:
      'The default: understands common deviations from the standard, and warns only when the film will visibly differ from the request.',
    source: 'PS3.4 annex H',
    settings: {},
  },
  'annex-e': {
    about:
      'Behaves exactly as the sample print server of PS3.2 annex E, for clients that were tested against it.',
    source:
      'PS3.2-2008 annex E, tables E.4.2-14 and -19 (defaults), -21 (older film boxes), -23 (0121), -27 (B604, B60A), -30 (Failure), -35 (Print Job ID), -39 (0107, 0108)',
    settings: {
      warnings: 'sent',
      sizeWarnings: 'all',
      statuses: 'annex-e',
      reading: 'strict',
      olderFilmBoxes: 'last-only',
      printJobId: true,
      printerStatus: 'failure',
      defaults: {
        filmSession: { MediumType: 'CLEAR FILM', FilmDestination: 'MAGAZINE' },
        // Tables E.4.2-19 and -22, row Max Density: valid range 170-350, default 320.
        filmBox: { MaxDensity: '320' },
      },
    },
  },
  silent: {
    about: 'Substitutes values without a warning, for clients that abort or retry after one.',
    source: 'PS3.2 annex B: a client that aborts on every status it does not list',
    settings: { warnings: 'silent' },
  },
  agfa: {
    about:
      'Agfa NX and Agfa workstations: they retry after a warning or a lost response, and cannot handle the reference to the print job.',
    source: 'github fo-dicom-samples#30, fo-dicom#1523, fo-dicom#1702; Agfa HE/001132 pages 33 to 42',
    // The source contradicts itself on whether the client waits for Done (pages 34 and 42), so Done is reported early.
    settings: {
      warnings: 'silent',
      actionReply: 'status-only',
      done: 'spooled',
      duplicateSeconds: 120,
    },
  },
  'ge-signa': {
    about:
      'GE Signa and Linux consoles: their jobs fail when the printer status is WARNING; they ignore events.',
    source: 'GE Signa Profile service manual, pages 53 to 60; github fo-dicom-samples#83 (LINUX_DCP)',
    match: { callingAeTitle: 'LINUX_DCP' },
    settings: { warnings: 'silent', printerStatus: 'supply-low', jobEvents: false, printerEvents: false },
  },
  carestream: {
    about:
      'Carestream PACS: it shows "printing" until the job is DONE; DONE is therefore reported as soon as the film is on disk.',
    source: 'github fo-dicom#1222, fo-dicom#484',
    settings: { done: 'spooled' },
  },
  siemens: {
    about: 'Siemens MR: it stops printing if Presentation LUT is refused; Hardcopy always supports it.',
    source: 'github fo-dicom#1179',
    settings: {},
  },
  'fuji-fcr': {
    about:
      'Fuji FCR, ClearCanvas: they send N-ACTION without an instance UID, which prints the last film box (for every client).',
    source: 'github fo-dicom-samples#4',
    settings: {},
  },
  efilm: {
    about: 'eFilm: it sends N-CREATE without an instance UID, and expects all attributes in the response.',
    source: 'github fo-dicom#353, fo-dicom#852',
    settings: {},
  },
  dryview: {
    about: 'Clients made for DryView imagers: associations with and without role selection are accepted.',
    source: 'github fo-dicom#1831, fo-dicom#1832',
    settings: {},
  },
  ctn: {
    about:
      'CTN print_client: it aborts after a warning, and takes any next message for the response to its request; therefore it gets no events.',
    source: 'Debian package ctn, whose library announces MIRCTN11MAR2003',
    match: { implementationVersionName: 'MIRCTN*' },
    settings: { warnings: 'silent', jobEvents: false, printerEvents: false },
  },
  mim: {
    about: 'MIM: it shows every status but Success to its user as a warning.',
    source: 'MIM conformance statement, print management',
    settings: { warnings: 'silent' },
  },
  xrayvision: {
    about: 'XrayVision DCV: it proposes every SOP Class of the Print service, including the retired ones.',
    source: 'XrayVision DCV conformance statement',
    settings: {},
  },
  pynetdicom: {
    about:
      'Scripts based on the example in the documentation of pynetdicom: unusual film destinations and media, and the image in the wrong sequence.',
    source: 'pynetdicom documentation, print management; pynetdicom/__init__.py announces PYNETDICOM_…',
    match: { implementationVersionName: 'PYNETDICOM_*' },
    settings: {},
  },
} as const satisfies Readonly<Record<string, ShippedProfile>>;

export type ShippedProfileName = keyof typeof shippedProfiles;
export const shippedProfileNames = Object.keys(shippedProfiles) as readonly ShippedProfileName[];

/** A shipped profile with every setting. */
export function shippedProfile(name: ShippedProfileName): ClientProfile {
  return { name, ...standard, ...shippedProfiles[name].settings };
}

/** The rules of the shipped profiles that have a `match`. */
export const shippedRules: readonly ClientRule[] = shippedProfileNames.flatMap((name) => {
  const shipped: ShippedProfile = shippedProfiles[name];
  return shipped.match ? [{ match: shipped.match, profile: shippedProfile(name) }] : [];
});
