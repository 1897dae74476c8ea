// A scripted print client without a network: it passes DIMSE commands and encoded data sets to the Print SCP and
// returns the responses. Blobs and jobs are kept in memory, so that a test can check them.
import assert from 'node:assert/strict';
import { type AssociationEnd, AssociationFailure } from '../../src/shared/errors/wire-failures.ts';
import type { Association, IncomingMessage, OutgoingMessage } from '../../src/dicom/dimse/association.ts';
import { DataSet, dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { encodeDataSet } from '../../src/dicom/data-set/data-set-writer.ts';
import type {
  Command,
  NEventReportRequest,
  RequestCommand,
  ResponseCommand,
} from '../../src/dicom/dimse/dimse-commands.ts';
import { RefusalLog } from '../../src/shared/log/refusal-log.ts';
import { sopClasses, transferSyntaxes, type TransferSyntax } from '../../src/dicom/data-set/uids.ts';
import { blobsOf, type BlobRef, type PrintRequest } from '../../src/shared/film/film.ts';
import { silentLog, type Log } from '../../src/shared/log/log.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { Printer, PrinterStatus } from '../../src/shared/film/printer.ts';
import {
  profileFor,
  type ClientIdentity,
  type ProfileSettings,
} from '../../src/print-scp/clients/client-profile.ts';
import {
  shippedProfile,
  shippedRules,
  type ShippedProfileName,
} from '../../src/print-scp/clients/client-profiles.ts';
import { statusesOf } from '../../src/print-scp/tables/operation-statuses.ts';
import type { Permission } from '../../src/print-scp/clients/permissions.ts';
import type { ParkedSessions } from '../../src/print-scp/requests/parked-sessions.ts';
import type { PrintJobView, PrintScpPorts } from '../../src/print-scp/ports.ts';
import { imageFits } from '../../src/render/layout/image-fits.ts';
import { printableMatrix } from '../../src/render/layout/printable-matrix.ts';
import { servePrintAssociation } from '../../src/print-scp/print-scp.ts';

export interface Answer {
  readonly command: ResponseCommand;
  readonly status: number;
  readonly dataSet: DataSet;
}

type WithoutId<R> = R extends RequestCommand ? Omit<R, 'messageId' | 'hasDataSet'> : never;
export type PlainRequest = WithoutId<RequestCommand>;

export interface ReportedEvent {
  readonly contextId: number;
  readonly command: NEventReportRequest;
  readonly dataSet: DataSet;
}

/** Blobs and accepted requests in memory; `failWith` makes the next write or accept fail. */
export class MemorySpool {
  readonly blobs = new Map<string, Uint8Array>();
  readonly accepted: PrintRequest[] = [];
  readonly jobs: PrintJobView[] = [];
  /** Blobs begun, but neither finished nor discarded. */
  openBlobs = 0;
  failWrite: Error | undefined;
  failAccept: Error | undefined;
  /** Called when blobs are discarded. */
  onDiscard: () => void = () => undefined;
  hasRoom = true;
  roomBytes = 2 ** 40;
  printerStatus: PrinterStatus = { status: 'NORMAL', info: 'NORMAL' };
  readonly #jobListeners = new Set<(job: PrintJobView) => void>();
  readonly #statusListeners = new Set<(aeTitle: string, status: PrinterStatus) => void>();
  #next = 1;

  /** Listeners for changes: none once every association has ended. */
  get listeners(): number {
    return this.#jobListeners.size + this.#statusListeners.size;
  }

  /** Sets the state of an accepted job. */
  change(printJobUid: string, executionStatus: PrintJobView['executionStatus'], executionStatusInfo: string) {
    const request = this.accepted.find((accepted) => accepted.printJobUid === printJobUid);
    if (!request) throw new Error(`no job ${printJobUid}`);
    const job: PrintJobView = {
      id: `job${this.accepted.indexOf(request) + 1}`,
      printJobUid,
      executionStatus,
      executionStatusInfo,
      priority: request.priority,
      createdAt: new Date(),
      printer: request.printer,
      callingAeTitle: request.callingAeTitle,
      ...(request.sessionLabel === undefined ? {} : { sessionLabel: request.sessionLabel }),
    };
    const index = this.jobs.findIndex((other) => other.printJobUid === printJobUid);
    if (index < 0) this.jobs.push(job);
    else this.jobs[index] = job;
    for (const listener of this.#jobListeners) listener(job);
  }

  /** Sets the status of the printer. */
  changePrinter(status: PrinterStatus, aeTitle = 'HARDCOPY'): void {
    this.printerStatus = status;
    for (const listener of this.#statusListeners) listener(aeTitle, status);
  }

  ports(printer: Printer): PrintScpPorts {
    return {
      printer: (aeTitle) => (aeTitle === printer.aeTitle ? printer : undefined),
      printerStatus: () => this.printerStatus,
      printableMatrix,
      imageFits,
      openBlob: () => {
        const chunks: Uint8Array[] = [];
        const key = `blob-${this.#next++}`;
        this.openBlobs += 1;
        return Promise.resolve({
          write: (chunk) => {
            if (this.failWrite) throw this.failWrite;
            chunks.push(Uint8Array.from(chunk));
          },
          finish: (): Promise<BlobRef> => {
            const bytes = Buffer.concat(chunks);
            this.openBlobs -= 1;
            this.blobs.set(key, bytes);
            return Promise.resolve({ key, byteLength: bytes.length });
          },
          discard: () => {
            this.openBlobs -= 1;
            return Promise.resolve();
          },
        });
      },
      openBlobReader: ({ key }) => {
        const bytes = this.blobs.get(key);
        if (!bytes) return Promise.reject(new Error(`no blob ${key}`));
        return Promise.resolve({
          read: (position, length) => Promise.resolve(bytes.subarray(position, position + length)),
          close: () => Promise.resolve(),
        });
      },
      discardBlobs: (blobs) => {
        const kept = new Set(
          this.accepted.flatMap((request) => blobsOf(request.films)).map((blob) => blob.key),
        );
        for (const { key } of blobs) if (!kept.has(key)) this.blobs.delete(key);
        if (blobs.length > 0) this.onDiscard();
        return Promise.resolve();
      },
      accept: (request, duplicatesSince) => {
        if (this.failAccept) return Promise.reject(this.failAccept);
        const earlier = this.accepted.find(
          ({ fingerprint }) =>
            duplicatesSince && fingerprint !== undefined && fingerprint === request.fingerprint,
        );
        if (earlier) return Promise.resolve({ printJobUid: earlier.printJobUid, isDuplicate: true });
        this.accepted.push(request);
        this.change(request.printJobUid, 'PENDING', 'QUEUED');
        return Promise.resolve({ printJobUid: request.printJobUid, isDuplicate: false });
      },
      findJob: (uid) => Promise.resolve(this.jobs.find((job) => job.printJobUid === uid)),
      onJobChange: (listener) => {
        this.#jobListeners.add(listener);
        return () => this.#jobListeners.delete(listener);
      },
      onPrinterStatus: (listener) => {
        this.#statusListeners.add(listener);
        return () => this.#statusListeners.delete(listener);
      },
      roomBytes: () => this.roomBytes,
      spoolHasRoom: () => Promise.resolve(this.hasRoom),
    };
  }
}

export interface ClientOptions {
  readonly abstractSyntaxes?: readonly string[];
  readonly transferSyntax?: TransferSyntax;
  readonly printer?: Partial<Printer>;
  /** What the client announces in addition to the defaults of test clients. */
  readonly announces?: Partial<ClientIdentity>;
  /** A shipped profile; default: the one that matches what the client announces. */
  readonly profile?: ShippedProfileName;
  /** Changes to the profile. */
  readonly settings?: Partial<ProfileSettings>;
  readonly eventConfirmationMs?: number;
  readonly printerEventConfirmationMs?: number;
  readonly log?: Log;
  /** Permissions of the client; default: everything. */
  readonly may?: readonly Permission[];
  /** State shared with other associations: their spool. */
  readonly spool?: MemorySpool;
  readonly sessions?: ParkedSessions;
  readonly limits?: { imageBytes?: number; boxesPerFilm?: number; filmsPerSession?: number };
}

export function testPrinter(changes: Partial<Printer> = {}): Printer {
  const [printer] = loadConfig().printers;
  if (!printer) throw new Error('the default configuration has a printer');
  return { ...printer, ...changes };
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  // Split anywhere, as PDVs may be.
  for (let start = 0; start < bytes.length; start += 1000) {
    await Promise.resolve();
    yield bytes.subarray(start, start + 1000);
  }
}

/** One association with the Print SCP. `close()` releases it, `lose()` breaks it. */
export class PrintClient {
  readonly spool: MemorySpool;
  /** Reported events in order. Confirmed immediately unless `confirms` is false. */
  readonly events: ReportedEvent[] = [];
  confirms = true;
  /** All messages to the client in order. */
  readonly sent: Command[] = [];
  /** Makes every message to the client fail. */
  failSend: Error | undefined;
  readonly #announces: Partial<ClientIdentity>;
  #onEvent: (() => void)[] = [];
  readonly served: Promise<void>;
  readonly #contexts: Association['contexts'];
  readonly #syntax: TransferSyntax;
  #messageId = 1;
  #deliver: ((message: IncomingMessage | 'release' | 'lost') => void) | undefined;
  readonly #waiting: (IncomingMessage | 'release' | 'lost')[] = [];
  #answered: ((message: OutgoingMessage) => void) | undefined;

  constructor(options: ClientOptions = {}) {
    this.spool = options.spool ?? new MemorySpool();
    this.#announces = options.announces ?? {};
    this.#syntax = options.transferSyntax ?? transferSyntaxes.explicitLittle;
    const syntaxes = options.abstractSyntaxes ?? [
      sopClasses.BasicGrayscalePrintManagementMeta,
      sopClasses.PresentationLut,
    ];
    this.#contexts = new Map(
      syntaxes.map((abstractSyntax, index) => [
        index * 2 + 1,
        { id: index * 2 + 1, abstractSyntax, transferSyntax: this.#syntax },
      ]),
    );
    const printer = testPrinter(options.printer);
    const log = options.log ?? silentLog;
    this.served = servePrintAssociation(this.#association(printer.aeTitle), {
      ports: this.spool.ports(printer),
      profileFor: (client) => ({
        ...(options.profile
          ? shippedProfile(options.profile)
          : profileFor(shippedRules, client, shippedProfile('standard'))),
        ...options.settings,
      }),
      ...(options.may ? { may: options.may } : {}),
      ...(options.sessions ? { sessions: options.sessions } : {}),
      eventConfirmationMs: options.eventConfirmationMs ?? 60_000,
      ...(options.printerEventConfirmationMs === undefined
        ? {}
        : { printerEventConfirmationMs: options.printerEventConfirmationMs }),
      limits: { imageBytes: 1 << 24, boxesPerFilm: 64, filmsPerSession: 10, ...options.limits },
      refusals: new RefusalLog(log),
      log,
    });
  }

  #association(calledAeTitle: string): Association {
    const next = () =>
      new Promise<IncomingMessage | 'release' | 'lost'>((resolve) => {
        const waiting = this.#waiting.shift();
        if (waiting) resolve(waiting);
        else this.#deliver = resolve;
      });
    const end: AssociationEnd = { kind: 'lost', detail: 'connection lost' };
    return {
      id: 'a1',
      callingAeTitle: this.#announces.callingAeTitle ?? 'TESTER',
      calledAeTitle,
      peer: { address: this.#announces.address ?? '127.0.0.1', port: 1 },
      peerImplementation: {
        classUid: this.#announces.implementationClassUid ?? '1.2.3',
        versionName: this.#announces.implementationVersionName ?? 'TEST',
      },
      peerMaxPduLength: 0,
      contexts: this.#contexts,
      async *messages() {
        for (;;) {
          const message = await next();
          if (message === 'release') return;
          if (message === 'lost') throw new AssociationFailure(end);
          yield message;
        }
      },
      send: (message) => {
        if (this.failSend) return Promise.reject(this.failSend);
        this.sent.push(message.command);
        if (message.command.kind === 'N-EVENT-REPORT-RQ') this.#reported(message, message.command);
        else this.#answered?.(message);
        return Promise.resolve();
      },
      release: () => Promise.resolve(),
      abort: () => undefined,
      ended: new Promise(() => undefined),
    };
  }

  #reported({ contextId, data }: OutgoingMessage, command: NEventReportRequest): void {
    this.events.push({ contextId, command, dataSet: data instanceof DataSet ? data : new DataSet([]) });
    for (const wake of this.#onEvent.splice(0)) wake();
    if (this.confirms) this.confirm(command);
  }

  /** Confirms an event with the given status; default: Success. */
  confirm(command: NEventReportRequest, status = 0x0000): void {
    const context = [...this.#contexts.values()][0];
    if (!context) throw new Error('an association has a context');
    this.#push({
      context,
      command: {
        kind: 'N-EVENT-REPORT-RSP',
        messageIdBeingRespondedTo: command.messageId,
        affectedSopClassUid: command.affectedSopClassUid,
        status,
        hasDataSet: false,
      },
    });
  }

  /** Waits until this many events were reported; returns their types. */
  async eventTypes(count: number): Promise<readonly number[]> {
    while (this.events.length < count) await new Promise<void>((resolve) => this.#onEvent.push(resolve));
    return this.events.map((event) => event.command.eventTypeId);
  }

  #push(message: IncomingMessage | 'release' | 'lost'): void {
    const deliver = this.#deliver;
    this.#deliver = undefined;
    if (deliver) deliver(message);
    else this.#waiting.push(message);
  }

  /** Sends one request, by default on the first context, and waits for the response. */
  async request(command: PlainRequest, dataSet?: DataSet | Uint8Array, contextId = 1): Promise<Answer> {
    const context = this.#contexts.get(contextId);
    if (!context) throw new Error(`no context ${contextId}`);
    const answered = new Promise<OutgoingMessage>((resolve) => {
      this.#answered = resolve;
    });
    const bytes = dataSet instanceof DataSet ? encodeDataSet(dataSet, this.#syntax) : dataSet;
    const full = {
      ...command,
      messageId: this.#messageId++,
      hasDataSet: bytes !== undefined,
    } as RequestCommand;
    this.#push({ context, command: full, ...(bytes ? { data: chunksOf(bytes) } : {}) });
    const message = await answered;
    if (!('status' in message.command)) throw new Error(`${message.command.kind} is not a response`);
    assertListed(full, message.command.status);
    assertPlain(message.command);
    const data = message.data instanceof DataSet ? message.data : new DataSet([]);
    return { command: message.command, status: message.command.status, dataSet: data };
  }

  async close(): Promise<void> {
    this.#push('release');
    await this.served;
  }

  async lose(): Promise<void> {
    this.#push('lost');
    await this.served;
  }

  create(sopClass: string, values: Parameters<typeof dataSetOf>[0], uid?: string): Promise<Answer> {
    return this.request(
      {
        kind: 'N-CREATE-RQ',
        affectedSopClassUid: sopClass,
        ...(uid === undefined ? {} : { affectedSopInstanceUid: uid }),
      },
      dataSetOf(values),
    );
  }

  set(sopClass: string, uid: string, values: Parameters<typeof dataSetOf>[0] | DataSet): Promise<Answer> {
    return this.request(
      { kind: 'N-SET-RQ', requestedSopClassUid: sopClass, requestedSopInstanceUid: uid },
      values instanceof DataSet ? values : dataSetOf(values),
    );
  }

  action(sopClass: string, uid: string | undefined, actionTypeId = 1): Promise<Answer> {
    return this.request({
      kind: 'N-ACTION-RQ',
      requestedSopClassUid: sopClass,
      ...(uid === undefined ? {} : { requestedSopInstanceUid: uid }),
      actionTypeId,
    });
  }

  remove(sopClass: string, uid: string): Promise<Answer> {
    return this.request({
      kind: 'N-DELETE-RQ',
      requestedSopClassUid: sopClass,
      requestedSopInstanceUid: uid,
    });
  }

  get(sopClass: string, uid: string, attributes?: readonly number[]): Promise<Answer> {
    return this.request({
      kind: 'N-GET-RQ',
      requestedSopClassUid: sopClass,
      requestedSopInstanceUid: uid,
      ...(attributes ? { attributeIdentifierList: attributes } : {}),
    });
  }

  /** Creates a film session with these attributes; returns its UID. */
  async session(values: Parameters<typeof dataSetOf>[0] = {}): Promise<string> {
    const answer = await this.create(sopClasses.BasicFilmSession, values);
    return uidOf(answer);
  }

  /** Creates a film box; returns its UID and those of its image boxes. */
  async filmBox(
    values: Parameters<typeof dataSetOf>[0] = {},
  ): Promise<{ uid: string; images: readonly string[] }> {
    const answer = await this.create(sopClasses.BasicFilmBox, {
      ImageDisplayFormat: 'STANDARD\\1,1',
      ...values,
    });
    return { uid: uidOf(answer), images: imageBoxUids(answer) };
  }
}

/** Every response in every test must be one that the conformance statement lists for the operation. */
function assertListed(request: RequestCommand, code: number): void {
  const sopClass =
    'requestedSopClassUid' in request ? request.requestedSopClassUid : request.affectedSopClassUid;
  const listed: ReadonlySet<number> = statusesOf(sopClass, request.kind);
  const hexadecimal = code.toString(16).padStart(4, '0');
  assert.ok(
    listed.has(code),
    `${request.kind} of ${sopClass} answers ${hexadecimal}, which it does not list`,
  );
}

/** An Error Comment is LO, in the default repertoire that command sets have (PS3.7 6.3.1). */
function assertPlain(response: ResponseCommand): void {
  const comment = 'errorComment' in response ? (response.errorComment ?? '') : '';
  assert.match(comment, /^[\x20-\x7e]{0,64}$/);
}

export function uidOf(answer: Answer): string {
  const uid = answer.command.affectedSopInstanceUid;
  if (uid === undefined) throw new Error(`the ${answer.command.kind} names no instance`);
  return uid;
}

export function imageBoxUids(answer: Answer): readonly string[] {
  return answer.dataSet
    .items('ReferencedImageBoxSequence')
    .map((item) => item.string('ReferencedSOPInstanceUID') ?? '');
}

/** A gray image item of 8 or 16 bits allocated with the given pixels. */
export function grayImage(
  rows: number,
  columns: number,
  pixels: Uint8Array,
  changes: Parameters<typeof dataSetOf>[0] = {},
): DataSet {
  return dataSetOf({
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: rows,
    Columns: columns,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: pixels,
    ...changes,
  });
}

export function colorImage(
  rows: number,
  columns: number,
  pixels: Uint8Array,
  changes: Parameters<typeof dataSetOf>[0] = {},
): DataSet {
  return grayImage(rows, columns, pixels, {
    SamplesPerPixel: 3,
    PhotometricInterpretation: 'RGB',
    PlanarConfiguration: 1,
    ...changes,
  });
}
