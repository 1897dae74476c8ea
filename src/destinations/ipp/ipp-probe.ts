// What an IPP printer at an address can do, before it is in a configuration. Start at `probeIpp`.
import type { DeviceState } from '../destination.ts';
import type { Capabilities } from './choice/capabilities.ts';
import { formatsFor, missingFormat } from './choice/choose-format.ts';
import { IppClient } from './client/ipp-client.ts';
import { stateWithout } from './delivery/delivery-failure.ts';
import { IppPrinter } from './delivery/ipp-printer.ts';
import { mediaText } from './media/media-name.ts';
import { printerAddress } from './protocol/printer-address.ts';

/** What a printer said. */
export interface IppAbilities {
  readonly model: string | null;
  /** How films without color would be sent; null: in no format (`missing`). */
  readonly format: { readonly format: string; readonly pixelsPerInch: number } | null;
  /** A sentence: why films cannot be sent. */
  readonly missing: string | null;
  readonly formats: readonly string[];
  /** `600`, or `600×300`. */
  readonly resolutions: readonly string[];
  readonly mediaReady: readonly string[];
  readonly mediaSupported: readonly string[];
  /** IPP keywords for `trays` and `mediumTypes`. */
  readonly sources: readonly string[];
  readonly mediaTypes: readonly string[];
  readonly color: boolean;
}

export type IppProbe =
  | { readonly kind: 'answered'; readonly abilities: IppAbilities; readonly state: DeviceState }
  /** Not an address, or no printer answers there; a sentence. */
  | { readonly kind: 'address' | 'silent'; readonly problem: string };

function abilitiesOf(capabilities: Capabilities): IppAbilities {
  const { model, formats, resolutions, media, color, values } = capabilities;
  const [best] = formatsFor(capabilities, { color: false });
  return {
    model: model ?? null,
    format: best ? { format: best.format, pixelsPerInch: best.pixelsPerInch } : null,
    missing: best ? null : (missingFormat(capabilities) ?? 'it supports no format of films'),
    formats,
    resolutions: resolutions.map(({ x, y }) => (x === y ? `${x}` : `${x}×${y}`)),
    mediaReady: media.ready.map(mediaText),
    mediaSupported: media.supported.map(mediaText),
    sources: values('media-source'),
    mediaTypes: values('media-type'),
    color,
  };
}

/** Queries the printer; never throws. */
export async function probeIpp(uri: string, timeoutMs: number): Promise<IppProbe> {
  const address = printerAddress(uri);
  if (!address) {
    const problem =
      'is not a printer address; it must begin with ipp:, ipps:, http: or https: and must not hold a password';
    return { kind: 'address', problem: `${uri} ${problem}` };
  }
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { capabilities, state } = await new IppPrinter(new IppClient({ address })).look(signal);
    return { kind: 'answered', abilities: abilitiesOf(capabilities), state };
  } catch (error) {
    const why = signal.aborted ? `no answer within ${timeoutMs / 1000} s` : stateWithout(error).detail;
    return { kind: 'silent', problem: why };
  }
}
