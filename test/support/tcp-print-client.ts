// The Print SCP behind a real TCP listener, with its jobs in memory, and a print client that calls it with the
// project's own upper layer: tests check the bytes that a client of a given profile receives.
import { AssociationFailure } from '../../src/shared/errors/wire-failures.ts';
import { listen, type Acceptor } from '../../src/dicom/upper-layer/acceptor.ts';
import type { Association } from '../../src/dicom/dimse/association.ts';
import { DataSet, dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { DimseClient } from '../../src/dicom/dimse/dimse-client.ts';
import type { NEventReportRequest } from '../../src/dicom/dimse/dimse-commands.ts';
import { connect } from '../../src/dicom/upper-layer/requestor.ts';
import { defaultTimeouts } from '../../src/dicom/net/timeouts.ts';
import { sopClasses, transferSyntaxes, type TransferSyntax } from '../../src/dicom/data-set/uids.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import type { ClientProfile } from '../../src/print-scp/clients/client-profile.ts';
import { printAbstractSyntaxes } from '../../src/print-scp/operations/services.ts';
import { servePrintAssociation } from '../../src/print-scp/print-scp.ts';
import type { Printer } from '../../src/shared/film/printer.ts';
import { RefusalLog } from '../../src/shared/log/refusal-log.ts';
import { imageBoxUids, MemorySpool, uidOf, type Answer, type PlainRequest } from './print-client.ts';

type Values = Parameters<typeof dataSetOf>[0];

/** Every class of annex E, and color. */
const proposed: readonly string[] = [
  sopClasses.BasicGrayscalePrintManagementMeta,
  sopClasses.BasicColorPrintManagementMeta,
  sopClasses.PresentationLut,
  sopClasses.BasicAnnotationBox,
  sopClasses.PrintJob,
  sopClasses.PrinterConfigurationRetrieval,
  sopClasses.Verification,
];

export class TcpPrintServer {
  readonly spool = new MemorySpool();
  readonly printer: Printer;
  #acceptor: Acceptor | undefined;

  private constructor(printer: Printer) {
    this.printer = printer;
  }

  /** On a free port of the loopback address; every client uses this profile. */
  static async start(printer: Printer, profile: ClientProfile): Promise<TcpPrintServer> {
    const server = new TcpPrintServer(printer);
    server.#acceptor = await listen({
      host: '127.0.0.1',
      port: 0,
      maxPduLength: 131_072,
      maxAssociations: 8,
      timeouts: defaultTimeouts,
      implementationVersionName: 'PRINTSCP',
      log: silentLog,
      abstractSyntaxes: printAbstractSyntaxes([printer]),
      decide: () => undefined,
      serve: (association) =>
        servePrintAssociation(association, {
          ports: server.spool.ports(printer),
          limits: { imageBytes: 1 << 24, boxesPerFilm: 64, filmsPerSession: 10 },
          profileFor: () => profile,
          eventConfirmationMs: 60_000,
          refusals: new RefusalLog(silentLog),
          log: silentLog,
        }),
    });
    return server;
  }

  /** A new association. */
  async client(transferSyntax: TransferSyntax = transferSyntaxes.explicitLittle): Promise<TcpPrintClient> {
    const association = await connect({
      host: '127.0.0.1',
      port: this.#acceptor?.port ?? 0,
      timeouts: defaultTimeouts,
      callingAeTitle: 'PROBE',
      calledAeTitle: this.printer.aeTitle,
      maxPduLength: 131_072,
      implementationVersionName: 'PROBE',
      contexts: proposed.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [transferSyntax] })),
    });
    return new TcpPrintClient(association, this.spool);
  }

  close(): Promise<void> {
    return this.#acceptor?.close(0) ?? Promise.resolve();
  }
}

export interface TcpEvent {
  readonly sopClass: string;
  readonly type: number;
  readonly dataSet: DataSet;
}

/** One association. Requests go on the context of their class, or of the grayscale Meta class unless `color` is set. */
export class TcpPrintClient {
  readonly spool: MemorySpool;
  readonly events: TcpEvent[] = [];
  /** Film boxes have color image boxes. */
  color = false;
  readonly #association: Association;
  readonly #client: DimseClient;
  #waiting: (() => void)[] = [];

  constructor(association: Association, spool: MemorySpool) {
    this.spool = spool;
    this.#association = association;
    this.#client = new DimseClient(association, {
      onEventReport: (report, data) => {
        this.#report(report, data);
      },
    });
  }

  #report({ affectedSopClassUid, eventTypeId }: NEventReportRequest, data: DataSet | undefined): void {
    const dataSet = data ?? new DataSet([]);
    this.events.push({ sopClass: affectedSopClassUid, type: eventTypeId, dataSet });
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Waits for the first matching event. */
  async event(sopClass: string, type: number): Promise<TcpEvent> {
    for (;;) {
      const found = this.events.find((event) => event.sopClass === sopClass && event.type === type);
      if (found) return found;
      const ended = await Promise.race([
        new Promise<undefined>((resolve) => {
          this.#waiting.push(() => {
            resolve(undefined);
          });
        }),
        this.#association.ended,
      ]);
      if (ended) throw new AssociationFailure(ended);
    }
  }

  #contextOf(sopClass: string): number {
    const meta = this.color
      ? sopClasses.BasicColorPrintManagementMeta
      : sopClasses.BasicGrayscalePrintManagementMeta;
    const contexts = [...this.#association.contexts.values()];
    const own = contexts.find(({ abstractSyntax }) => abstractSyntax === sopClass);
    const context = own ?? contexts.find(({ abstractSyntax }) => abstractSyntax === meta);
    if (!context) throw new Error(`no context for ${sopClass}`);
    return context.id;
  }

  async #request(sopClass: string, command: PlainRequest, data?: DataSet): Promise<Answer> {
    const response = await this.#client.request(this.#contextOf(sopClass), command, data);
    return {
      command: response.command,
      status: response.command.status,
      dataSet: response.data ?? new DataSet([]),
    };
  }

  echo(): Promise<Answer> {
    const affectedSopClassUid = sopClasses.Verification;
    return this.#request(affectedSopClassUid, { kind: 'C-ECHO-RQ', affectedSopClassUid });
  }

  create(sopClass: string, values: Values, uid?: string): Promise<Answer> {
    const named = uid === undefined ? {} : { affectedSopInstanceUid: uid };
    return this.#request(
      sopClass,
      { kind: 'N-CREATE-RQ', affectedSopClassUid: sopClass, ...named },
      dataSetOf(values),
    );
  }

  set(sopClass: string, uid: string, values: Values | DataSet): Promise<Answer> {
    return this.#request(
      sopClass,
      { kind: 'N-SET-RQ', requestedSopClassUid: sopClass, requestedSopInstanceUid: uid },
      values instanceof DataSet ? values : dataSetOf(values),
    );
  }

  action(sopClass: string, uid: string, actionTypeId = 1): Promise<Answer> {
    return this.#request(sopClass, {
      kind: 'N-ACTION-RQ',
      requestedSopClassUid: sopClass,
      requestedSopInstanceUid: uid,
      actionTypeId,
    });
  }

  remove(sopClass: string, uid: string): Promise<Answer> {
    return this.#request(sopClass, {
      kind: 'N-DELETE-RQ',
      requestedSopClassUid: sopClass,
      requestedSopInstanceUid: uid,
    });
  }

  get(sopClass: string, uid: string, attributes?: readonly number[]): Promise<Answer> {
    return this.#request(sopClass, {
      kind: 'N-GET-RQ',
      requestedSopClassUid: sopClass,
      requestedSopInstanceUid: uid,
      ...(attributes ? { attributeIdentifierList: attributes } : {}),
    });
  }

  /** Creates a film session; returns its UID. */
  async session(values: Values = {}): Promise<string> {
    return uidOf(await this.create(sopClasses.BasicFilmSession, values));
  }

  /** Creates a film box of one image; returns its UID and those of its image boxes. */
  async filmBox(values: Values = {}): Promise<{ uid: string; images: readonly string[] }> {
    const answer = await this.create(sopClasses.BasicFilmBox, {
      ImageDisplayFormat: 'STANDARD\\1,1',
      ...values,
    });
    return { uid: uidOf(answer), images: imageBoxUids(answer) };
  }

  /** Ends the association immediately: pending waits fail. */
  abort(why: string): void {
    this.#association.abort(why);
  }

  /** Releases the association. */
  async close(): Promise<void> {
    await this.#association.release().catch(() => undefined);
  }
}
