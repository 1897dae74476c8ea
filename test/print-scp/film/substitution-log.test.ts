// A film of many boxes, each with values that are substituted: the log has the first few, and how many more.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { maxLogged } from '../../../src/print-scp/film/substitution-log.ts';
import { grayImage, PrintClient } from '../../support/print-client.ts';
import { recordingLog } from '../../support/recording-log.ts';

const { BasicFilmBox, BasicGrayscaleImageBox } = sopClasses;

test('what is logged of substitutions is bounded for each film, and for a client that never prints', async () => {
  const { log, lines } = recordingLog();
  const client = new PrintClient({ log });
  await client.session();
  const filmBox = await client.filmBox({ ImageDisplayFormat: 'STANDARD\\5,6' });
  const setAll = async () => {
    for (const [index, box] of filmBox.images.entries()) {
      await client.set(BasicGrayscaleImageBox, box, {
        ImageBoxPosition: index + 1,
        MagnificationType: 'FANCY',
        BasicGrayscaleImageSequence: [grayImage(2, 2, new Uint8Array(4))],
      });
    }
  };
  const logged = () => {
    const found = lines.filter(({ event }) => event.startsWith('print.substituted'));
    lines.length = 0;
    const named = (event: string) => found.filter((line) => line.event === event);
    return {
      info: named('print.substituted').length,
      debug: named('print.substituted.values').length,
      more: named('print.substituted.more').map(({ fields }) => fields.more),
    };
  };
  const bounded = { info: maxLogged, debug: maxLogged };
  for (let film = 0; film < 2; film += 1) {
    await setAll();
    assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0);
    assert.deepEqual(logged(), { ...bounded, more: [filmBox.images.length - maxLogged] });
  }
  assert.deepEqual(
    client.spool.accepted[0]?.substitutions.map(({ attribute, images }) => [attribute, images]),
    [['MagnificationType', '1-30']],
    'the job has all of them',
  );
  for (let round = 0; round < 3; round += 1) await setAll();
  await client.close();
  // In the second round and in the third each image replaces one that was not printed.
  assert.deepEqual(logged(), { ...bounded, more: [5 * filmBox.images.length - maxLogged] });
});
