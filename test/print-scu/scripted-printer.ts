// A scripted printer: it keeps every request with its data set, and answers like an ordinary printer unless the script has
// another answer.
import type { Association } from '../../src/dicom/dimse/association.ts';
import { listen, type Acceptor } from '../../src/dicom/upper-layer/acceptor.ts';
import { dataSetOf, type DataSet } from '../../src/dicom/data-set/data-set.ts';
import { readDataSet } from '../../src/dicom/data-set/data-set-reader.ts';
import type { RequestCommand, ResponseCommand } from '../../src/dicom/dimse/dimse-commands.ts';
import { defaultTimeouts } from '../../src/dicom/net/timeouts.ts';
import { sopClasses, type TransferSyntax } from '../../src/dicom/data-set/uids.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import type { PrinterAddress } from '../../src/print-scu/print-association.ts';

export interface Received {
  readonly kind: RequestCommand['kind'];
  /** Abstract syntax of the context that it came on. */
  readonly context: string;
  readonly sopClass: string;
  readonly sopInstance: string | undefined;
  readonly actionTypeId: number | undefined;
  readonly data: DataSet | undefined;
}

export interface Reply {
  readonly status?: number;
  readonly errorComment?: string;
  readonly sopInstance?: string;
  readonly data?: DataSet;
  /** Attribute Identifier List. */
  readonly tags?: readonly number[];
}

export interface Script {
  /** What is accepted; everything of the Print service when absent. */
  readonly abstractSyntaxes?: readonly string[];
  /** Of P-DATA-TF PDUs that are received, and sent, bytes; default: 16 KiB, and as long as the client takes. */
  readonly maxPduLength?: number;
  readonly maxPduSent?: number;
  /** The preferred one first; default: all. */
  readonly transferSyntaxes?: readonly TransferSyntax[];
  /** Answers a request otherwise than a plain printer does; undefined leaves it to that. */
  readonly answer?: (
    request: Received,
    association: Association,
  ) => Reply | undefined | Promise<Reply | undefined>;
}

const everything = Object.values<string>(sopClasses);
export const jobUid = '2.25.77';

/** Boxes of an Image Display Format, for the plain answer. */
function boxCountOf(format: string): number {
  const [word = '', list = ''] = format.split('\\');
  const numbers = list.split(',').map(Number);
  return numbers.reduce(
    (all, number) => (word === 'STANDARD' ? all * number : all + number),
    word === 'STANDARD' ? 1 : 0,
  );
}

function plainReply(request: Received, accepted: ReadonlySet<string>): Reply {
  switch (request.kind) {
    case 'N-GET-RQ':
      return {
        data:
          request.sopClass === sopClasses.Printer
            ? dataSetOf({ PrinterStatus: 'NORMAL', PrinterStatusInfo: 'NORMAL', PrinterName: 'SCRIPT' })
            : dataSetOf({ ExecutionStatus: 'DONE', ExecutionStatusInfo: 'NORMAL' }),
      };
    case 'N-CREATE-RQ': {
      if (request.sopClass !== sopClasses.BasicFilmBox) return {};
      const color = request.context === sopClasses.BasicColorPrintManagementMeta;
      const boxes = boxCountOf(request.data?.string('ImageDisplayFormat') ?? '');
      return {
        data: dataSetOf({
          ReferencedImageBoxSequence: Array.from({ length: boxes }, (_, index) =>
            dataSetOf({
              ReferencedSOPClassUID: color
                ? sopClasses.BasicColorImageBox
                : sopClasses.BasicGrayscaleImageBox,
              ReferencedSOPInstanceUID: `2.25.1000.${index + 1}`,
            }),
          ),
        }),
      };
    }
    case 'N-ACTION-RQ':
      if (!accepted.has(sopClasses.PrintJob)) return {};
      return {
        data: dataSetOf({
          ReferencedPrintJobSequence: [
            dataSetOf({ ReferencedSOPClassUID: sopClasses.PrintJob, ReferencedSOPInstanceUID: jobUid }),
          ],
        }),
      };
    default:
      return {};
  }
}

export class ScriptedPrinter {
  readonly received: Received[] = [];
  readonly #script: Script;
  #acceptor: Acceptor | undefined;
  /** How the association that was served last ended. */
  ended = '';

  private constructor(script: Script) {
    this.#script = script;
  }

  static async start(script: Script = {}): Promise<ScriptedPrinter> {
    const printer = new ScriptedPrinter(script);
    printer.#acceptor = await listen({
      host: '127.0.0.1',
      port: 0,
      maxPduLength: script.maxPduLength ?? 16_384,
      ...(script.maxPduSent !== undefined && { maxPduSent: script.maxPduSent }),
      maxAssociations: 4,
      timeouts: defaultTimeouts,
      implementationVersionName: 'SCRIPT',
      abstractSyntaxes: new Set(script.abstractSyntaxes ?? everything),
      ...(script.transferSyntaxes && { transferSyntaxes: script.transferSyntaxes }),
      decide: ({ calledAeTitle }) =>
        calledAeTitle === 'SCRIPT' ? undefined : { result: 1, source: 1, reason: 7, why: 'not me' },
      serve: (association) => printer.#serve(association),
      log: silentLog,
    });
    return printer;
  }

  get address(): PrinterAddress {
    return {
      host: '127.0.0.1',
      port: this.#acceptor?.port ?? 0,
      calledAeTitle: 'SCRIPT',
      callingAeTitle: 'TESTER',
    };
  }

  close(): Promise<void> {
    return this.#acceptor?.close(0) ?? Promise.resolve();
  }

  async #serve(association: Association): Promise<void> {
    void association.ended.then(({ kind }) => {
      this.ended = kind;
    });
    const accepted = new Set([...association.contexts.values()].map((context) => context.abstractSyntax));
    for await (const { context, command, data } of association.messages()) {
      const dataSet = data && (await readDataSet(data, { transferSyntax: context.transferSyntax }));
      // What the client answers to an event.
      if (!command.kind.endsWith('-RQ')) continue;
      const request = command as RequestCommand;
      const received: Received = {
        kind: request.kind,
        context: context.abstractSyntax,
        sopClass:
          'requestedSopClassUid' in request ? request.requestedSopClassUid : request.affectedSopClassUid,
        sopInstance:
          'requestedSopInstanceUid' in request
            ? request.requestedSopInstanceUid
            : 'affectedSopInstanceUid' in request
              ? request.affectedSopInstanceUid
              : undefined,
        actionTypeId: 'actionTypeId' in request ? request.actionTypeId : undefined,
        data: dataSet,
      };
      this.received.push(received);
      const reply = (await this.#script.answer?.(received, association)) ?? plainReply(received, accepted);
      const sopInstance = reply.sopInstance ?? received.sopInstance;
      const response = {
        kind: request.kind.replace(/-RQ$/, '-RSP'),
        messageIdBeingRespondedTo: request.messageId,
        status: reply.status ?? 0,
        affectedSopClassUid: received.sopClass,
        ...(sopInstance !== undefined && { affectedSopInstanceUid: sopInstance }),
        ...(reply.errorComment !== undefined && { errorComment: reply.errorComment }),
        ...(reply.tags !== undefined && { attributeIdentifierList: reply.tags }),
        ...(received.actionTypeId !== undefined && { actionTypeId: received.actionTypeId }),
        hasDataSet: reply.data !== undefined,
      } as ResponseCommand;
      await association.send({
        contextId: context.id,
        command: response,
        ...(reply.data && { data: reply.data }),
      });
    }
  }
}
