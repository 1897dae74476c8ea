// The status that a DICOM client gets for a real IPP printer that jams, runs out of paper, is switched off and on again while
// films are printed: Printer N-GET follows within 10 s, the job's events are PENDING, PRINTING and DONE, and every film comes
// out once, in the order of acceptance.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sopClasses, sopInstances } from '../../src/dicom/data-set/uids.ts';
import { needs } from '../support/external.ts';
import { ippPrinterPrograms, startIppPrinter } from '../support/ipp-printer.ts';
import { compose, open, print, type Connection } from '../support/network-print.ts';
import { TestServer } from '../support/server.ts';

const skip = needs(...ippPrinterPrograms);
const noticedWithinMs = 10_000;

async function printerStatus({ client }: Connection): Promise<string> {
  const { data, command } = await client.request(1, {
    kind: 'N-GET-RQ',
    requestedSopClassUid: sopClasses.Printer,
    requestedSopInstanceUid: sopInstances.Printer,
  });
  assert.equal(command.status, 0);
  return `${data?.string('PrinterStatus') ?? ''} ${data?.string('PrinterStatusInfo') ?? ''}`;
}

/** Asks until the printer is as wanted; gives how long it took. */
async function becomes(connection: Connection, wanted: string): Promise<number> {
  const since = performance.now();
  for (let last = ''; ;) {
    last = await printerStatus(connection);
    const ms = performance.now() - since;
    if (last === wanted) return ms;
    assert.ok(ms < noticedWithinMs, `${last} instead of ${wanted} after ${Math.round(ms)} ms`);
    await setTimeout(50);
  }
}

test(
  'jammed, emptied, switched off: the client knows within 10 s, and every film comes out once, in order',
  { skip },
  async (context) => {
    const device = await startIppPrinter(context);
    const server = await TestServer.start({
      config: `printers:
  - aeTitle: HARDCOPY
    resolution: 72
    destinations: [{ kind: ipp, name: office, uri: '${device.uri}' }]
`,
    });
    context.after(() => server.stop());
    const watcher = await open(server.dicomPort);
    const printed: string[] = [];
    const send = async () => {
      const connection = await open(server.dicomPort);
      const { filmBox } = await compose(connection, undefined, { FilmSizeID: 'A4' });
      const { status, printJob } = await print(connection, filmBox);
      assert.equal(status, 0);
      printed.push(printJob);
      connection.association.abort('sent');
    };
    await becomes(watcher, 'NORMAL NORMAL');

    // A jam is reported with the job that it stops.
    await device.hold();
    await device.setReasons(['media-jam-error']);
    await send();
    const noticed = { jam: await becomes(watcher, 'WARNING FILM JAM'), empty: 0, off: 0, recovered: 0 };
    await send();
    await device.setReasons(['media-empty-error']);
    noticed.empty = await becomes(watcher, 'WARNING SUPPLY EMPTY');
    await send();
    await device.setReasons([]);
    await device.release();
    await becomes(watcher, 'NORMAL NORMAL');
    await server.jobsDone(3);

    // Unplugged while the next film prints, and two more come.
    await device.hold();
    await send();
    await device.whenBegun(4);
    await device.stop();
    noticed.off = await becomes(watcher, 'WARNING PRINTER OFFLINE');
    await send();
    await send();
    await device.release();
    await device.start();
    noticed.recovered = await becomes(watcher, 'NORMAL NORMAL');
    // Whether the unplugged printer had printed cannot be known: a user states that it did not.
    const again = await server.sendUnknownAgain();
    const jobs = await server.jobsDone(6);
    watcher.association.abort('seen');

    context.diagnostic(
      Object.entries(noticed)
        .map(([what, ms]) => `${what} ${Math.round(ms)} ms`)
        .join(', '),
    );
    assert.deepEqual(
      jobs.map((job) => job.printJobUid),
      printed,
    );
    const sheets = await device.printed();
    const idOf = (file: string) => jobs.find(({ id }) => path.basename(file).includes(id))?.id;
    const inOrder = jobs.map(({ id }) => id);
    assert.deepEqual(sheets.map(idOf).toSorted(), inOrder.toSorted(), 'each once');
    assert.deepEqual(
      sheets.map(idOf).filter((id) => id !== again),
      inOrder.filter((id) => id !== again),
    );
  },
);
