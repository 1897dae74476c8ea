// What SIGHUP reads again and logs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reloadFiles } from '../../../src/cli/server/reload.ts';
import { recordingLog } from '../../support/recording-log.ts';

test('reads certificates and configuration again, and logs what became of them', async () => {
  const { log, lines } = recordingLog();
  const difference = { path: 'access[0].may', before: null, after: '["print"]', effect: 'at-once' } as const;
  const asked: string[] = [];
  const reload = (needsRestart: readonly string[]) =>
    reloadFiles(
      {
        certificates: () => 2,
        configuration: async (who) => {
          asked.push(who);
          return Promise.resolve({ version: 'v', differences: [difference], needsRestart });
        },
      },
      log,
    );
  await reload([]);
  await reload(['dicom.port']);
  assert.deepEqual(lines.splice(0), [
    { level: 'info', event: 'server.reloaded', fields: { certificates: 2, changes: 1 } },
    {
      level: 'info',
      event: 'server.reloaded',
      fields: { certificates: 2, changes: 1, needsRestart: 'dicom.port' },
    },
  ]);
  assert.deepEqual(asked, ['SIGHUP', 'SIGHUP']);
});

test('logs why an invalid configuration is not used; certificates are read again all the same', async () => {
  const { log, lines } = recordingLog();
  let certificates = 0;
  await reloadFiles(
    {
      certificates: () => (certificates += 1),
      configuration: () => Promise.reject(new Error('nothing was changed: printers[0].copies: found 3')),
    },
    log,
  );
  assert.equal(certificates, 1);
  assert.deepEqual(
    lines.map(({ level, event, fields }) => [level, event, fields.why]),
    [
      ['info', 'server.reloaded', undefined],
      ['error', 'config.invalid', 'nothing was changed: printers[0].copies: found 3'],
    ],
  );
});
