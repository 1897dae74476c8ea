// Success of N-ACTION means that the film will be printed, whatever happens next. The server is killed at varied moments
// after its answer, as by a power failure, and started again on the same data folder.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { compose, open, print } from './support/network-print.ts';
import { TestServer } from './support/server.ts';

function pdfsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.pdf'));
}

test('every film is printed exactly once by a server that is killed 20 times after N-ACTION', async () => {
  const data = mkdtempSync(path.join(tmpdir(), 'hardcopy-crash-'));
  try {
    const printJobs: string[] = [];
    let server = await TestServer.start({ data });
    for (let round = 0; round < 20; round += 1) {
      const connection = await open(server.dicomPort);
      const { filmBox } = await compose(connection);
      const { status, printJob } = await print(connection, filmBox);
      assert.equal(status, 0x0000);
      printJobs.push(printJob);
      // The moment varies from the answer to well into rendering and delivery.
      const moment = round * 12;
      if (moment > 0) await new Promise((resolve) => setTimeout(resolve, moment));
      await server.kill();
      connection.association.abort('the server is gone');
      server = await TestServer.start({ data });
      // Every other round waits for the film; in the others the next crash follows immediately.
      if (round % 2 === 0) await server.jobsDone(printJobs.length);
    }
    const jobs = await server.jobsDone(printJobs.length);
    assert.deepEqual(
      jobs.map((job) => job.printJobUid),
      printJobs,
    );
    const pdfs = pdfsIn(path.join(data, 'films'));
    assert.equal(pdfs.length, printJobs.length);
    for (const job of jobs) assert.equal(pdfs.filter((name) => name.includes(job.id)).length, 1, job.id);
    for (const name of pdfs) {
      const bytes = readFileSync(path.join(data, 'films', name));
      assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
      assert.match(bytes.subarray(-8).toString(), /%%EOF/);
    }
    // No partial files are left beside them.
    const others = readdirSync(path.join(data, 'films'), { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && !entry.name.endsWith('.pdf'),
    );
    assert.deepEqual(
      others.map((entry) => entry.name),
      [],
    );
    assert.equal(await server.stop(), 0);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});
