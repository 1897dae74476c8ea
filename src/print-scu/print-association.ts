// An association with a printer as its client uses it: contexts by SOP class, requests by their step, statuses judged.
// A warning is noted and carried on with, a failure ends the work with a sentence that names the step.
import { messageOf } from '../shared/errors/errors.ts';
import { PrintFailure, type PrintFailureKind } from '../shared/errors/device-failures.ts';
import { AssociationRefusal } from '../shared/errors/wire-failures.ts';
import type { RequestedAssociation } from '../dicom/dimse/association.ts';
import {
  DimseClient,
  type DimseClientOptions,
  type DimseResponse,
  type PlainRequest,
  type ResponseOf,
} from '../dicom/dimse/dimse-client.ts';
import type { RequestCommand, ResponseCommand } from '../dicom/dimse/dimse-commands.ts';
import type { DataSet } from '../dicom/data-set/data-set.ts';
import {
  encodeDataSetChunks,
  encodeDataSetStream,
  type StreamedValue,
} from '../dicom/data-set/data-set-writer.ts';
import { connect, type RequestorOptions } from '../dicom/upper-layer/requestor.ts';
import { defaultTimeouts, type AssociationTimeouts } from '../dicom/net/timeouts.ts';
import { nameOfSyntax, transferSyntaxes as known, type TransferSyntax } from '../dicom/data-set/uids.ts';
import { implementationVersionName } from '../shared/product.ts';
import { connectSentence } from './connect-sentence.ts';
import { isDone, isWarning } from './print-status.ts';
import { responseText } from './status-comment.ts';

/** Where a printer listens, and the names used there. */
export interface PrinterAddress {
  readonly host: string;
  readonly port: number;
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  /** Default: those of the standard's example printer (defaultTimeouts). */
  readonly timeouts?: AssociationTimeouts;
  /** UIDs of the transfer syntaxes that are proposed, the preferred one first; default: `proposedTransferSyntaxes`. */
  readonly transferSyntaxes?: readonly string[];
  /** Longest P-DATA-TF that the printer may send; default: 128 KiB. */
  readonly maxPduLength?: number;
  /** Longest P-DATA-TF that is sent, if the printer takes as long ones; default: 128 KiB (PS3.2 table E.4.4-2). */
  readonly maxPduSent?: number;
  /** Default: unencrypted. */
  readonly tls?: RequestorOptions['tls'];
}

/** Something the printer did otherwise than asked, or could not do: printed all the same. */
export interface PrintNotice {
  readonly step: string;
  readonly status?: number;
  readonly text: string;
}

type RequestKind = RequestCommand['kind'];

const defaultPduLength = 131_072;

/** Proposed for every SOP class unless the address says otherwise, the one that is preferred first. */
export const proposedTransferSyntaxes: readonly TransferSyntax[] = [
  known.explicitLittle,
  known.implicitLittle,
];

function connectKind(error: unknown): PrintFailureKind {
  if (!(error instanceof AssociationRefusal)) return 'unreachable';
  return error.result === 2 ? 'rejected-passing' : 'rejected';
}

/** What is sent, and where. */
export interface PrintRequestMessage<K extends RequestKind> {
  readonly contextId: number;
  readonly command: PlainRequest & { readonly kind: K };
  readonly data?: DataSet;
  /** The bytes of a value that `data` leaves out. */
  readonly streamed?: StreamedValue | undefined;
}

export class PrintAssociation {
  readonly #association: RequestedAssociation;
  readonly #client: DimseClient;
  readonly #proposed: readonly string[];
  readonly notices: PrintNotice[] = [];

  private constructor(
    association: RequestedAssociation,
    proposed: readonly string[],
    options: DimseClientOptions,
  ) {
    this.#association = association;
    this.#proposed = proposed;
    this.#client = new DimseClient(association, options);
  }

  /**
   * Proposes the abstract syntaxes, each with all transfer syntaxes of the address.
   * @throws PrintFailure that says why there is no association.
   */
  static async open(
    address: PrinterAddress,
    abstractSyntaxes: readonly string[],
    options: DimseClientOptions = {},
  ): Promise<PrintAssociation> {
    try {
      const { tls, transferSyntaxes = proposedTransferSyntaxes, ...rest } = address;
      const association = await connect({
        ...rest,
        ...(tls ? { tls } : {}),
        maxPduLength: address.maxPduLength ?? defaultPduLength,
        maxPduSent: address.maxPduSent ?? defaultPduLength,
        implementationVersionName,
        timeouts: address.timeouts ?? defaultTimeouts,
        contexts: abstractSyntaxes.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes })),
      });
      return new PrintAssociation(association, transferSyntaxes, options);
    } catch (error) {
      const kind = connectKind(error);
      throw new PrintFailure('association', connectSentence(error, address), { kind, cause: error });
    }
  }

  get association(): RequestedAssociation {
    return this.#association;
  }

  /** The accepted context for an abstract syntax. */
  contextOf(abstractSyntax: string): number | undefined {
    return [...this.#association.contexts.values()].find(
      (context) => context.abstractSyntax === abstractSyntax,
    )?.id;
  }

  /** `DRY1 accepts Verification with none of the transfer syntaxes proposed (…)`; undefined where that is not why there is no context. */
  syntaxRefusal(abstractSyntax: string, service: string): string | undefined {
    if (!this.#association.syntaxesRefused.has(abstractSyntax)) return undefined;
    const proposed = this.#proposed.map(nameOfSyntax).join(', ');
    return `${this.#association.calledAeTitle} accepts ${service} with none of the transfer syntaxes proposed (${proposed})`;
  }

  note(step: string, text: string, status?: number): void {
    this.notices.push({ step, text, ...(status === undefined ? {} : { status }) });
  }

  /**
   * Sends a request and judges its status: warnings are noted.
   * @param step - the request, for people
   * @throws PrintFailure naming the step, the status and what the printer said of it.
   */
  async perform<K extends RequestKind>(
    step: string,
    message: PrintRequestMessage<K>,
  ): Promise<DimseResponse<ResponseOf<K>>> {
    const response = await this.#request<K>(step, message);
    const { status, errorComment }: ResponseCommand = response.command;
    const said = responseText(response, message.data);
    if (!isDone(status)) {
      const detail = {
        kind: 'refused',
        status,
        ...(errorComment === undefined ? {} : { errorComment }),
      } as const;
      throw new PrintFailure(step, `${this.#association.calledAeTitle} refused ${step}: ${said}`, detail);
    }
    if (isWarning(status)) this.note(step, said, status);
    return response;
  }

  /** Like `perform`, for what no film depends on: a failure is noted as well, and answered with undefined. */
  async attempt<K extends RequestKind>(
    step: string,
    message: PrintRequestMessage<K>,
  ): Promise<DimseResponse<ResponseOf<K>> | undefined> {
    const response = await this.#request<K>(step, message);
    const { status }: ResponseCommand = response.command;
    if (status !== 0) this.note(step, responseText(response, message.data), status);
    return isDone(status) ? response : undefined;
  }

  async #request<K extends RequestKind>(
    step: string,
    { contextId, command, data, streamed }: PrintRequestMessage<K>,
  ) {
    try {
      const context = this.#association.contexts.get(contextId);
      const chunks = data && context && encoded(data, context.transferSyntax, streamed);
      return await this.#client.request<K>(contextId, command, chunks);
    } catch (error) {
      const message = `${this.#association.calledAeTitle} was lost during ${step}: ${messageOf(error)}`;
      throw new PrintFailure(step, message, { kind: 'lost', cause: error });
    }
  }

  /** Ends the association at once; requests under way fail. */
  abort(why: string): void {
    this.#association.abort(why);
  }

  /** Releases the association; a peer that is already gone does not make the printing a failure. */
  async close(): Promise<void> {
    await this.#association.release().catch(() => undefined);
  }
}

/** The bytes in pieces, so that an image goes from its buffer to the socket without another copy. */
async function* encoded(
  data: DataSet,
  transferSyntax: TransferSyntax,
  streamed: StreamedValue | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (streamed) {
    yield* encodeDataSetStream(data, transferSyntax, streamed);
    return;
  }
  yield* encodeDataSetChunks(data, transferSyntax);
}
