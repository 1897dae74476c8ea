// What the console asks of the rest of the product, handed in by server.ts: jobs, documents, pages and printers as
// they are shown. The console knows no more of them than this.
import type { JobJson } from '../spool/job-json.ts';

export const shownStates = ['PENDING', 'PRINTING', 'DONE', 'FAILURE'] as const;
export type ShownState = (typeof shownStates)[number];

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
  readonly jobs: (query: JobQuery) => Promise<readonly JobJson[]>;
  readonly job: (id: string) => Promise<JobJson | undefined>;
  /** The job's document on disk; undefined while there is none, or no more. */
  readonly documentPath: (id: string) => Promise<string | undefined>;
  /** Page `film` (from 1) as PNG, `width` pixels wide; undefined while there is none, or no more. */
  readonly pagePng: (id: string, film: number, width: number) => Promise<Uint8Array | undefined>;
  readonly printers: () => readonly PrinterView[] | Promise<readonly PrinterView[]>;
}
