// A server without a network, for tests that kill it inside a delivery: prints the jobs of a spool, one at a time,
// logs a line and blocks forever right before or right after the document is in the folder.
import { writeSync } from 'node:fs';
import { pdfFolder } from '../../src/destinations/pdf/pdf-folder.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { runJob } from '../../src/pipeline/pipeline.ts';
import { ProcessDeviceGates } from '../../src/spool/queue/device-gates.ts';
import { startScheduler } from '../../src/spool/queue/scheduler.ts';
import { openSpool } from '../../src/spool/spool.ts';
import { fakeRender, testPrinter } from './pipeline-parts.ts';

const [folder = '', films = '', moment = ''] = process.argv.slice(2);
const spool = await openSpool({
  folder,
  destinations: () => [{ name: 'pdf', required: true }],
  log: silentLog,
});
const real = pdfFolder({ name: 'pdf', folder: films });
const driver = {
  ...real,
  deliver: async (...given: Parameters<typeof real.deliver>) => {
    if (moment === 'after') await real.deliver(...given);
    writeSync(1, `${given[0].jobId}\n`);
    return new Promise<never>(() => undefined);
  },
};
const gates = new ProcessDeviceGates();
startScheduler({
  spool,
  gates,
  printers: ['HARDCOPY'],
  run: (job, signal, turn) =>
    runJob(
      job,
      {
        spool,
        printer: () => testPrinter,
        destination: () => driver,
        renderDocument: fakeRender,
        renderVariant: fakeRender,
        gates,
        limits: { tries: 3, retrySeconds: 60 },
        log: silentLog,
      },
      signal,
      turn,
    ),
  log: silentLog,
});
// Blocks until it is killed or its parent ends.
process.stdin.resume();
process.stdin.on('end', () => process.exit());
