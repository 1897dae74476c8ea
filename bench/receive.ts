// The receive rate of data sets: loopback → association → discard, compared with the bare socket in the same run, and
// the same association traced (docs/how-to/record-traffic.md) and untraced. A worker sends the same prepared bytes
// each time, so that the receiving side is measured.
//
//   node bench/receive.ts [megabytes] [maximum PDU length]
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { listen } from '../src/dicom/upper-layer/acceptor.ts';
import { encodeCommand } from '../src/dicom/dimse/dimse-commands.ts';
import { fragmentLength } from '../src/dicom/pdu/fragment-length.ts';
import { proposal } from '../src/dicom/upper-layer/negotiation.ts';
import { encodePdu, pdvPrefix } from '../src/dicom/pdu/pdu-writer.ts';
import { defaultTimeouts } from '../src/dicom/net/timeouts.ts';
import { sopClasses, transferSyntaxes } from '../src/dicom/data-set/uids.ts';
import { silentLog } from '../src/shared/log/log.ts';
import { Traces } from '../src/trace/traces.ts';
import { budgeted } from './support/budgets.ts';

interface Job {
  readonly port: number;
  readonly kind: 'bare' | 'association';
  readonly megabytes: number;
  readonly maxPduLength: number;
}

const abstractSyntax = sopClasses.BasicGrayscalePrintManagementMeta;

async function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  if (!socket.write(bytes)) await once(socket, 'drain');
}

/** A P-DATA-TF with the header of Pixel Data, implicit VR little endian, so that the data set is complete. */
function pixelDataHeader(byteLength: number): Uint8Array {
  const data = Buffer.from('e07f100000000000', 'hex');
  data.writeUInt32LE(byteLength, 4);
  return encodePdu({ kind: 'P-DATA-TF', pdvs: [{ contextId: 1, isCommand: false, isLast: false, data }] });
}

/** The worker: one N-SET with a data set of the given megabytes. */
async function send({ port, kind, megabytes, maxPduLength }: Job): Promise<void> {
  const length = fragmentLength(maxPduLength);
  const prefix = pdvPrefix({ contextId: 1, isCommand: false, isLast: false }, length);
  const pdu = Buffer.concat([prefix, Buffer.alloc(length, 0x5a)]);
  const socket = createConnection({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  if (kind === 'association') {
    const contexts = [{ abstractSyntax, transferSyntaxes: [transferSyntaxes.implicitLittle] }];
    const own = { maxPduLength, implementationVersionName: 'BENCH' };
    socket.write(encodePdu(proposal({ ...own, callingAeTitle: 'BENCH', calledAeTitle: 'BENCH', contexts })));
    await once(socket, 'data');
    const command = encodeCommand({
      kind: 'N-SET-RQ',
      messageId: 1,
      requestedSopClassUid: sopClasses.BasicGrayscaleImageBox,
      requestedSopInstanceUid: '1.2.3',
      hasDataSet: true,
    });
    socket.write(
      encodePdu({
        kind: 'P-DATA-TF',
        pdvs: [{ contextId: 1, isCommand: true, isLast: true, data: command }],
      }),
    );
  }
  const pdus = Math.ceil((megabytes * 1e6) / length);
  if (kind === 'association') socket.write(pixelDataHeader(pdus * length));
  for (let sent = 0; sent < pdus; sent += 1) await write(socket, pdu);
  if (kind === 'association') {
    const end = { contextId: 1, isCommand: false, isLast: true, data: new Uint8Array(0) };
    socket.write(encodePdu({ kind: 'P-DATA-TF', pdvs: [end] }));
    socket.write(encodePdu({ kind: 'A-RELEASE-RQ' }));
    await once(socket, 'data');
  }
  socket.end();
}

/** MB/s for the bytes of a worker, as counted by `received`. */
async function measure(job: Omit<Job, 'port'>, port: number, received: Promise<number>): Promise<number> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { ...job, port } satisfies Job });
  const exited = once(worker, 'exit');
  await once(worker, 'message');
  const startedAt = performance.now();
  const bytes = await received;
  const rate = bytes / 1e6 / ((performance.now() - startedAt) / 1e3);
  await exited;
  return rate;
}

async function bare(job: Omit<Job, 'port' | 'kind'>): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer((socket) => {
    let bytes = 0;
    socket.on('data', (chunk) => (bytes += chunk.length));
    socket.on('close', () => {
      resolve(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const rate = await measure({ ...job, kind: 'bare' }, (server.address() as AddressInfo).port, promise);
  server.close();
  return rate;
}

async function association(job: Omit<Job, 'port' | 'kind'>, traces?: Traces): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const acceptor = await listen({
    host: '127.0.0.1',
    port: 0,
    maxPduLength: job.maxPduLength,
    maxAssociations: 1,
    timeouts: defaultTimeouts,
    implementationVersionName: 'BENCH',
    abstractSyntaxes: new Set([abstractSyntax]),
    decide: () => undefined,
    ...(traces ? { watch: (connection) => traces.watch(connection) } : {}),
    serve: async (accepted) => {
      const open = traces?.association(accepted) ?? accepted;
      let bytes = 0;
      for await (const { data } of open.messages()) {
        for await (const fragment of data ?? []) bytes += fragment.length;
      }
      resolve(bytes);
    },
    log: silentLog,
  });
  const rate = await measure({ ...job, kind: 'association' }, acceptor.port, promise);
  await acceptor.close(1000);
  return rate;
}

if (isMainThread) {
  const [megabytes = 1000, maxPduLength = 131_072] = process.argv.slice(2).map(Number);
  const job = { megabytes, maxPduLength };
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-bench-'));
  const settings = { folder, clients: ['*'], pixels: false, patientData: false, maxBytes: 1 << 24 };
  const traces = new Traces(() => settings, silentLog);
  const ratios: number[] = [];
  for (let run = 1; run <= 3; run++) {
    const socket = await bare(job);
    const ours = await association(job);
    const traced = await association(job, traces);
    ratios.push(ours / socket);
    const share = ((100 * ours) / socket).toFixed(0);
    console.log(
      `receive ${megabytes} MB, PDU ${maxPduLength}: association ${ours.toFixed(0)} MB/s, ` +
        `bare socket ${socket.toFixed(0)} MB/s, ratio ${share} %; ` +
        `traced ${traced.toFixed(0)} MB/s, traced/untraced ${(traced / ours).toFixed(2)}`,
    );
  }
  budgeted('receiving, against a bare socket', ratios.toSorted((a, b) => a - b)[1] ?? NaN, '×', {
    atLeast: 0.8,
  });
  await traces.close();
  rmSync(folder, { recursive: true });
} else {
  parentPort?.postMessage('ready');
  await send(workerData as Job);
}
