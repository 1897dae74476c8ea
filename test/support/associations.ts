// Acceptors and requestors for tests: everything has a default, and everything can be replaced.
import type { TestContext } from 'node:test';
import type { Acceptor } from '../../src/dicom/upper-layer/acceptor.ts';
import type { AcceptorOptions } from '../../src/dicom/upper-layer/acceptor-options.ts';
import { listen } from '../../src/dicom/upper-layer/acceptor.ts';
import type { Association } from '../../src/dicom/dimse/association.ts';
import type { Command } from '../../src/dicom/dimse/dimse-commands.ts';
import { encodeCommand } from '../../src/dicom/dimse/dimse-commands.ts';
import { proposal } from '../../src/dicom/upper-layer/negotiation.ts';
import type { Pdu } from '../../src/dicom/pdu/pdu.ts';
import { encodePdu } from '../../src/dicom/pdu/pdu-writer.ts';
import type { RequestorOptions } from '../../src/dicom/upper-layer/requestor.ts';
import { connect } from '../../src/dicom/upper-layer/requestor.ts';
import { defaultTimeouts } from '../../src/dicom/net/timeouts.ts';
import { sopClasses, transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import { silentLog } from '../../src/shared/log/log.ts';

export const grayscaleMeta = sopClasses.BasicGrayscalePrintManagementMeta;

/** Responds to every request with Success and reads its data set, until the association ends. */
export async function serveSuccess(association: Association): Promise<void> {
  for await (const { command, context, data } of association.messages()) {
    if (data) for await (const _ of data);
    if (command.kind === 'C-ECHO-RQ' || command.kind === 'N-SET-RQ') {
      await association.send({
        contextId: context.id,
        command: {
          kind: command.kind === 'C-ECHO-RQ' ? 'C-ECHO-RSP' : 'N-SET-RSP',
          messageIdBeingRespondedTo: command.messageId,
          status: 0,
          hasDataSet: false,
        },
      });
    }
  }
}

/** Listens on a free port of 127.0.0.1 until the test ends. */
export async function acceptor(t: TestContext, options: Partial<AcceptorOptions> = {}): Promise<Acceptor> {
  const opened = await listen({
    host: '127.0.0.1',
    port: 0,
    maxPduLength: 131_072,
    maxAssociations: 8,
    timeouts: defaultTimeouts,
    implementationVersionName: 'ACCEPTOR',
    abstractSyntaxes: new Set([grayscaleMeta, sopClasses.Verification]),
    decide: () => undefined,
    serve: serveSuccess,
    log: silentLog,
    ...options,
  });
  t.after(() => opened.close(0));
  return opened;
}

export function requestorOptions(port: number, options: Partial<RequestorOptions> = {}): RequestorOptions {
  return {
    host: '127.0.0.1',
    port,
    callingAeTitle: 'CT1',
    calledAeTitle: 'HARDCOPY',
    maxPduLength: 131_072,
    implementationVersionName: 'REQUESTOR',
    timeouts: defaultTimeouts,
    contexts: [
      { abstractSyntax: grayscaleMeta, transferSyntaxes: [transferSyntaxes.explicitLittle] },
      { abstractSyntax: sopClasses.Verification, transferSyntaxes: [transferSyntaxes.implicitLittle] },
    ],
    ...options,
  };
}

/** Opens an association; if it is still open when the test ends, it is aborted. */
export async function requestor(
  t: TestContext,
  port: number,
  options: Partial<RequestorOptions> = {},
): Promise<Association> {
  const association = await connect(requestorOptions(port, options));
  t.after(() => {
    association.abort('the test is over');
  });
  return association;
}

/** The A-ASSOCIATE-RQ for `requestorOptions`, for scripted peers. */
export const associateRq = () => proposal(requestorOptions(0));

export const bytesOf = (pdu: Pdu): Uint8Array => encodePdu(pdu);

/** A P-DATA-TF with one command. */
export function commandPdu(command: Command, contextId = 1): Uint8Array {
  return encodePdu({
    kind: 'P-DATA-TF',
    pdvs: [{ contextId, isCommand: true, isLast: true, data: encodeCommand(command) }],
  });
}

/** A P-DATA-TF with one piece of a data set. */
export function dataPdu(data: Uint8Array, isLast: boolean, contextId = 1): Uint8Array {
  return encodePdu({ kind: 'P-DATA-TF', pdvs: [{ contextId, isCommand: false, isLast, data }] });
}

export const echoRq: Command = {
  kind: 'C-ECHO-RQ',
  messageId: 1,
  affectedSopClassUid: sopClasses.Verification,
  hasDataSet: false,
};

export const setRq: Command = {
  kind: 'N-SET-RQ',
  messageId: 2,
  requestedSopClassUid: sopClasses.BasicGrayscaleImageBox,
  requestedSopInstanceUid: '1.2.3',
  hasDataSet: true,
};
