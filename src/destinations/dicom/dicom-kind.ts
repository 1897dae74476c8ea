// Definition of the kind `dicom`: films are forwarded to a film imager by the DICOM Print service. Its keys are in
// dicom-settings.ts, the driver is in dicom-printer.ts.
import { forwardingClasses } from '../../print-scu/used-classes.ts';
import { destinationKind } from '../destination-kind.ts';
import { anyDelivery } from '../kind-conformance.ts';
import { dicomPrinter } from './dicom-printer.ts';
import { dicomDeviceSchema, dicomSchema, resolveDicom } from './dicom-settings.ts';

export const dicomKind = destinationKind({
  kind: 'dicom',
  schema: dicomSchema,
  resolve: resolveDicom,
  open: dicomPrinter,
  place: ({ aeTitle, host, port }) => `${aeTitle} at ${host}:${port}`,
  describe: (place) => `DICOM imager ${place}`,
  device: { schema: dicomDeviceSchema, usesCalibration: false, takesAnyFilmSize: false },
  checks: ({ host }) => ({ host }),
  filmSizes: ({ filmSizes }) => filmSizes ?? [],
  remote: (imager) => imager,
  conformance: {
    statusTerms: [...anyDelivery, 'INVALID PAGE DES', 'PRINT BUFF FULL', 'PRINTER BUSY', 'UNKNOWN'],
    otherTerms: (names) => `those reported by the imagers ${names}`,
    color: {
      always: false,
      sentence: (names) =>
        `The imagers ${names} get color images if they support color, otherwise grayscale images.`,
    },
    mediaNote: (names) => `Both are passed on to the imagers ${names}.`,
    associations: {
      role: 'Print SCU',
      sopClasses: forwardingClasses,
      policy: (called) =>
        `Films are forwarded to imagers as a Print SCU, one association for each delivery, with the sequence of the Print client AE: ${called}. Imagers are also asked for their status, on associations of their own: Printer by itself or by a Meta SOP Class, else Verification.`,
    },
  },
});
