// The client's association with a printer: finds contexts by SOP class, sends requests and checks their statuses. A warning
// becomes a notice; a failure is thrown as a PrintFailure that names the step. Start at `PrintAssociation`.
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

/** Address of a printer, and the AE titles and parameters of the association. */
export interface PrinterAddress {
  readonly host: string;
  readonly port: number;
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  /** Default: `defaultTimeouts`, those of PS3.2 annex E. */
  readonly timeouts?: AssociationTimeouts;
  /** UIDs of the transfer syntaxes that are proposed, the preferred one first; default: `proposedTransferSyntaxes`. */
  readonly transferSyntaxes?: readonly string[];
  /** Maximum length of a P-DATA-TF that the printer is allowed to send; default: 128 KiB. */
  readonly maxPduLength?: number;
  /** Maximum length of a P-DATA-TF that is sent, if the printer accepts it; default: 128 KiB (PS3.2 table E.4.4-2). */
  readonly maxPduSent?: number;
  /** Default: unencrypted. */
  readonly tls?: RequestorOptions['tls'];
}

/** A request that the printer performed differently or could not perform, while the film was printed nevertheless. */
export interface PrintNotice {
  readonly step: string;
  readonly status?: number;
  readonly text: string;
}

type RequestKind = RequestCommand['kind'];

const defaultPduLength = 131_072;

/** Proposed for every SOP class where the address names no others, in order of preference. */
export const proposedTransferSyntaxes: readonly TransferSyntax[] = [
  known.explicitLittle,
  known.implicitLittle,
];

function connectKind(error: unknown): PrintFailureKind {
  if (!(error instanceof AssociationRefusal)) return 'unreachable';
  return error.result === 2 ? 'rejected-transient' : 'rejected';
}

/** A request with its data set, and the context to send it on. */
export interface PrintRequestMessage<K extends RequestKind> {
  readonly contextId: number;
  readonly command: PlainRequest & { readonly kind: K };
  readonly data?: DataSet;
  /** The bytes of the streamed value in `data`. */
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
   * @throws PrintFailure with the reason when the association cannot be opened
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

  /** On an association that is open already. */
  static on(association: RequestedAssociation, options: DimseClientOptions = {}): PrintAssociation {
    return new PrintAssociation(association, proposedTransferSyntaxes, options);
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

  /** `DRY1 accepts Verification with none of the transfer syntaxes proposed (…)`; undefined where that is not the reason. */
  syntaxRefusal(abstractSyntax: string, service: string): string | undefined {
    if (!this.#association.syntaxesRefused.has(abstractSyntax)) return undefined;
    const proposed = this.#proposed.map(nameOfSyntax).join(', ');
    return `${this.#association.calledAeTitle} accepts ${service}, but none of the proposed transfer syntaxes (${proposed})`;
  }

  note(step: string, text: string, status?: number): void {
    this.notices.push({ step, text, ...(status === undefined ? {} : { status }) });
  }

  /**
   * Sends a request and judges its status: a warning becomes a notice.
   * @param step - name of the request in messages
   * @throws PrintFailure with the step, the status and the printer's comment
   */
  async perform<K extends RequestKind>(
    step: string,
    message: PrintRequestMessage<K>,
  ): Promise<DimseResponse<ResponseOf<K>>> {
    const response = await this.#request<K>(step, message);
    const { status, errorComment }: ResponseCommand = response.command;
    const shownResponse = responseText(response, message.data);
    if (!isDone(status)) {
      const detail = {
        kind: 'refused',
        status,
        ...(errorComment === undefined ? {} : { errorComment }),
      } as const;
      throw new PrintFailure(
        step,
        `${this.#association.calledAeTitle} refused ${step}: ${shownResponse}`,
        detail,
      );
    }
    if (isWarning(status)) this.note(step, shownResponse, status);
    return response;
  }

  /** Like `perform`, for requests that no film depends on: a failure becomes a notice too, and undefined is returned. */
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

  /** Ends the association immediately; requests in progress fail. */
  abort(why: string): void {
    this.#association.abort(why);
  }

  /** Releases the association. Never rejects: a peer that has already disconnected does not make the print job fail. */
  async close(): Promise<void> {
    await this.#association.release().catch(() => undefined);
  }
}

/** The encoded data set in pieces, so that the pixels of an image are not copied on their way to the socket. */
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
