// A scripted print client without a network: it speaks DIMSE commands and encoded data sets to the Print SCP and
// hands back what was answered. Blobs and jobs are kept in memory, so that a test can look at them.
import type {
  Association,
  AssociationEnd,
  IncomingMessage,
  OutgoingMessage,
} from '../../src/dicom/association.ts';
import { AssociationLost } from '../../src/dicom/association.ts';
import { DataSet, dataSetOf } from '../../src/dicom/data-set.ts';
import { encodeDataSet } from '../../src/dicom/data-set-writer.ts';
import type { RequestCommand, ResponseCommand } from '../../src/dicom/dimse-commands.ts';
import { sopClasses, transferSyntaxes, type TransferSyntax } from '../../src/dicom/uids.ts';
import { blobsOf, type BlobRef, type PrintRequest } from '../../src/film.ts';
import { silentLog } from '../../src/log.ts';
import { loadConfig } from '../../src/config.ts';
import type { Printer } from '../../src/printer.ts';
import type { PrintJobView, PrintScpPorts } from '../../src/print-scp/ports.ts';
import { servePrintAssociation } from '../../src/print-scp/print-scp.ts';

export interface Answer {
  readonly command: ResponseCommand;
  readonly status: number;
  readonly dataSet: DataSet;
}

type WithoutId<R> = R extends RequestCommand ? Omit<R, 'messageId' | 'hasDataSet'> : never;
export type PlainRequest = WithoutId<RequestCommand>;

/** Blobs and accepted requests in memory; `failWith` makes the next write or accept fail. */
export class MemorySpool {
  readonly blobs = new Map<string, Uint8Array>();
  readonly accepted: PrintRequest[] = [];
  readonly jobs: PrintJobView[] = [];
  /** Begun, and neither finished nor discarded. */
  openBlobs = 0;
  failWrite: Error | undefined;
  failAccept: Error | undefined;
  #next = 1;

  ports(printer: Printer): PrintScpPorts {
    return {
      printer: (aeTitle) => (aeTitle === printer.aeTitle ? printer : undefined),
      printerStatus: () => ({ status: 'NORMAL', info: 'NORMAL' }),
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
      discardBlobs: (blobs) => {
        const kept = new Set(
          this.accepted.flatMap((request) => blobsOf(request.films)).map((blob) => blob.key),
        );
        for (const { key } of blobs) if (!kept.has(key)) this.blobs.delete(key);
        return Promise.resolve();
      },
      accept: (request) => {
        if (this.failAccept) return Promise.reject(this.failAccept);
        this.accepted.push(request);
        return Promise.resolve();
      },
      findJob: (uid) => Promise.resolve(this.jobs.find((job) => job.printJobUid === uid)),
    };
  }
}

export interface ClientOptions {
  readonly abstractSyntaxes?: readonly string[];
  readonly transferSyntax?: TransferSyntax;
  readonly printer?: Partial<Printer>;
  readonly limits?: { imageBytes?: number; boxesPerFilm?: number; filmsPerSession?: number };
}

export function testPrinter(changes: Partial<Printer> = {}): Printer {
  const [printer] = loadConfig().printers;
  if (!printer) throw new Error('the default configuration has a printer');
  return { ...printer, ...changes };
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  // Cut where real PDVs are cut: anywhere.
  for (let start = 0; start < bytes.length; start += 1000) {
    await Promise.resolve();
    yield bytes.subarray(start, start + 1000);
  }
}

/** One association with the Print SCP. `close()` releases it, `lose()` breaks it. */
export class PrintClient {
  readonly spool = new MemorySpool();
  readonly served: Promise<void>;
  readonly #contexts: Association['contexts'];
  readonly #syntax: TransferSyntax;
  #messageId = 1;
  #deliver: ((message: IncomingMessage | 'release' | 'lost') => void) | undefined;
  readonly #waiting: (IncomingMessage | 'release' | 'lost')[] = [];
  #answered: ((message: OutgoingMessage) => void) | undefined;

  constructor(options: ClientOptions = {}) {
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
    this.served = servePrintAssociation(this.#association(printer.aeTitle), {
      ports: this.spool.ports(printer),
      limits: { imageBytes: 1 << 24, boxesPerFilm: 64, filmsPerSession: 10, ...options.limits },
      log: silentLog,
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
      callingAeTitle: 'TESTER',
      calledAeTitle,
      peer: { address: '127.0.0.1', port: 1 },
      peerImplementation: { classUid: '1.2.3' },
      peerMaxPduLength: 0,
      contexts: this.#contexts,
      async *messages() {
        for (;;) {
          const message = await next();
          if (message === 'release') return;
          if (message === 'lost') throw new AssociationLost(end);
          yield message;
        }
      },
      send: (message) => {
        this.#answered?.(message);
        return Promise.resolve();
      },
      release: () => Promise.resolve(),
      abort: () => undefined,
      ended: new Promise(() => undefined),
    };
  }

  #push(message: IncomingMessage | 'release' | 'lost'): void {
    const deliver = this.#deliver;
    this.#deliver = undefined;
    if (deliver) deliver(message);
    else this.#waiting.push(message);
  }

  /** Sends one request, on the first context unless another is named, and waits for the response. */
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
    if (!('status' in message.command)) throw new Error(`${message.command.kind} is no response`);
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

  /** Film session with these attributes; gives its UID. */
  async session(values: Parameters<typeof dataSetOf>[0] = {}): Promise<string> {
    const answer = await this.create(sopClasses.BasicFilmSession, values);
    return uidOf(answer);
  }

  /** Film box; gives its UID and those of its image boxes. */
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

/** A grey image item of 8 or 16 bits allocated with the pixels given. */
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
