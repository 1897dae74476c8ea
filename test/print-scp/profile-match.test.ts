// The profile that a client gets over TCP, by its association request: Implementation Class UID, the beginning of the
// Implementation Version Name, both; MIM and XrayVision DCV by the UIDs that an administrator configures.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/config.ts';
import { profileFor } from '../../src/print-scp/clients/client-profile.ts';
import { shippedProfile } from '../../src/print-scp/clients/client-profiles.ts';
import { printAcceptor } from '../support/print-acceptor.ts';
import { sopClasses, transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder('match');

const file = path.join(folder, 'config.yaml');
writeFileSync(
  file,
  `clients:
  - { match: { implementationClassUid: ['1.2.3.4.5', '1.2.3.9.*'] }, profile: mim }
  - { match: { implementationClassUid: '1.2.7.8', implementationVersionName: 'DCV_*' }, profile: xrayvision }
`,
);
const { clients } = loadConfig({ file, data: folder });

for (const [classUid, versionName, profile] of [
  ['1.2.3.4.5', 'ANY', 'mim'],
  ['1.2.3.9.17', 'ANY', 'mim'],
  ['1.2.3.4.55', 'ANY', 'standard'],
  ['1.2.7.8', 'DCV_4_2', 'xrayvision'],
  ['1.2.7.8', 'OTHER', 'standard'],
  ['1.2.7.9', 'DCV_4_2', 'standard'],
  ['1.2.3', 'PYNETDICOM_302', 'pynetdicom'],
  ['1.2.3', 'MIRCTN11MAR2003', 'ctn'],
  ['1.2.3', 'XMIRCTN', 'standard'],
] as const) {
  test(`${classUid} ${versionName}: ${profile}`, () => {
    const found = profileFor(
      clients,
      {
        callingAeTitle: 'ANY',
        address: '10.0.0.1',
        implementationClassUid: classUid,
        implementationVersionName: versionName,
      },
      shippedProfile('standard'),
    );
    assert.equal(found.name, profile);
  });
}

test('what is announced on the wire decides: a version name that begins as that of CTN is spared warnings', async (t) => {
  const server = await printAcceptor(t);
  for (const [implementationVersionName, status] of [
    ['MIRCTN_NEW', 0x0000],
    ['CTN', 0x0116],
  ] as const) {
    const { client } = await server.associate({
      implementationVersionName,
      contexts: [[sopClasses.BasicGrayscalePrintManagementMeta, transferSyntaxes.implicitLittle]],
    });
    await client.request(
      {
        kind: 'N-CREATE-RQ',
        messageId: 1,
        affectedSopClassUid: sopClasses.BasicFilmSession,
        hasDataSet: true,
      },
      dataSetOf({ NumberOfCopies: 1 }),
    );
    const { command } = await client.request(
      { kind: 'N-CREATE-RQ', messageId: 2, affectedSopClassUid: sopClasses.BasicFilmBox, hasDataSet: true },
      dataSetOf({ ImageDisplayFormat: 'STANDARD\\1,1', FilmOrientation: 'DIAGONAL' }),
    );
    assert.equal('status' in command && command.status, status, implementationVersionName);
  }
});
