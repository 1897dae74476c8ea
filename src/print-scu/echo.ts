// Verifies connectivity with a peer (Verification, C-ECHO, PS3.7 9.1.5).
import { PrintFailure } from '../shared/errors/device-failures.ts';
import type { DimseClientOptions } from '../dicom/dimse/dimse-client.ts';
import { sopClasses } from '../dicom/data-set/uids.ts';
import { PrintAssociation, type PrinterAddress } from './print-association.ts';

export interface EchoAnswer {
  /** Milliseconds from the C-ECHO request to its response, without the opening of the association. */
  readonly roundTripMs: number;
  readonly implementationClassUid: string;
  readonly implementationVersionName?: string;
  /** Maximum length of a P-DATA-TF that the peer accepts, 0 for any. */
  readonly maxPduLength: number;
}

/**
 * Opens an association, sends one C-ECHO and releases.
 * @throws PrintFailure with the reason when one of these steps fails
 */
export async function echo(address: PrinterAddress, options: DimseClientOptions = {}): Promise<EchoAnswer> {
  const link = await PrintAssociation.open(address, [sopClasses.Verification], options);
  try {
    const context = link.contextOf(sopClasses.Verification);
    if (context === undefined) {
      throw new PrintFailure(
        'association',
        link.syntaxRefusal(sopClasses.Verification, 'Verification (C-ECHO)') ??
          `${address.calledAeTitle} answers, but does not offer Verification (C-ECHO)`,
        { kind: 'not-offered' },
      );
    }
    const start = performance.now();
    await link.perform('C-ECHO', {
      contextId: context,
      command: { kind: 'C-ECHO-RQ', affectedSopClassUid: sopClasses.Verification },
    });
    const { peerImplementation, peerMaxPduLength } = link.association;
    return {
      roundTripMs: performance.now() - start,
      implementationClassUid: peerImplementation.classUid,
      ...(peerImplementation.versionName === undefined
        ? {}
        : { implementationVersionName: peerImplementation.versionName }),
      maxPduLength: peerMaxPduLength,
    };
  } finally {
    await link.close();
  }
}
