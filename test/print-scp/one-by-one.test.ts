// A printer that does not collate films (Maximum Collated Films 0, PS3.3 C.13.13): film boxes are printed one by one, the next is
// created after the last is printed (C616, PS3.4 H.4.2.2.1), and a film session prints the remaining one (B601).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopClasses, sopInstances } from '../../src/dicom/data-set/uids.ts';
import { grayImage, imageBoxUids, PrintClient, uidOf } from '../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, PrinterConfigurationRetrieval } = sopClasses;
const oneByOne = { printer: { maxCollatedFilms: 0 } };
const format = { ImageDisplayFormat: 'STANDARD\\1,1' };

async function setImage(client: PrintClient, uid = ''): Promise<void> {
  const answer = await client.set(BasicGrayscaleImageBox, uid, {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(2, 2, Uint8Array.of(1, 2, 3, 4))],
  });
  assert.equal(answer.status, 0x0000);
}

async function nextFilm(client: PrintClient): Promise<string> {
  const created = await client.create(BasicFilmBox, format);
  assert.equal(created.status, 0x0000);
  await setImage(client, imageBoxUids(created)[0]);
  return uidOf(created);
}

test('the next film box is refused until the last one is printed or deleted', async () => {
  const client = new PrintClient(oneByOne);
  await client.session();
  const first = await nextFilm(client);
  const refused = await client.create(BasicFilmBox, format);
  assert.equal(refused.status, 0xc616);
  assert.equal(refused.command.errorComment, 'the film box before this one is not printed yet');
  assert.equal((await client.action(BasicFilmBox, first)).status, 0x0000);
  const second = await nextFilm(client);
  assert.equal((await client.create(BasicFilmBox, format)).status, 0xc616);
  assert.equal((await client.remove(BasicFilmBox, second)).status, 0x0000);
  await nextFilm(client);
  await client.close();
});

test('a film that the queue refuses can still be printed', async () => {
  const client = new PrintClient(oneByOne);
  await client.session();
  const first = await nextFilm(client);
  client.spool.failAccept = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  assert.equal((await client.action(BasicFilmBox, first)).status, 0xc602);
  assert.equal((await client.create(BasicFilmBox, format)).status, 0xc616);
  await client.close();
});

test('an empty page is not printed, and does not prevent the next film box', async () => {
  const client = new PrintClient(oneByOne);
  await client.session();
  const { uid } = await client.filmBox();
  assert.equal((await client.action(BasicFilmBox, uid)).status, 0xb603);
  await nextFilm(client);
  await client.close();
});

test('a film session prints the remaining film with B601, because it does not collate', async () => {
  const client = new PrintClient({ ...oneByOne, settings: { warnings: 'sent' } });
  const session = await client.session();
  const first = await nextFilm(client);
  assert.equal((await client.action(BasicFilmBox, first)).status, 0x0000);
  const second = await nextFilm(client);
  assert.equal((await client.action(BasicFilmSession, session)).status, 0xb601);
  assert.deepEqual(
    client.spool.accepted.map(({ films }) => films.map((film) => film.sopInstanceUid)),
    [[first], [second]],
  );
  const again = await client.action(BasicFilmSession, session);
  assert.equal(again.status, 0xc600);
  assert.equal(again.command.errorComment, 'the film session has no unprinted film boxes');
  await client.close();
});

test('a printer that collates accepts several film boxes, and states the maximum', async () => {
  const client = new PrintClient();
  const session = await client.session();
  for (let films = 0; films < 3; films += 1) await nextFilm(client);
  assert.equal((await client.action(BasicFilmSession, session)).status, 0x0000);
  assert.equal(client.spool.accepted[0]?.films.length, 3);
  for (const { answered, options } of [
    { answered: 12, options: {} },
    { answered: 0, options: oneByOne },
  ]) {
    const other = new PrintClient(options);
    const answer = await other.get(PrinterConfigurationRetrieval, sopInstances.PrinterConfigurationRetrieval);
    const [item] = answer.dataSet.items('PrinterConfigurationSequence');
    assert.equal(item?.number('MaximumCollatedFilms'), answered);
    await other.close();
  }
  await client.close();
});
