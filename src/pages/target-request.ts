// Makes a print request for a calibration target, which is accepted as a job when a technician requests one. Start at
// `targetRequest`; calibration/target/target.ts defines the content.
import { maxSerial } from '../calibration/target/target-code.ts';
import { targetFilm, targetImage, type TargetOptions } from '../calibration/target/target.ts';
import type { BlobWriter, PrintRequest } from '../shared/film/film.ts';
import type { Printer } from '../shared/film/printer.ts';
import { newUid } from '../shared/uid.ts';

/** Calling AE title of targets, which are not requested by a DICOM client. */
const targetAeTitle = 'CALIBRATION';

export interface TargetRequestParts extends Omit<TargetOptions, 'serial'> {
  readonly printer: Printer;
  /** Address of the requester. */
  readonly address: string;
  readonly at: Date;
  readonly openBlob: () => Promise<BlobWriter>;
}

/** A number that distinguishes the prints of one printer for months: it counts minutes. */
const targetSerial = (at: Date): number => Math.floor(at.getTime() / 60_000) % (maxSerial + 1);

/** A request for one target, its pixels written as a blob. Throws the system's errors. */
export async function targetRequest(parts: TargetRequestParts): Promise<PrintRequest> {
  const { printer, address, at, openBlob, ...wanted } = parts;
  const options = { ...wanted, serial: targetSerial(at) };
  const image = targetImage(printer, options);
  const writer = await openBlob();
  await writer.write(image.pixels);
  const film = targetFilm(printer, options, { image, pixels: await writer.finish() }, newUid);
  return {
    printJobUid: newUid(),
    printer: printer.aeTitle,
    callingAeTitle: targetAeTitle,
    peerAddress: address,
    association: 'console',
    priority: 'HIGH',
    copies: 1,
    sessionLabel: `Calibration target ${options.serial}`,
    mediumType: printer.defaults.mediumType,
    filmDestination: printer.defaults.filmDestination,
    films: [film],
    substitutions: [],
  };
}
