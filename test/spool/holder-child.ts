// A server's process for tests that kill it: opens a data folder, accepts jobs in it, reports that, and keeps running.
import { writeSync } from 'node:fs';
import { silentLog } from '../../src/shared/log/log.ts';
import { openDataFolder } from '../../src/spool/upkeep/data-folder.ts';
import { openSpool } from '../../src/spool/spool.ts';
import { acceptOne } from './spool-fixture.ts';

const [folder = '', jobs = '0'] = process.argv.slice(2);
const data = await openDataFolder(folder);
writeSync(1, 'held\n');
if (Number(jobs) > 0) {
  const spool = await openSpool({
    folder: data.spool,
    destinations: () => [{ name: 'pdf', required: true }],
    log: silentLog,
  });
  for (let count = 0; count < Number(jobs); count += 1) {
    const job = await acceptOne(spool);
    // Nothing comes between: who reads this line may kill at once.
    writeSync(1, `${job.id}\n`);
  }
}
// Until it is killed, or its parent ends.
process.stdin.resume();
process.stdin.on('end', () => process.exit());
