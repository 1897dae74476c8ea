// How long the PDUs are that our own requestor sends, the print SCU and `dicom` destinations: no longer than the peer's Maximum
// Length, nor than what is configured (PS3.8 D.1; PS3.2 table E.4.4-2). A relay between the two measures them on the wire.
import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { loadConfig } from '../../../src/config/config.ts';
import { imagerAddress } from '../../../src/destinations/dicom/imager-address.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { PrintAssociation } from '../../../src/print-scu/print-association.ts';
import { acceptor } from '../../support/associations.ts';
import { grayImage } from '../../support/print-client.ts';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';

const pDataTf = 0x04;

/** Hands bytes on to a port and keeps the lengths of the P-DATA-TF PDUs that clients send. */
async function relay(t: TestContext, target: number) {
  const lengths: number[] = [];
  const server = createServer((client) => {
    const peer = connect(target, '127.0.0.1');
    let rest = Buffer.alloc(0);
    client.on('data', (chunk) => {
      rest = Buffer.concat([rest, Buffer.from(chunk)]);
      while (rest.length >= 6 && rest.length >= 6 + rest.readUInt32BE(2)) {
        const length = rest.readUInt32BE(2);
        if (rest[0] === pDataTf) lengths.push(length);
        rest = rest.subarray(6 + length);
      }
    });
    client.pipe(peer).pipe(client);
    for (const socket of [client, peer]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, lengths };
}

const bytes = 600_000;

for (const [peer, configured, longest] of [
  [16_384, undefined, 16_384],
  [16_384, 4096, 4096],
  [16_384, 1_048_576, 16_384],
  [1_048_576, undefined, 131_072],
  [1_048_576, 262_144, 262_144],
  [0, 65_536, 65_536],
] as const) {
  test(`a peer that takes ${peer || 'any length'}, ${configured ?? 'nothing'} configured: up to ${longest} bytes`, async (t) => {
    const opened = await acceptor(t, { maxPduLength: peer });
    const { port, lengths } = await relay(t, opened.port);
    const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-pdu-'));
    const file = path.join(folder, 'config.yaml');
    const key = configured === undefined ? '' : `, maxPduSent: ${configured}`;
    writeFileSync(
      file,
      `printers: [{ aeTitle: A, destinations: [{ kind: dicom, host: 127.0.0.1, port: ${port}, aeTitle: HARDCOPY${key} }] }]`,
    );
    const [destination] = loadConfig({ file, data: folder }).printers[0]?.destinations ?? [];
    rmSync(folder, { recursive: true });
    assert.ok(destination?.kind === 'dicom');
    // What Forwarding calls the imager with.
    const link = await PrintAssociation.open(imagerAddress(destination), [
      sopClasses.BasicGrayscalePrintManagementMeta,
    ]);
    await link.perform(
      'N-SET',
      1,
      {
        kind: 'N-SET-RQ',
        requestedSopClassUid: sopClasses.BasicGrayscaleImageBox,
        requestedSopInstanceUid: '1.2.3',
      },
      dataSetOf({
        ImageBoxPosition: 1,
        BasicGrayscaleImageSequence: [grayImage(600, 1000, new Uint8Array(bytes))],
      }),
    );
    await link.close();
    assert.equal(Math.max(...lengths), longest);
  });
}
