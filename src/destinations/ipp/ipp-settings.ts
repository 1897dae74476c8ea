// The configuration keys of a destination of kind `ipp`, and the settings that they resolve to.
import { z } from 'zod';
import { tooSmallRules, type DestinationBase, type TooSmallRule } from '../../shared/film/printer.ts';
import { stated } from '../../shared/stated.ts';
import { everyDestination } from '../destination-kind.ts';

/** An IPP printer: almost every current printer, and every print server. */
export interface IppSettings {
  /** `ipp://host/path`, `ipps://`, `http://`, `https://`. */
  readonly uri: string;
  readonly username?: string;
  readonly password?: string;
  /**
   * SHA-256 of the only trusted certificate, 64 hex digits in upper case; default: the certificates that the system trusts.
   */
  readonly certificateFingerprint?: string;
  /** A film larger than every sheet of paper is scaled down, printed in true size over several sheets, or not printed. */
  readonly whenTooSmall: TooSmallRule;
  /** What happens when the paper is not loaded: the job waits for it, or is printed on what is loaded. */
  readonly whenNotLoaded: 'wait' | 'print';
  /** Categories of reasons that keep films from a printer that accepts jobs and is not stopped; default: the usual ones. */
  readonly holdFor?: readonly ('media' | 'jam' | 'cover' | 'marking' | 'device' | 'other')[];
  /** Time without progress on a printer that reports ready, after which attention is required for a job. */
  readonly stuckMinutes: number;
  /** Medium Type (2000,0030) → `media-type` of the printer. */
  readonly mediumTypes: Readonly<Record<string, string>>;
  /** Film Destination (2000,0040) → `media-source` and `output-bin` of the printer. */
  readonly trays: Readonly<Record<string, { readonly source?: string; readonly bin?: string }>>;
}

export type IppDestination = IppSettings & DestinationBase;

/** A DICOM term for a medium or a tray: `BLUE FILM`, `BIN_1`. */
const codeString = z.string().regex(/^[A-Z0-9_ ]{1,16}$/, 'up to 16 of A to Z, 0 to 9, _ and space');
const ippKeyword = z.string().min(1).max(255);

/** `%25eth0` behind an IPv6 address (RFC 6874), which the URL standard does not know. */
const ipv6Zone = /^([a-z]+:\/\/\[[0-9a-f:.]+)%(?:25)?[0-9a-z._~-]+(?=\])/i;

export const ippSchema = z.strictObject({
  kind: z.literal('ipp').describe('A printer on the network, or a queue of a print server'),
  ...everyDestination,
  uri: z
    .string()
    .max(1023)
    .regex(/^(ipps?|https?):\/\/[^\s/@]+(\/\S*)?$/, 'an address such as ipp://printer.local/ipp/print')
    .refine(
      (uri) => URL.canParse(uri.replace(ipv6Zone, '$1')),
      'an address such as ipp://printer.local/ipp/print',
    )
    .describe('Address of the printer; ipps and https encrypt'),
  username: z.string().min(1).max(255).optional().describe('User name, for printers that require one'),
  password: z.string().max(255).optional().describe('With username'),
  passwordFile: z
    .string()
    .min(1)
    .optional()
    .describe('File with the password, instead of password; relative to the configuration file'),
  certificateFingerprint: z
    .string()
    .transform((text) =>
      text
        .replace(/^sha256:/i, '')
        .replaceAll(':', '')
        .toUpperCase(),
    )
    .pipe(z.string().regex(/^[0-9A-F]{64}$/, 'sha256: and 64 hex digits'))
    .optional()
    .describe('SHA-256 of the only trusted certificate, for printers with a self-signed one'),
  whenTooSmall: z
    .enum(tooSmallRules)
    .default('fit')
    .describe(
      'What happens to a film larger than the paper: scaled down, tiled over several sheets, or not printed',
    ),
  whenNotLoaded: z
    .enum(['wait', 'print'])
    .default('print')
    .describe('When the paper is not loaded: the job waits for it, or prints on what is loaded'),
  holdFor: z
    .array(z.enum(['media', 'jam', 'cover', 'marking', 'device', 'other']))
    .default(['media', 'jam', 'cover', 'marking'])
    .describe('Which errors of a printer that accepts jobs stop deliveries to it'),
  stuckMinutes: z
    .number()
    .min(1)
    .max(1440)
    .default(30)
    .describe('Minutes without progress after which a job on a printer that reports ready is CHECK PRINTER'),
  mediumTypes: z
    .record(codeString, ippKeyword)
    .default({})
    .describe('Medium Type of films → media-type of the printer'),
  trays: z
    .record(
      codeString,
      z.strictObject({
        source: ippKeyword.optional().describe('media-source: the tray paper is taken from'),
        bin: ippKeyword.optional().describe('output-bin: the tray sheets come out of'),
      }),
    )
    .default({})
    .describe('Film Destination of films → media-source and output-bin of the printer'),
});

/** The keys in a pool. */
export const ippDeviceSchema = ippSchema.omit({ required: true });
export type IppKeys = z.output<typeof ippDeviceSchema>;

export function resolveIpp(keys: IppKeys): IppSettings {
  const { uri, username, password, certificateFingerprint, trays } = keys;
  const { whenTooSmall, whenNotLoaded, holdFor, stuckMinutes, mediumTypes } = keys;
  return {
    uri,
    whenTooSmall,
    whenNotLoaded,
    holdFor,
    stuckMinutes,
    mediumTypes,
    ...stated({ username, password, certificateFingerprint }),
    trays: Object.fromEntries(Object.entries(trays).map(([term, tray]) => [term, stated(tray)])),
  };
}

/** The configuration of a printer at this address, for `printers add`. */
export const ippEntry = (uri: string) => ({ kind: 'ipp', name: 'ipp', uri }) as const;
