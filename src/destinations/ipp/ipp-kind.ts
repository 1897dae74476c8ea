// Definition of the kind `ipp`: printers and print queues by IPP. Its keys are in ipp-settings.ts, the driver is in
// ipp-destination.ts.
import { destinationKind } from '../destination-kind.ts';
import { anyDelivery } from '../kind-conformance.ts';
import { ippDestination } from './ipp-destination.ts';
import { ippDeviceSchema, ippSchema, resolveIpp, type IppSettings } from './ipp-settings.ts';
import { jobReasons, printerReasons } from './state/status-table.ts';

/** Terms of one word or of none that is wrong. */
const good: ReadonlySet<string> = new Set(['NORMAL', 'QUEUED']);

const infosOf = (rows: Readonly<Record<string, { readonly info: string }>>): readonly string[] =>
  Object.values(rows)
    .map(({ info }) => info)
    .filter((info) => !good.has(info));

/** The machine in an address. */
function hostOf(uri: string): { readonly host?: string } {
  return URL.canParse(uri) ? { host: new URL(uri).hostname.replace(/^\[|\]$/g, '') } : {};
}

/** One clause for each Medium Type and each Film Destination that is mapped to a value of the printer. */
function mediaOf({ mediumTypes, trays }: IppSettings): readonly string[] {
  return [
    ...Object.entries(mediumTypes).map(([term, type]) => `Medium Type ${term} is media-type ${type}`),
    ...Object.entries(trays).map(([term, { source, bin }]) => {
      const parts = [...(source ? [`media-source ${source}`] : []), ...(bin ? [`output-bin ${bin}`] : [])];
      return `Film Destination ${term} is ${parts.join(' and ') || 'nothing special'}`;
    }),
  ];
}

export const ippKind = destinationKind({
  kind: 'ipp',
  schema: ippSchema,
  resolve: resolveIpp,
  open: ippDestination,
  place: ({ uri }) => uri,
  describe: (place) => `IPP printer ${place}`,
  device: { schema: ippDeviceSchema, usesCalibration: true, takesAnyFilmSize: true },
  checks: ({ uri }) => hostOf(uri),
  conformance: {
    statusTerms: [
      ...anyDelivery,
      ...infosOf(printerReasons),
      ...infosOf(jobReasons),
      'ELEC SW ERROR',
      'INSUFFIC MEMORY',
      'INVALID PAGE DES',
      'PRINT BUFF FULL',
      'PRINTER BUSY',
      'PRINTER DOWN',
      'REQ MED NOT AVAI',
      'SUPPLY EMPTY',
      'UNKNOWN',
    ],
    color: {
      always: false,
      sentence: (names) =>
        `Of ${names}, devices without color print the gray of the same luminance (Rec. 709).`,
    },
    media: mediaOf,
  },
});
