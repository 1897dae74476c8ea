// Film sessions that outlive their association: which client continues them, which does not, and that nothing is left of them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { silentLog } from '../../../src/shared/log/log.ts';
import { maxParkedSessions, ParkedSessions } from '../../../src/print-scp/requests/parked-sessions.ts';
import { grayImage, MemorySpool, PrintClient, type ClientOptions } from '../../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, PresentationLut } = sopClasses;
const outliving = { settings: { sessionSeconds: 30 } } as const;
const image = {
  ImageBoxPosition: 1,
  BasicGrayscaleImageSequence: [grayImage(2, 2, Uint8Array.of(0, 85, 170, 255))],
};

function scene(options: Omit<ClientOptions, 'spool' | 'sessions'> = {}) {
  const spool = new MemorySpool();
  const sessions = new ParkedSessions(silentLog);
  const client = (more: Omit<ClientOptions, 'spool' | 'sessions'> = {}) =>
    new PrintClient({ ...outliving, ...options, ...more, spool, sessions });
  return { spool, sessions, client };
}

describe('a session that outlives its association', () => {
  test('is composed and printed with an association for every step', async () => {
    const { spool, sessions, client } = scene();
    const first = client();
    const session = await first.session({ FilmSessionLabel: 'IN STEPS' });
    await first.close();
    const second = client();
    const created = await second.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1' }, '1.2.9');
    assert.equal(created.status, 0);
    const box = created.dataSet.items('ReferencedImageBoxSequence')[0]?.string('ReferencedSOPInstanceUID');
    await second.close();
    const third = client();
    assert.equal((await third.set(BasicGrayscaleImageBox, box ?? '', image)).status, 0);
    // Not released: the connection is lost.
    await third.lose();
    assert.equal(sessions.size, 1);
    const fourth = client();
    assert.equal((await fourth.action(BasicFilmBox, '1.2.9')).status, 0);
    assert.equal((await fourth.remove(BasicFilmSession, session)).status, 0);
    await fourth.close();
    const [job] = spool.accepted;
    assert.equal(job?.sessionLabel, 'IN STEPS');
    assert.equal(job.films[0]?.images.length, 1);
    assert.equal(sessions.size, 0, 'it was deleted, so nothing is kept');
    await sessions.close();
  });

  test('is named without a UID, and keeps the presentation LUT that the next association brings', async () => {
    const { spool, sessions, client } = scene();
    const first = client();
    await first.session();
    const { images } = await first.filmBox();
    await first.set(BasicGrayscaleImageBox, images[0] ?? '', image);
    await first.close();
    const second = client();
    await second.create(PresentationLut, { PresentationLUTShape: 'LIN OD' }, '1.2.7');
    assert.equal((await second.action(BasicFilmBox, undefined)).status, 0);
    assert.equal((await second.remove(PresentationLut, '1.2.7')).status, 0);
    await second.close();
    assert.equal(spool.accepted.length, 1);
    await sessions.close();
  });

  const others: Readonly<Record<string, Omit<ClientOptions, 'spool' | 'sessions'>>> = {
    'another calling AE title': { announces: { callingAeTitle: 'OTHER' } },
    'another address': { announces: { address: '10.0.0.9' } },
  };
  for (const [name, other] of Object.entries(others)) {
    test(`is not found by ${name}`, async () => {
      const { sessions, client } = scene();
      const first = client();
      const session = await first.session();
      await first.close();
      const stranger = client(other);
      assert.equal((await stranger.set(BasicFilmSession, session, {})).status, 0x0112);
      assert.equal(
        (await stranger.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1' })).status,
        0x0120,
      );
      await stranger.close();
      const own = client({ announces: { callingAeTitle: 'tester' } });
      assert.equal((await own.set(BasicFilmSession, session, {})).status, 0, 'the case does not matter');
      await own.close();
      await sessions.close();
    });
  }

  test('does not disturb a client that begins anew, and gives way to what that leaves', async () => {
    const { spool, sessions, client } = scene();
    const first = client();
    await first.session();
    const { images } = await first.filmBox();
    await first.set(BasicGrayscaleImageBox, images[0] ?? '', image);
    await first.close();
    assert.equal(spool.blobs.size, 1);
    const second = client();
    const anew = await second.create(BasicFilmSession, {}, '1.2.5');
    assert.equal(anew.status, 0);
    assert.equal((await second.set(BasicGrayscaleImageBox, images[0] ?? '', image)).status, 0x0112);
    await second.close();
    assert.equal(sessions.size, 1);
    const third = client();
    assert.equal((await third.set(BasicFilmSession, '1.2.5', {})).status, 0);
    await third.close();
    await sessions.close();
    assert.equal(spool.blobs.size, 0, 'the pixels of the first are given up');
  });

  test('is given up when its time is over, and when the server stops', async () => {
    for (const seconds of [0.02, 30]) {
      const { spool, sessions, client } = scene({ settings: { sessionSeconds: seconds } });
      const gone = Promise.withResolvers<undefined>();
      const first = client();
      const session = await first.session();
      const { images } = await first.filmBox();
      await first.set(BasicGrayscaleImageBox, images[0] ?? '', image);
      spool.onDiscard = () => {
        gone.resolve(undefined);
      };
      await first.close();
      if (seconds > 1) {
        assert.equal(spool.blobs.size, 1);
        await sessions.close();
      }
      await gone.promise;
      assert.deepEqual([spool.blobs.size, sessions.size], [0, 0]);
      const second = client();
      assert.equal((await second.set(BasicFilmSession, session, {})).status, 0x0112);
      await second.close();
      await sessions.close();
    }
  });

  test('is kept for so many clients only: the oldest gives way', async () => {
    const { sessions, client } = scene();
    const uids: string[] = [];
    for (let index = 0; index <= maxParkedSessions; index += 1) {
      const each = client({ announces: { callingAeTitle: `CT${index}` } });
      uids.push(await each.session());
      await each.close();
    }
    assert.equal(sessions.size, maxParkedSessions);
    for (const [index, expected] of [
      [0, 0x0112],
      [1, 0],
      [maxParkedSessions, 0],
    ] as const) {
      const again = client({ announces: { callingAeTitle: `CT${index}` } });
      assert.equal((await again.set(BasicFilmSession, uids[index] ?? '', {})).status, expected);
      await again.close();
    }
    await sessions.close();
  });
});

test('without the setting a session ends with its association', async () => {
  const { spool, sessions, client } = scene({ settings: {} });
  const first = client();
  const session = await first.session();
  const { images } = await first.filmBox();
  await first.set(BasicGrayscaleImageBox, images[0] ?? '', image);
  await first.close();
  assert.deepEqual([spool.blobs.size, sessions.size], [0, 0]);
  const second = client();
  assert.equal((await second.set(BasicFilmSession, session, {})).status, 0x0112);
  await second.close();
});
