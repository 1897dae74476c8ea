// How many associations per second are accepted and released, untraced and traced (docs/how-to/record-traffic.md), in
// the same run. A client that associates all the time must not keep the server busy with opening and removing traces.
//
//   node bench/associations.ts [seconds]
import { createConnection } from 'node:net';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { once } from 'node:events';
import { z } from 'zod';
import { listen } from '../src/dicom/upper-layer/acceptor.ts';
import { proposal } from '../src/dicom/upper-layer/negotiation.ts';
import { encodePdu } from '../src/dicom/pdu/pdu-writer.ts';
import { defaultTimeouts } from '../src/dicom/net/timeouts.ts';
import { sopClasses, transferSyntaxes } from '../src/dicom/data-set/uids.ts';
import { silentLog } from '../src/shared/log/log.ts';
import { Traces } from '../src/trace/traces.ts';
import { budgeted } from './support/budgets.ts';

const abstractSyntax = sopClasses.Verification;
const job = z.object({ port: z.number(), seconds: z.number() });

/** The worker: clients that associate and release one after the other, with bytes prepared beforehand. */
async function call({ port, seconds }: z.output<typeof job>): Promise<number> {
  const contexts = [{ abstractSyntax, transferSyntaxes: [transferSyntaxes.implicitLittle] }];
  const own = { maxPduLength: 16_384, implementationVersionName: 'BENCH' };
  const request = encodePdu(proposal({ ...own, callingAeTitle: 'BENCH', calledAeTitle: 'BENCH', contexts }));
  const release = encodePdu({ kind: 'A-RELEASE-RQ' });
  const until = performance.now() + seconds * 1000;
  const counts = await Promise.all(
    Array.from({ length: 16 }, async () => {
      let count = 0;
      for (; performance.now() < until; count += 1) {
        const socket = createConnection({ host: '127.0.0.1', port, noDelay: true });
        socket.write(request);
        await once(socket, 'data');
        socket.write(release);
        await once(socket, 'data');
        socket.destroy();
      }
      return count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}

/** Associations per second. */
async function rate(seconds: number, traces?: Traces): Promise<number> {
  const acceptor = await listen({
    host: '127.0.0.1',
    port: 0,
    maxPduLength: 16_384,
    maxAssociations: 100,
    timeouts: defaultTimeouts,
    implementationVersionName: 'BENCH',
    abstractSyntaxes: new Set([abstractSyntax]),
    decide: () => undefined,
    ...(traces ? { watch: (connection) => traces.watch(connection) } : {}),
    serve: async (accepted) => {
      const open = traces?.association(accepted) ?? accepted;
      for await (const { data } of open.messages()) for await (const _piece of data ?? []);
    },
    log: silentLog,
  });
  const worker = new Worker(new URL(import.meta.url), { workerData: { port: acceptor.port, seconds } });
  const [found] = (await once(worker, 'message')) as [number];
  await once(worker, 'exit');
  await acceptor.close(1000);
  return found;
}

if (isMainThread) {
  const [seconds = 5] = process.argv.slice(2).map(Number);
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-bench-'));
  const settings = { folder, clients: ['*'], pixels: false, patientData: false, maxBytes: 1 << 24 };
  for (let run = 1; run <= 3; run += 1) {
    const traces = new Traces(() => settings, silentLog);
    const untraced = await rate(seconds);
    const traced = await rate(seconds, traces);
    await traces.close();
    budgeted('associations per second, recorded ones against others', traced / untraced, '×', {
      atLeast: 0.5,
    });
    console.log(
      `associations: ${untraced.toFixed(0)} per second, traced ${traced.toFixed(0)} per second, ` +
        `untraced/traced ${(untraced / traced).toFixed(2)} (budget 2); ${traces.dropped} not traced, ` +
        `${readdirSync(folder).length / 2} traces kept`,
    );
  }
  rmSync(folder, { recursive: true });
} else {
  parentPort?.postMessage(await call(job.parse(workerData)));
}
