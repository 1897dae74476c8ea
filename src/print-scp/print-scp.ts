// The Print SCP on one association: messages in, operations performed, responses out (PS3.4 annex H). Start at
// `servePrintAssociation`. However the association ends, its film tree and its unprinted pixels are removed.
import { plainAddress } from '../shared/address-list.ts';
import type { Association, IncomingMessage, NegotiatedContext } from '../dicom/dimse/association.ts';
import type { Command, CStoreRequest } from '../dicom/dimse/dimse-commands.ts';
import { messageOf, WireFailure, unreachable } from '../shared/errors/errors.ts';
import { AssociationFailure } from '../shared/errors/wire-failures.ts';
import type { BlobRef } from '../shared/film/film.ts';
import type { Log } from '../shared/log/log.ts';
import type { Printer } from '../shared/film/printer.ts';
import type { ClientProfile } from './clients/client-profile.ts';
import { AssociationEvents } from './events/events.ts';
import { LeftSession } from './requests/left-session.ts';
import { FilmTree } from './film/film-tree.ts';
import { hashingPorts } from './film/fingerprint.ts';
import { asMeant } from './requests/meant-request.ts';
import { negotiatedFor } from './requests/negotiated-classes.ts';
import {
  failure,
  type NRequest,
  type OperationContext,
  type ReceivedDataSet,
  type Reply,
} from './film/operation.ts';
import { isRequest, lacking, phrases } from './clients/permissions.ts';
import type { PrintScpPorts } from './ports.ts';
import { identityOf, type PrintScpOptions } from './print-scp-options.ts';
import { asProfileSays, outOfReach, withDefaults } from './requests/profile-rules.ts';
import { blobsWith, RequestReceiver } from './requests/request-receiver.ts';
import { responseTo } from './requests/response.ts';
import { withCharacterSet } from './events/response-text.ts';
import { perform } from './operations/services.ts';
import { isDone, status, statusText } from './rules/status.ts';
import { StoredPrints } from './stored-print/stored-print.ts';
import { SubstitutionLog } from './film/substitution-log.ts';

class PrintAssociation {
  readonly #association: Association;
  readonly #options: PrintScpOptions;
  readonly #tree = new FilmTree();
  readonly #storedPrints: StoredPrints;
  readonly #digests = new Map<string, string>();
  readonly #ports: PrintScpPorts;
  readonly #profile: ClientProfile;
  readonly #events: AssociationEvents;
  readonly #log: Log;
  readonly #substitutionLog: SubstitutionLog;
  readonly #left: LeftSession;
  readonly #printer: Printer;
  /** The character sets that the client declared last. */
  #characterSets: readonly string[] = [];

  constructor(association: Association, printer: Printer, options: PrintScpOptions) {
    this.#association = association;
    this.#options = options;
    this.#storedPrints = new StoredPrints(options.limits);
    this.#printer = printer;
    const { address } = association.peer;
    this.#log = options.refusals.ofClient(options.log.child({ association: association.id }), address);
    this.#substitutionLog = new SubstitutionLog(this.#log);
    this.#profile = options.profileFor(identityOf(association));
    const { callingAeTitle, peer } = association;
    this.#left = new LeftSession({
      ...(options.sessions ? { sessions: options.sessions } : {}),
      owner: { printer: printer.aeTitle, callingAeTitle, address: plainAddress(peer.address) },
      seconds: this.#profile.sessionSeconds,
      log: this.#log,
    });
    const { ports } = options;
    // Hashing is done only for profiles that recognize retries.
    this.#ports = this.#profile.duplicateSeconds > 0 ? hashingPorts(ports, this.#digests) : ports;
    this.#events = new AssociationEvents({
      association,
      printer,
      ports,
      profile: this.#profile,
      mayReadStatus: options.may?.includes('status') ?? true,
      confirmationMs: options.eventConfirmationMs,
      ...(options.printerEventConfirmationMs === undefined
        ? {}
        : { printerConfirmationMs: options.printerEventConfirmationMs }),
      characterSets: () => this.#characterSets,
      log: this.#log,
    });
    this.#log.debug('client.profile', { profile: this.#profile.name });
  }

  async serve(): Promise<void> {
    try {
      for await (const message of this.#association.messages()) await this.#handle(message);
    } catch (error) {
      // The association ended early: the connection has logged that.
      if (!(error instanceof AssociationFailure)) throw error;
    } finally {
      this.#events.close();
      this.#substitutionLog.filmEnded();
      this.#left.leave(this.#tree, this.#digests, (blobs) => this.#ports.discardBlobs(blobs));
      await this.#ports.discardBlobs([...this.#tree.clear(), ...this.#closeStored()]);
    }
  }

  async #handle(message: IncomingMessage): Promise<void> {
    const { command, context } = message;
    const refusal = this.#unauthorized(command);
    if (refusal) {
      await this.#respond(message, refusal);
      return;
    }
    switch (command.kind) {
      case 'C-ECHO-RQ':
        await this.#respond(message, { status: status.success });
        return;
      case 'N-GET-RQ':
      case 'N-SET-RQ':
      case 'N-ACTION-RQ':
      case 'N-CREATE-RQ':
      case 'N-DELETE-RQ':
        this.#events.hold();
        try {
          await this.#respond(message, await this.#perform(message, command));
        } finally {
          this.#events.release();
        }
        return;
      case 'N-EVENT-REPORT-RSP':
        this.#events.confirm(command);
        return;
      case 'C-STORE-RQ':
        this.#events.hold();
        try {
          await this.#respond(message, await this.#store(message, command));
        } finally {
          this.#events.release();
        }
        return;
      case 'N-EVENT-REPORT-RQ':
        await this.#respond(
          message,
          failure(status.unrecognizedOperation, `no ${command.kind.slice(0, -3)} here`),
        );
        return;
      // Ignored: requests are processed one after the other, so no operation is in progress that could be cancelled.
      case 'C-CANCEL-RQ':
      case 'C-ECHO-RSP':
      case 'C-STORE-RSP':
      case 'N-GET-RSP':
      case 'N-SET-RSP':
      case 'N-ACTION-RSP':
      case 'N-CREATE-RSP':
      case 'N-DELETE-RSP':
        this.#log.debug('dimse.ignored', { command: command.kind, context: context.id });
        return;
      default:
        throw unreachable(command);
    }
  }

  async #store(message: IncomingMessage, request: CStoreRequest): Promise<Reply> {
    try {
      return await this.#storedPrints.store(this.#contextFor(message.context), request, message);
    } catch (error) {
      if (error instanceof AssociationFailure || error instanceof WireFailure) throw error;
      this.#log.error('dimse.failed', { command: request.kind, reason: messageOf(error) });
      return failure(status.cannotUnderstand, 'internal error; see the log of the server');
    }
  }

  #closeStored(): readonly BlobRef[] {
    const { waiting } = this.#storedPrints;
    if (waiting > 0) this.#log.warn('stored-print.incomplete', { waiting });
    return this.#storedPrints.close();
  }

  /** The refusal of a request without permission (PS3.7 annex C.5.24). Permissions are checked only here. */
  #unauthorized(command: Command): Reply | undefined {
    if (!isRequest(command)) return undefined;
    const permission = this.#options.may && lacking(command.kind, this.#options.may);
    return (
      permission && failure(status.notAuthorized, `this client is not allowed to ${phrases[permission]} here`)
    );
  }

  async #perform(message: IncomingMessage, request: NRequest): Promise<Reply> {
    const receiver = new RequestReceiver(this.#ports, this.#options.limits.imageBytes, this.#profile.redact);
    try {
      const received = await receiver.read(message, this.#tree.characterSets);
      const { dataSet } = received;
      this.#left.continueFor(request, dataSet, this.#tree, this.#digests);
      if (dataSet.has('SpecificCharacterSet')) this.#characterSets = dataSet.strings('SpecificCharacterSet');
      return await this.#performFor(message, request, received);
    } catch (error) {
      await receiver.abandon();
      await this.#ports.discardBlobs(receiver.blobs.filter((blob) => !this.#tree.owns(blob)));
      if (error instanceof AssociationFailure) throw error;
      if (!(error instanceof WireFailure)) {
        this.#log.error('dimse.failed', { command: request.kind, reason: messageOf(error) });
        return failure(status.processingFailure, 'internal error; see the log of the server');
      }
      // The message is complete but its data set cannot be decoded: 0110 by PS3.2 tables E.4.2-15 and -21.
      if (error.code === 'data-set-invalid') return failure(status.processingFailure, error.message);
      throw error;
    }
  }

  /** Performs the operation, with the changes of the client's profile to request and reply. */
  async #performFor(message: IncomingMessage, request: NRequest, received: ReceivedDataSet): Promise<Reply> {
    const profile = this.#profile;
    const meant = asMeant(request, received.dataSet, this.#tree, profile);
    const refusal = outOfReach(meant, this.#tree, profile);
    if (refusal) {
      await this.#ports.discardBlobs(blobsWith(received));
      return refusal;
    }
    const reply = await perform(this.#contextFor(message.context), meant, {
      ...received,
      dataSet: withDefaults(meant, received.dataSet, profile, this.#printer),
    });
    const { sopInstanceUid: performed, ...rest } = asProfileSays(reply, profile);
    // The response contains the instance UID that the client sent.
    const named =
      meant !== request && request.kind === 'N-ACTION-RQ' ? request.requestedSopInstanceUid : performed;
    return named === undefined ? rest : { ...rest, sopInstanceUid: named };
  }

  #contextFor(context: NegotiatedContext): OperationContext {
    return {
      printer: this.#printer,
      profile: this.#profile,
      ports: this.#ports,
      events: this.#events,
      digests: this.#digests,
      limits: this.#options.limits,
      tree: this.#tree,
      log: this.#log,
      substitutionLog: this.#substitutionLog,
      association: this.#association.id,
      callingAeTitle: this.#association.callingAeTitle,
      peerAddress: plainAddress(this.#association.peer.address),
      ...negotiatedFor(this.#association, context),
    };
  }

  /** Sends the response, its texts in the client's character set where that has all characters. */
  async #respond(message: IncomingMessage, reply: Reply): Promise<void> {
    const { command, context } = message;
    if (!('messageId' in command)) return;
    const { command: response, dataSet } = responseTo(command, reply);
    const fields = { command: command.kind, messageId: command.messageId, status: statusText(reply.status) };
    if (isDone(reply.status)) this.#log.debug('dimse.answered', fields);
    else {
      const why = reply.errorComment ?? 'without a reason';
      const { address } = this.#association.peer;
      const refusal = { event: 'dimse.refused', level: 'warn', fields: { ...fields, why } } as const;
      this.#options.refusals.refused(this.#log, address, refusal);
    }
    await this.#association.send({
      contextId: context.id,
      command: response,
      ...(dataSet ? { data: withCharacterSet(dataSet, this.#characterSets) } : {}),
    });
  }
}

/** Serves one association to its end. */
export async function servePrintAssociation(
  association: Association,
  options: PrintScpOptions,
): Promise<void> {
  const printer = options.ports.printer(association.calledAeTitle);
  if (!printer) {
    association.abort(`there is no printer ${association.calledAeTitle}`);
    return;
  }
  await new PrintAssociation(association, printer, options).serve();
}
