// Performs a print plan on the server's own Print SCP, over an association without a socket, so that the result is what a
// client would get with the same requests, substitutions included. Start at `printHere`.
import { implementationClassUid } from '../../dicom/data-set/uids.ts';
import { associationPair } from '../../dicom/dimse/association-pair.ts';
import { printAbstractSyntaxes } from '../../print-scp/operations/services.ts';
import type { PrintScpPorts } from '../../print-scp/ports.ts';
import { servePrintAssociation } from '../../print-scp/print-scp.ts';
import type { PrintScpOptions } from '../../print-scp/print-scp-options.ts';
import { PrintAssociation } from '../../print-scu/print-association.ts';
import { abstractSyntaxesFor, printOn, type PrintOutcome } from '../../print-scu/print-client.ts';
import type { PrintJobPlan } from '../../print-scu/job/print-job.ts';
import { PrintFailure } from '../../shared/errors/device-failures.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { implementationVersionName } from '../../shared/product.ts';

/** Calling AE title of films that are printed from the console. */
const consoleAeTitle = 'CONSOLE';

export interface OwnPrintParts {
  readonly print: PrintScpOptions;
  /** Where the films of the plan go. */
  readonly ports: Partial<PrintScpPorts>;
  readonly printer: Printer;
  /** Of the requester. */
  readonly address: string;
}

/**
 * Performs the plan. An image that cannot be decoded is left out.
 * @throws RequestRefusal `not-printable` with what the printer refused
 */
export async function printHere(
  plan: PrintJobPlan,
  { print, ports, printer, address }: OwnPrintParts,
): Promise<PrintOutcome> {
  const offered = printAbstractSyntaxes([printer]);
  const { client, server } = associationPair({
    id: 'console',
    callingAeTitle: consoleAeTitle,
    calledAeTitle: printer.aeTitle,
    address,
    implementation: { classUid: implementationClassUid, versionName: implementationVersionName },
    abstractSyntaxes: abstractSyntaxesFor(plan),
    accepts: (uid) => offered.has(uid),
  });
  const served = servePrintAssociation(server, { ...print, ports: { ...print.ports, ...ports } });
  try {
    return await printOn((options) => PrintAssociation.on(client, options), plan);
  } catch (error) {
    client.abort('the plan could not be performed');
    if (error instanceof PrintFailure) throw new RequestRefusal('not-printable', error.message);
    throw error;
  } finally {
    await served;
  }
}
