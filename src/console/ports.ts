// What the console asks of the rest of the product, handed in by server.ts: jobs, documents, pages and printers as
// they are shown. The console knows no more of them than this.
import type { FilmOrientation, PrintPriority } from '../film.ts';

export const shownStates = ['PENDING', 'PRINTING', 'DONE', 'FAILURE'] as const;
export type ShownState = (typeof shownStates)[number];

/** One film of a job, without its pixels. */
export interface FilmView {
  readonly filmSizeId: string;
  readonly filmOrientation: FilmOrientation;
  /** As DICOM writes it: `STANDARD\2,3`. */
  readonly imageDisplayFormat: string;
  /** How many images are on it. */
  readonly images: number;
}

export interface DeliveryView {
  readonly destination: string;
  readonly state: ShownState;
  readonly attempts: number;
  readonly lastError: string | null;
  /** What came of it, for people: where the document lies. */
  readonly detail: string | null;
}

/** What a client asked for and did not get. */
export interface SubstitutionView {
  readonly attribute: string;
  readonly requested: string;
  readonly used: string;
  readonly reason: string;
}

export interface JobView {
  readonly id: string;
  /** SOP Instance UID of the Print Job. */
  readonly printJobUid: string;
  /** AE title. */
  readonly printer: string;
  readonly callingAeTitle: string;
  readonly state: ShownState;
  /** Why it stands there, in one word. */
  readonly reason: string;
  /** Execution Status Info (2100,0030). */
  readonly statusInfo: string;
  /** The same for people: a sentence. */
  readonly detail: string;
  readonly priority: PrintPriority;
  readonly copies: number;
  readonly sessionLabel: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly films: readonly FilmView[];
  readonly deliveries: readonly DeliveryView[];
  readonly substitutions: readonly SubstitutionView[];
}

export interface JobQuery {
  readonly state?: ShownState;
  /** AE title. */
  readonly printer?: string;
  readonly limit: number;
}

export interface PrinterView {
  readonly aeTitle: string;
  readonly name: string;
  /** Printer Status and its info, as DICOM clients see them. */
  readonly status: 'NORMAL' | 'WARNING' | 'FAILURE';
  readonly statusInfo: string;
  readonly medium: string;
  /** Device pixels an inch. */
  readonly resolution: number;
  readonly filmSizes: readonly string[];
  readonly destinations: readonly { readonly kind: string; readonly name: string }[];
}

export interface HealthView {
  /** `failing`: films cannot be accepted now; then the answer is 503. */
  readonly status: 'ok' | 'failing';
  /** What is wrong, for people. */
  readonly problem?: string;
  readonly version: string;
  readonly dicomPort: number;
  readonly associations: number;
  readonly startedAt: Date;
}

export interface ConsolePorts {
  readonly health: () => HealthView | Promise<HealthView>;
  /** Newest first. */
  readonly jobs: (query: JobQuery) => Promise<readonly JobView[]>;
  readonly job: (id: string) => Promise<JobView | undefined>;
  /** The job's document on disk; undefined while there is none, or no more. */
  readonly documentPath: (id: string) => Promise<string | undefined>;
  /** Page `film` (from 1) as PNG, `width` pixels wide; undefined while there is none, or no more. */
  readonly pagePng: (id: string, film: number, width: number) => Promise<Uint8Array | undefined>;
  readonly printers: () => readonly PrinterView[] | Promise<readonly PrinterView[]>;
}
