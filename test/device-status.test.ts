// What an associated client sees when a device fails and recovers: N-GET, events, and the effect of the client's profile.
// The device is a folder that the test replaces by a file.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DimseClient } from '../src/dicom/dimse/dimse-client.ts';
import type { Association } from '../src/dicom/dimse/association.ts';
import { connect } from '../src/dicom/upper-layer/requestor.ts';
import { defaultTimeouts } from '../src/dicom/net/timeouts.ts';
import { sopClasses, sopInstances, transferSyntaxes } from '../src/dicom/data-set/uids.ts';
import { TestServer } from './support/server.ts';

const config = `
devices: { pollSeconds: 0.1 }
clients:
  - { match: { callingAeTitle: TIMID }, printerStatus: normal }
  - { match: { callingAeTitle: GE }, profile: ge-signa }
printers:
  - aeTitle: HARDCOPY
    destinations: [{ kind: pdf, folder: films }]
`;

/** A client of the Printer class that receives events. */
class Watcher {
  readonly association: Association;
  readonly #client: DimseClient;
  readonly #reports: string[] = [];
  #wake: () => void = () => undefined;

  private constructor(association: Association) {
    this.association = association;
    this.#client = new DimseClient(association, {
      onEventReport: ({ eventTypeId }, data) => {
        this.#reports.push(`${eventTypeId} ${data?.string('PrinterStatusInfo') ?? ''}`);
        this.#wake();
      },
    });
  }

  static async open(port: number, callingAeTitle: string): Promise<Watcher> {
    return new Watcher(
      await connect({
        host: '127.0.0.1',
        port,
        callingAeTitle,
        calledAeTitle: 'HARDCOPY',
        maxPduLength: 16_384,
        implementationVersionName: 'TEST',
        timeouts: defaultTimeouts,
        contexts: [
          { abstractSyntax: sopClasses.Printer, transferSyntaxes: [transferSyntaxes.explicitLittle] },
        ],
      }),
    );
  }

  async status(): Promise<string> {
    const { data } = await this.#client.request(1, {
      kind: 'N-GET-RQ',
      requestedSopClassUid: sopClasses.Printer,
      requestedSopInstanceUid: sopInstances.Printer,
    });
    return `${data?.string('PrinterStatus') ?? ''} ${data?.string('PrinterStatusInfo') ?? ''}`;
  }

  /** All events, once there are at least `count`. */
  async events(count: number): Promise<readonly string[]> {
    while (this.#reports.length < count) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#reports;
  }
}

describe('a client of the Printer class', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start({ config });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
  });

  test('gets the failure and recovery of a device by N-GET and N-EVENT-REPORT, as its profile allows', async () => {
    const folder = path.join(server.data, 'films');
    const plain = await Watcher.open(server.dicomPort, 'PLAIN');
    const timid = await Watcher.open(server.dicomPort, 'TIMID');
    const ge = await Watcher.open(server.dicomPort, 'GE');
    assert.equal(await plain.status(), 'NORMAL NORMAL');

    rmSync(folder, { recursive: true, force: true });
    writeFileSync(folder, 'in the way');
    assert.deepEqual(await plain.events(1), ['2 CHECK PRINTER']);
    // The device reports FAILURE. Clients would discard their films, although the spool has room for them.
    assert.equal(await plain.status(), 'WARNING CHECK PRINTER');
    assert.equal(await timid.status(), 'NORMAL NORMAL');
    assert.equal(await ge.status(), 'WARNING SUPPLY LOW');
    await server.logged(/device\.trouble printer=HARDCOPY destination=pdf .*cannot be written/);

    rmSync(folder);
    mkdirSync(folder);
    // The event Normal has no status info.
    assert.deepEqual(await plain.events(2), ['2 CHECK PRINTER', '1 ']);
    assert.equal(await plain.status(), 'NORMAL NORMAL');
    assert.equal(await ge.status(), 'NORMAL NORMAL');
    await server.logged(/device\.recovered printer=HARDCOPY destination=pdf /);
    assert.equal(server.log.match(/device\.trouble/g)?.length, 1);
    assert.deepEqual(await timid.events(0), []);
    for (const { association } of [plain, timid, ge]) await association.release();
  });
});
