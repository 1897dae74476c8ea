// Requests and their responses for service class users (PS3.7 7.5): one request at a time, its response matched by message id. Event
// reports (N-EVENT-REPORT) that arrive in the meantime are answered and passed to a callback.
import { WireFailure, messageOf } from '../../shared/errors/errors.ts';
import { type AssociationEnd, AssociationFailure } from '../../shared/errors/wire-failures.ts';
import type { Association, IncomingMessage } from './association.ts';
import type { DataSet } from '../data-set/data-set.ts';
import { readDataSet } from '../data-set/data-set-reader.ts';
import type {
  Command,
  NEventReportRequest,
  RequestCommand,
  ResponseCommand,
  ResponseTo,
} from './dimse-commands.ts';
import { defaultResponseTimeout, startTimer } from '../net/timeouts.ts';

type RequestKind = RequestCommand['kind'];

/** A request without the fields that the client fills in. */
export type PlainRequest = {
  [K in RequestKind]: Omit<Extract<RequestCommand, { readonly kind: K }>, 'messageId' | 'hasDataSet'>;
}[RequestKind];

/** The response to a kind of request. */
export type ResponseOf<K extends RequestKind> = ResponseTo<Extract<RequestCommand, { readonly kind: K }>>;

export interface DimseResponse<C extends ResponseCommand = ResponseCommand> {
  readonly command: C;
  readonly data?: DataSet;
}

export interface DimseClientOptions {
  /** ms, 0 for never; default: 360 s (PS3.2 annex E, table E.4.4-2). */
  readonly responseTimeout?: number;
  /** Called for events; they are answered with Success, or with 0110 (processing failure) if this throws. */
  readonly onEventReport?: (report: NEventReportRequest, data: DataSet | undefined) => void;
}

interface Outstanding {
  readonly messageId: number;
  readonly resolve: (response: DimseResponse) => void;
  readonly reject: (error: unknown) => void;
}

const success = 0x0000;
const processingFailure = 0x0110;

/** Consumes an association's messages: no other code may iterate them. */
export class DimseClient {
  readonly #association: Association;
  readonly #options: DimseClientOptions;
  #lastMessageId = 0;
  #outstanding: Outstanding | undefined;
  /** The previous request, until it is answered: the asynchronous operations window is 1. */
  #before: Promise<unknown> = Promise.resolve();
  #end: AssociationEnd | undefined;

  constructor(association: Association, options: DimseClientOptions = {}) {
    this.#association = association;
    this.#options = options;
    void this.#receive();
    void association.ended.then((end) => {
      this.#end = end;
      this.#outstanding?.reject(new AssociationFailure(end));
    });
  }

  /**
   * Sends a request on a context and waits for its response; several at once go one after the other. The caller
   * interprets the status. Throws AssociationFailure when the association ends first, also because no response came in time.
   */
  request<K extends RequestKind>(
    contextId: number,
    command: PlainRequest & { readonly kind: K },
    data?: DataSet | AsyncIterable<Uint8Array>,
  ): Promise<DimseResponse<ResponseOf<K>>> {
    const answered = this.#before.then(() => this.#requestNow(contextId, command, data));
    this.#before = answered.catch(() => undefined);
    return answered.then((response) => this.#checked(command.kind, response));
  }

  async #requestNow(
    contextId: number,
    plain: PlainRequest,
    data: DataSet | AsyncIterable<Uint8Array> | undefined,
  ): Promise<DimseResponse> {
    if (this.#end) throw new AssociationFailure(this.#end);
    // Message ids have 16 bits; 0 is legal, but some peers take it for none.
    const messageId = (this.#lastMessageId % 0xffff) + 1;
    this.#lastMessageId = messageId;
    const { promise, resolve, reject } = Promise.withResolvers<DimseResponse>();
    this.#outstanding = { messageId, resolve, reject };
    const command: RequestCommand = { ...plain, messageId, hasDataSet: data !== undefined };
    try {
      // A peer that refuses early answers before it has received everything.
      await Promise.race([this.#association.send({ contextId, command, ...(data && { data }) }), promise]);
      return await this.#inTime(plain.kind, promise);
    } finally {
      this.#outstanding = undefined;
    }
  }

  async #inTime(kind: RequestKind, response: Promise<DimseResponse>): Promise<DimseResponse> {
    const ms = this.#options.responseTimeout ?? defaultResponseTimeout;
    const stop = startTimer(ms, () => {
      this.#association.abort(`no complete response to ${kind} within ${ms / 1000} s`);
    });
    try {
      return await response;
    } finally {
      stop();
    }
  }

  #checked<K extends RequestKind>(kind: K, response: DimseResponse): DimseResponse<ResponseOf<K>> {
    const { command } = response;
    if (!answers(kind, command)) {
      throw this.#refused(new WireFailure('dimse-invalid', `${command.kind} as the response to ${kind}`));
    }
    return { ...response, command };
  }

  async #receive(): Promise<void> {
    try {
      for await (const message of this.#association.messages()) await this.#handle(message);
    } catch (error) {
      // The association reports its own end; any other error here aborts it.
      if (error instanceof WireFailure) this.#refused(error);
      else if (!(error instanceof AssociationFailure)) this.#association.abort(messageOf(error));
    }
  }

  async #handle({ context, command, data }: IncomingMessage): Promise<void> {
    const { transferSyntax } = context;
    const dataSet = data && (await readDataSet(data, { transferSyntax }));
    if (command.kind === 'N-EVENT-REPORT-RQ') {
      const status = this.#report(command, dataSet);
      const { messageId, affectedSopClassUid, affectedSopInstanceUid, eventTypeId } = command;
      await this.#association.send({
        contextId: context.id,
        command: {
          kind: 'N-EVENT-REPORT-RSP',
          messageIdBeingRespondedTo: messageId,
          affectedSopClassUid,
          ...(affectedSopInstanceUid !== undefined && { affectedSopInstanceUid }),
          eventTypeId,
          status,
          hasDataSet: false,
        },
      });
    } else if (isResponse(command) && command.messageIdBeingRespondedTo === this.#outstanding?.messageId) {
      this.#outstanding.resolve({ command, ...(dataSet && { data: dataSet }) });
    } else {
      throw new WireFailure('dimse-invalid', `${command.kind} without a request that it could answer`);
    }
  }

  #report(report: NEventReportRequest, data: DataSet | undefined): number {
    try {
      this.#options.onEventReport?.(report, data);
      return success;
    } catch {
      return processingFailure;
    }
  }

  #refused(failure: WireFailure): Error {
    this.#association.abort(failure.message, failure.abortReason);
    return failure;
  }
}

function isResponse(command: Command): command is ResponseCommand {
  return command.kind.endsWith('-RSP');
}

function answers<K extends RequestKind>(kind: K, command: ResponseCommand): command is ResponseOf<K> {
  return command.kind === kind.replace(/-RQ$/, '-RSP');
}
