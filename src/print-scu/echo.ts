// Asks a peer whether it is there and understands us (Verification, C-ECHO, PS3.7 9.1.5).
import { PrintFailure } from '../shared/errors/device-failures.ts';
import type { DimseClientOptions } from '../dicom/dimse/dimse-client.ts';
import { sopClasses } from '../dicom/data-set/uids.ts';
import { PrintAssociation, type PrinterAddress } from './print-association.ts';

export interface EchoAnswer {
  /** From the request to its answer, the association being open. */
  readonly roundTripMs: number;
  readonly implementationClassUid: string;
  readonly implementationVersionName?: string;
  /** What the peer takes as the length of one P-DATA-TF, 0 for any. */
  readonly maxPduLength: number;
}

/** @throws PrintFailure that says what stood against it. */
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
