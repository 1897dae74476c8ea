// Converts a request to measure to the input and options of src/calibration/, with the same defaults as the command line.
import type { MeasuredInput, MeasureOptions } from '../calibration/measure.ts';
import type { TargetKind } from '../calibration/target/target-layout.ts';
import { opticsOf } from '../render/medium.ts';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import type { Printer } from '../shared/film/printer.ts';
import type { MeasureRequest } from './quality-threads.ts';
import type { UploadedScans } from './uploaded-scans.ts';

export interface MeasureWishes {
  /** Ids of uploaded scans. */
  readonly scans?: readonly string[] | undefined;
  readonly densities?: readonly { readonly patch: number; readonly density: number }[] | undefined;
  readonly table?: { readonly name: string; readonly text: string } | undefined;
  readonly levels?: number | undefined;
  readonly whiteDensity?: number | undefined;
  readonly blackDensity?: number | undefined;
  /** Id of an uploaded curve. */
  readonly scannerCurve?: string | undefined;
}

/** Shown as the file of densities that were typed. */
const typedName = 'typed densities';

function inputs(wishes: MeasureWishes, scans: Pick<UploadedScans, 'named'>): readonly MeasuredInput[] {
  const { densities, table } = wishes;
  const typed = densities?.map(({ patch, density }) => `${patch},${density}`);
  return [
    ...(wishes.scans === undefined ? [] : scans.named(wishes.scans)),
    ...(table === undefined ? [] : [table]),
    ...(typed === undefined ? [] : [{ name: typedName, text: ['patch,density', ...typed].join('\n') }]),
  ];
}

/**
 * @param kind of the target
 * @throws RequestRefusal `bad-request` if there is nothing to measure, `no-such-measurement` for a scan that is not kept
 */
export function measureOptions(
  printer: Printer,
  wishes: MeasureWishes,
  kind: TargetKind,
  scans: Pick<UploadedScans, 'named'>,
): MeasureRequest {
  const files = inputs(wishes, scans);
  if (files.length === 0)
    throw new RequestRefusal('bad-request', 'there is nothing to measure; send scans, densities or table');
  const { whiteDensity, blackDensity, levels } = wishes;
  const [curve] = wishes.scannerCurve === undefined ? [] : scans.named([wishes.scannerCurve]);
  // The calibration in use is applied to a test print, but not to a calibration target.
  const { dmin, dmax } = opticsOf(kind === 'p-values' ? printer : { medium: printer.medium }, {});
  const options: MeasureOptions = {
    printer: { aeTitle: printer.aeTitle, mediumName: printer.mediumName },
    kind,
    ...(levels === undefined ? {} : { levels }),
    ...(curve === undefined ? {} : { scannerCurve: { file: curve.file, name: curve.name } }),
    anchors: { white: whiteDensity ?? dmin, black: blackDensity ?? dmax },
    anchorsMeasured: whiteDensity !== undefined && blackDensity !== undefined,
  };
  return {
    files: files.map((file) =>
      typeof file === 'object' && 'file' in file ? { file: file.file, name: file.name } : file,
    ),
    options,
  };
}
