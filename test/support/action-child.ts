// A server without a network, for tests that kill it inside an action. Modes `cancelled` and `asked` log a line and
// then block forever: when a job was cancelled while a device held it, and when the device was queried about it. Mode
// `reprints` repeatedly prints a job again, holds the new job, and logs each one.
import { writeSync } from 'node:fs';
import { silentLog } from '../../src/shared/log/log.ts';
import { openSpool } from '../../src/spool/spool.ts';
import { startDeviceCancellations } from '../../src/pipeline/device-cancellations.ts';
import { acceptOne } from '../spool/spool-fixture.ts';

const [folder = '', moment = '', round = ''] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);
const spool = await openSpool({
  folder,
  log: silentLog,
  destinations: () => [{ name: 'ipp', required: true }],
});
// Blocks until it is killed or its parent ends.
process.stdin.resume();
process.stdin.on('end', () => process.exit());

if (moment === 'reprints') {
  const [oldest] = (await spool.jobs({ limit: 1000 })).slice(-1);
  const { id } = oldest ?? (await acceptOne(spool));
  say(id);
  for (let count = 0; ; count += 1) {
    const requestId = `${round}.${count}`;
    const job = await spool.reprint(id, { requestId }, 'anna');
    await spool.act(job.id, { kind: 'hold' }, 'anna');
    say(`${requestId} ${job.id}`);
  }
}

const { id } = await acceptOne(spool);
await spool.claim('HARDCOPY');
await spool.apply(id, { kind: 'rendered', pages: 1, byteLength: 8, version: 'v1' });
await spool.apply(id, { kind: 'delivery-started', destination: 'ipp' });
await spool.apply(id, { kind: 'delivery-receipt', destination: 'ipp', receipt: 'job 7' });
if (moment === 'asked') {
  const cancel = () => {
    say(id);
    return new Promise<void>(() => undefined);
  };
  startDeviceCancellations({ spool, destination: () => ({ cancel }), log: silentLog });
}
await spool.act(id, { kind: 'cancel' }, 'anna');
if (moment === 'cancelled') say(id);
