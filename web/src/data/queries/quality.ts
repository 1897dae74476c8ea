// Queries and requests of the page Quality: calibrations and constancy controls. Renewed every 30 s, because other users
// measure too and no events report it.
import { useQuery } from '@tanstack/react-query';
import { call, pathOf, send } from '../requests/client.ts';
import { sendTo } from '../requests/uploads.ts';
import { keys } from './keys.ts';

export type {
  ApiCalibrationDetail,
  ApiCalibrationState,
  ApiMeasurement,
} from '../../../../src/api/quality/calibrations.ts';
export type {
  ApiControlDetail,
  ApiControlRecord,
  ApiControlState,
} from '../../../../src/api/quality/controls.ts';

const pollMs = 30_000;

/** A printer on a medium. */
export interface PrinterMedium {
  readonly aeTitle: string;
  readonly medium: string;
}

const paramsOf = ({ aeTitle, medium }: PrinterMedium) => ({ aeTitle, medium });

export function useCalibrations() {
  return useQuery({
    queryKey: keys.calibrations,
    queryFn: ({ signal }) => call('GET /api/calibrations', { signal }),
    refetchInterval: pollMs,
  });
}

export function useControls() {
  return useQuery({
    queryKey: keys.controls,
    queryFn: ({ signal }) => call('GET /api/controls', { signal }),
    refetchInterval: pollMs,
  });
}

export function useCalibration(of: PrinterMedium) {
  return useQuery({
    queryKey: keys.calibration(of.aeTitle, of.medium),
    queryFn: ({ signal }) =>
      call('GET /api/calibrations/{aeTitle}/{medium}', { params: paramsOf(of), signal }),
    refetchInterval: pollMs,
  });
}

/** @param days of records to load */
export function useControl(of: PrinterMedium, days: number) {
  return useQuery({
    queryKey: keys.control(of.aeTitle, of.medium, days),
    queryFn: ({ signal }) =>
      call('GET /api/controls/{aeTitle}/{medium}', {
        params: paramsOf(of),
        query: { days: String(days) },
        signal,
      }),
    refetchInterval: pollMs,
    placeholderData: (before) => before,
  });
}

/** Patches of a calibration target, in the order of their numbers. */
export function useTarget(levels: number) {
  return useQuery({
    queryKey: keys.target(levels),
    queryFn: ({ signal }) =>
      call('GET /api/calibrations/target', { query: { levels: String(levels) }, signal }),
  });
}

/** The file that is being sent. */
export interface Sending {
  readonly name: string;
  /** Part that was sent, 0 to 1. */
  readonly part: number;
}

/**
 * Uploads files one after the other, and returns their ids.
 * @param onSent called while they are sent; undefined: nothing is sent any more
 * @throws RequestFailure
 */
export async function uploadScans(
  of: PrinterMedium,
  files: readonly File[],
  onSent: (sending: Sending | undefined) => void,
): Promise<readonly string[]> {
  const path = pathOf('/api/calibrations/{aeTitle}/{medium}/scans', paramsOf(of));
  const ids: string[] = [];
  try {
    for (const file of files) {
      const name = file.name.slice(-120);
      onSent({ name, part: 0 });
      const { done } = sendTo<{ readonly scan: string }>(path, file, name, (part) => {
        onSent({ name, part });
      });
      ids.push((await done).scan);
    }
  } finally {
    onSent(undefined);
  }
  return ids;
}

export interface Densities {
  readonly whiteDensity?: number;
  readonly blackDensity?: number;
}

/** The body of a measurement: scans, typed densities or a table. */
export type Measuring =
  | ({ readonly scans: readonly string[]; readonly scannerCurve?: string } & Densities)
  | {
      readonly densities: readonly { readonly patch: number; readonly density: number }[];
      readonly levels: number;
    }
  | { readonly table: { readonly name: string; readonly text: string } };

/** @throws RequestFailure */
export const measure = (of: PrinterMedium, body: Measuring) =>
  call('POST /api/calibrations/{aeTitle}/{medium}/measurements', {
    params: paramsOf(of),
    body:
      'scans' in body
        ? { ...body, scans: [...body.scans] }
        : 'densities' in body
          ? { ...body, densities: [...body.densities] }
          : body,
  });

/** @param inUse id of the calibration that the page shows as in use; null: none */
export const accept = (of: PrinterMedium, id: string, inUse: string | null) =>
  call('POST /api/calibrations/{aeTitle}/{medium}/measurements/{id}/accept', {
    params: { ...paramsOf(of), id },
    body: { inUse },
  });

export const discard = (of: PrinterMedium, id: string) =>
  call('POST /api/calibrations/{aeTitle}/{medium}/measurements/{id}/discard', {
    params: { ...paramsOf(of), id },
  });

export const printTestTarget = ({ aeTitle }: PrinterMedium) =>
  call('POST /api/printers/{aeTitle}/calibration-target', { params: { aeTitle }, body: { test: true } });

export interface ControlEntry extends Densities {
  readonly kind: 'daily' | 'weekly';
  readonly densities?: { readonly pValue: number; readonly density: number }[];
  readonly scans?: string[];
  /** Id of an uploaded curve of the scanner. */
  readonly scannerCurve?: string;
  readonly comment?: string;
}

export const recordControl = (of: PrinterMedium, body: ControlEntry) =>
  call('POST /api/controls/{aeTitle}/{medium}/records', { params: paramsOf(of), body });

export const noteControl = (
  of: PrinterMedium,
  id: string,
  body: { readonly kind: 'comment' | 'correction'; readonly text: string },
) =>
  call('POST /api/controls/{aeTitle}/{medium}/records/{id}/notes', { params: { ...paramsOf(of), id }, body });

/** @param replaces id of the reference that the page shows; null: none */
export const setReference = (of: PrinterMedium, record: string, replaces: string | null) =>
  call('POST /api/controls/{aeTitle}/{medium}/reference', {
    params: paramsOf(of),
    body: { record, replaces },
  });

/** Saves a document to the user's disk. It is fetched, because a link cannot send the token. @throws RequestFailure */
export async function saveDocument(
  of: PrinterMedium,
  what: { readonly report: string } | { readonly record: 'pdf' | 'csv'; readonly days: number },
): Promise<void> {
  const response =
    'report' in what
      ? await send('GET /api/calibrations/{aeTitle}/{medium}/measurements/{id}/report.pdf', {
          params: { ...paramsOf(of), id: what.report },
        })
      : await send(`GET /api/controls/{aeTitle}/{medium}/record.${what.record}`, {
          params: paramsOf(of),
          query: { days: what.days },
        });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download =
    'report' in what
      ? `calibration-${of.aeTitle}-${of.medium}.pdf`
      : `control-${of.aeTitle}-${of.medium}.${what.record}`;
  link.click();
  URL.revokeObjectURL(url);
}
