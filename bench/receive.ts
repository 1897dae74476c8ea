// How fast data sets come in: loopback → association → discard, against the bare socket in the same run. A worker
// sends the same bytes both ways, made beforehand, so that the receiving side is what is measured.
//
//   node bench/receive.ts [megabytes] [maximum PDU length]
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { listen } from '../src/dicom/acceptor.ts';
import { encodeCommand } from '../src/dicom/dimse-commands.ts';
import { fragmentLength, proposal } from '../src/dicom/negotiation.ts';
import { encodePdu, pdvPrefix } from '../src/dicom/pdu-writer.ts';
import { defaultTimeouts } from '../src/dicom/timeouts.ts';
import { sopClasses, transferSyntaxes } from '../src/dicom/uids.ts';
import { silentLog } from '../src/log.ts';

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

/** The worker's part: one N-SET with a data set of so many megabytes. */
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
  for (let sent = 0; sent < megabytes * 1e6; sent += length) await write(socket, pdu);
  if (kind === 'association') {
    const end = { contextId: 1, isCommand: false, isLast: true, data: new Uint8Array(0) };
    socket.write(encodePdu({ kind: 'P-DATA-TF', pdvs: [end] }));
    socket.write(encodePdu({ kind: 'A-RELEASE-RQ' }));
    await once(socket, 'data');
  }
  socket.end();
}

/** MB/s of a worker's bytes, as `received` counts them. */
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

async function association(job: Omit<Job, 'port' | 'kind'>): Promise<number> {
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
    serve: async (open) => {
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
  for (let run = 1; run <= 3; run++) {
    const socket = await bare(job);
    const ours = await association(job);
    const share = ((100 * ours) / socket).toFixed(0);
    console.log(
      `receive ${megabytes} MB, PDU ${maxPduLength}: association ${ours.toFixed(0)} MB/s, ` +
        `bare socket ${socket.toFixed(0)} MB/s, ratio ${share} %`,
    );
  }
} else {
  parentPort?.postMessage('ready');
  await send(workerData as Job);
}
