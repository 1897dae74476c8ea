// Log lines of refused requests: one each with the reason, a limited number per minute and address, then a count.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { PrintClient } from '../support/print-client.ts';
import { recordingLog } from '../support/recording-log.ts';

test('a client whose requests are all refused gets ten lines per minute', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { log, lines } = recordingLog();
  const client = new PrintClient({ log });
  for (let index = 0; index < 25; index++) {
    const { status } = await client.get(sopClasses.BasicFilmBox, '1.2.3');
    assert.equal(status, 0x0211);
  }
  const warned = () => lines.filter(({ level }) => level === 'warn');
  assert.equal(warned().length, 10);
  const [first] = warned();
  assert.equal(first?.event, 'dimse.refused');
  assert.equal(first.fields.association, 'a1');
  assert.equal(first.fields.command, 'N-GET-RQ');
  assert.equal(first.fields.status, '0211 (unrecognized operation)');
  assert.match(String(first.fields.why), /./);
  t.mock.timers.tick(60_000);
  assert.deepEqual(warned().at(-1)?.fields.more, 15);
  await client.close();
});
