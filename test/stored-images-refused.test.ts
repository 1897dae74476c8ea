// A client that sends images by C-STORE: each is refused with a reason that the client can show, the log says what to do, and
// films still print on the same association.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sopClasses } from '../src/dicom/data-set/uids.ts';
import { compose, open, print } from './support/network-print.ts';
import { grayImage } from './support/print-client.ts';
import { TestServer } from './support/server.ts';

describe('images that are sent by C-STORE', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start({
      config: 'printers: [{ aeTitle: HARDCOPY }, { aeTitle: PLAIN, storedPrint: false }]\n',
    });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
  });

  const classes: Readonly<Record<string, readonly [uid: string, printer: string]>> = {
    'CT Image Storage': ['1.2.840.10008.5.1.4.1.1.2', 'HARDCOPY'],
    'Digital X-Ray Image Storage': ['1.2.840.10008.5.1.4.1.1.1.1', 'HARDCOPY'],
    'Secondary Capture Image Storage': ['1.2.840.10008.5.1.4.1.1.7', 'PLAIN'],
  };
  for (const [name, [uid, printer]] of Object.entries(classes)) {
    test(`${name}: the refusal and the log say why, and printing continues`, async () => {
      const meta = sopClasses.BasicGrayscalePrintManagementMeta;
      const connection = await open(server.dicomPort, printer, [meta, uid]);
      for (const instance of ['1.2.3.1', '1.2.3.2']) {
        const item = grayImage(64, 64, new Uint8Array(4096), { SOPClassUID: uid, SOPInstanceUID: instance });
        const { command } = await connection.client.request(
          3,
          { kind: 'C-STORE-RQ', affectedSopClassUid: uid, affectedSopInstanceUid: instance, priority: 0 },
          item,
        );
        assert.equal(command.status, 0x0122);
        assert.equal(command.errorComment, 'images are not stored here; print them by DICOM Print');
      }
      const { filmBox } = await compose(connection);
      assert.equal((await print(connection, filmBox)).status, 0);
      await connection.association.release();
      await server.logged(/association\.stores-images .*no rule of this server applies to them/);
      await server.logged(/dimse\.refused .*0122/);
    });
  }

  test('Stored Print is refused with its presentation context by a printer that does not accept it', async () => {
    const connection = await open(server.dicomPort, 'PLAIN', [
      sopClasses.BasicGrayscalePrintManagementMeta,
      sopClasses.StoredPrint,
    ]);
    assert.deepEqual([...connection.association.contexts.keys()], [1]);
    await connection.association.release();
  });
});

test('only the SOP class decides whether an object is an image', async () => {
  const { isStoredElsewhere } = await import('../src/print-scp/tables/stored-print-classes.ts');
  assert.equal(isStoredElsewhere('1.2.840.10008.5.1.4.1.1.481.3'), true);
  for (const uid of [
    sopClasses.StoredPrint,
    sopClasses.HardcopyColorImage,
    sopClasses.Verification,
    '1.2.840.10008.5.1.4.1.2.1.1',
  ]) {
    assert.equal(isStoredElsewhere(uid), false, uid);
  }
});
