// Failure of a printer as clients see it: a real server whose imager does not answer, and what two clients with different
// profiles get by N-EVENT-REPORT and N-GET. A film is accepted nevertheless.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataSet } from '../src/dicom/data-set/data-set.ts';
import { DimseClient } from '../src/dicom/dimse/dimse-client.ts';
import { connect } from '../src/dicom/upper-layer/requestor.ts';
import { defaultTimeouts } from '../src/dicom/net/timeouts.ts';
import { sopClasses, sopInstances, transferSyntaxes } from '../src/dicom/data-set/uids.ts';
import { ScriptedPrinter } from './print-scu/scripted-printer.ts';
import { compose, print } from './support/network-print.ts';
import { TestServer } from './support/server.ts';

/** A client that records its printer events. */
async function listening(port: number, callingAeTitle: string) {
  const events: (readonly [type: number, status: string | undefined, info: string | undefined])[] = [];
  let wake: () => void = () => undefined;
  const association = await connect({
    host: '127.0.0.1',
    port,
    callingAeTitle,
    calledAeTitle: 'HARDCOPY',
    maxPduLength: 131_072,
    implementationVersionName: 'TEST',
    timeouts: defaultTimeouts,
    contexts: [sopClasses.BasicGrayscalePrintManagementMeta].map((abstractSyntax) => ({
      abstractSyntax,
      transferSyntaxes: [transferSyntaxes.explicitLittle],
    })),
  });
  const client = new DimseClient(association, {
    onEventReport: ({ eventTypeId }, data: DataSet | undefined) => {
      events.push([eventTypeId, data?.string('PrinterStatus'), data?.string('PrinterStatusInfo')]);
      wake();
    },
  });
  return {
    association,
    client,
    /** The first event of this type. */
    event: async (type: number) => {
      for (;;) {
        const found = events.find(([each]) => each === type);
        if (found) return found;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    status: async () => {
      const { data } = await client.request(1, {
        kind: 'N-GET-RQ',
        requestedSopClassUid: sopClasses.Printer,
        requestedSopInstanceUid: sopInstances.Printer,
      });
      return [data?.string('PrinterStatus'), data?.string('PrinterStatusInfo')];
    },
  };
}

test('an imager that does not answer is a Failure for clients with profile annex-e, and a Warning for others', async () => {
  const imager = await ScriptedPrinter.start();
  const server = await TestServer.start({
    config: `
devices: { pollSeconds: 0.05 }
clients: [{ match: { callingAeTitle: LETTER }, profile: annex-e }]
printers:
  - aeTitle: HARDCOPY
    destinations:
      - { kind: dicom, host: 127.0.0.1, port: ${imager.address.port}, aeTitle: SCRIPT }
`,
  });
  try {
    const letter = await listening(server.dicomPort, 'LETTER');
    const usual = await listening(server.dicomPort, 'USUAL');
    assert.deepEqual(await letter.status(), ['NORMAL', 'NORMAL']);
    await imager.close();
    assert.deepEqual(await letter.event(3), [3, 'FAILURE', 'PRINTER OFFLINE']);
    assert.deepEqual(await usual.event(2), [2, 'WARNING', 'PRINTER OFFLINE']);
    assert.deepEqual(await letter.status(), ['FAILURE', 'PRINTER OFFLINE']);
    assert.deepEqual(await usual.status(), ['WARNING', 'PRINTER OFFLINE']);
    const { filmBox } = await compose(letter);
    assert.equal((await print(letter, filmBox)).status, 0x0000);
    await letter.association.release();
    await usual.association.release();
  } finally {
    await server.kill();
  }
});
