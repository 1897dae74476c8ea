// The configuration keys of a destination of kind `dicom`, and the settings that they resolve to.
import { z } from 'zod';
import { syntaxesNamed } from '../../dicom/data-set/uids.ts';
import { pduLength, syntaxes } from '../../dicom/upper-layer/configurable.ts';
import { filmSizeOf, type FilmSize } from '../../shared/film/film-sizes.ts';
import type { DensityRange, DestinationBase, RemoteEntity } from '../../shared/film/printer.ts';
import { aeTitle, filmSizeId, seconds } from '../../shared/schema-values.ts';
import { stated } from '../../shared/stated.ts';
import { everyDestination, type Surroundings } from '../destination-kind.ts';
import { callingTls, resolveTls } from './calling-tls.ts';

/** A film imager of the DICOM Print service. */
export interface DicomSettings extends Omit<RemoteEntity, 'name'> {
  /** Which N-ACTION prints: one per film, or one for all films of a job. */
  readonly print: 'film-box' | 'film-session';
  /** Milliseconds. */
  readonly timeouts: {
    readonly connect: number;
    readonly association: number;
    readonly response: number;
    readonly release: number;
    readonly betweenPackets: number;
  };
  /** Longest P-DATA-TF that the imager may send; default: 128 KiB. */
  readonly maxPduLength?: number;
  /** Longest P-DATA-TF sent to the imager, if it accepts that length; default: 128 KiB. */
  readonly maxPduSent?: number;
  /** How long an accepted job is followed until it is DONE, ms. */
  readonly followMs: number;
  /**
   * Limits of the printer, hundredths of OD: a density that equals its limit was not requested, and is left to the imager.
   */
  readonly densities: DensityRange;
  /** The imager's film sizes; default: films are sent with their own Film Size IDs. */
  readonly filmSizes?: readonly FilmSize[];
}

export type DicomDestination = DicomSettings & DestinationBase;

export const dicomSchema = z.strictObject({
  kind: z.literal('dicom').describe('A film imager of the DICOM Print service'),
  ...everyDestination,
  host: z.string().min(1).max(255).describe('Name or address of the imager'),
  port: z.int().min(1).max(65_535).default(104).describe('TCP port of the imager'),
  aeTitle: aeTitle.describe('AE title of the imager'),
  callingAeTitle: aeTitle.optional().describe('Calling AE title; default: that of the printer'),
  print: z
    .enum(['film-box', 'film-session'])
    .default('film-box')
    .describe('One N-ACTION for each film, or one for all films of a job'),
  tls: callingTls,
  timeouts: z
    .strictObject({
      connect: seconds.default(20).describe('Waiting for the TCP connection, seconds'),
      association: seconds.default(20).describe('Waiting for the answer to an association request, seconds'),
      response: seconds.default(120).describe('Waiting for the answer to a request, seconds'),
      release: seconds.default(30).describe('Waiting for the answer to a release request, seconds'),
      betweenPackets: seconds
        .default(30)
        .describe('Waiting for more of an answer or PDU that has begun, seconds'),
    })
    .prefault({})
    .describe('Timeouts in seconds; 0 switches one off'),
  filmSizes: z
    .array(filmSizeId)
    .min(1)
    .max(100)
    .optional()
    .describe(
      'Film Size IDs that the imager knows: films of other sizes are sent as the nearest one; default: sizes are sent unchanged',
    ),
  transferSyntaxes: syntaxes
    .optional()
    .describe(
      'Transfer syntaxes that are proposed to the imager, the preferred one first; default: explicit-little, implicit-little',
    ),
  maxPduLength: pduLength
    .default(131_072)
    .describe('Maximum length of a P-DATA-TF PDU from the imager, bytes'),
  maxPduSent: pduLength
    .default(131_072)
    .describe('Maximum length of a P-DATA-TF PDU to the imager, if it accepts that length, bytes'),
  followSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .default(600)
    .describe('Seconds that a job accepted by the imager is followed until it is DONE'),
});

/** The keys in a pool. */
export const dicomDeviceSchema = dicomSchema.omit({ required: true });
export type DicomKeys = z.output<typeof dicomDeviceSchema>;

export function resolveDicom(keys: DicomKeys, { printer, configFolder }: Surroundings): DicomSettings {
  const { host, port, aeTitle: called, callingAeTitle = printer.aeTitle, print } = keys;
  const { tls, timeouts, followSeconds, filmSizes, maxPduLength, maxPduSent, transferSyntaxes } = keys;
  return {
    host,
    port,
    aeTitle: called,
    callingAeTitle,
    print,
    maxPduLength,
    maxPduSent,
    timeouts: {
      connect: timeouts.connect * 1000,
      association: timeouts.association * 1000,
      response: timeouts.response * 1000,
      release: timeouts.release * 1000,
      betweenPackets: timeouts.betweenPackets * 1000,
    },
    followMs: followSeconds * 1000,
    densities: printer.densities,
    ...stated({
      filmSizes: filmSizes?.map((id) => filmSizeOf(id, printer)),
      transferSyntaxes: transferSyntaxes && syntaxesNamed(transferSyntaxes),
      tls: tls && resolveTls(tls, configFolder),
    }),
  };
}
