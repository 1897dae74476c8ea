// Film Size ID on the wire and in the film that is printed: spellings, impossible sizes, the nearest size, and any size (PS3.3
// C.13.3).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { filmSizeIds, sizeOfFilm } from '../../src/shared/film/film-sizes.ts';
import { configuredDestination } from '../support/configured-destination.ts';
import { PrintClient, grayImage, imageBoxUids, uidOf, type ClientOptions } from '../support/print-client.ts';

const { BasicFilmBox, BasicGrayscaleImageBox } = sopClasses;

/** Prints a film with the attributes: what was answered, and what was printed. */
async function printed(filmBox: Readonly<Record<string, string>>, options: ClientOptions = {}) {
  const client = new PrintClient(options);
  await client.session();
  const answer = await client.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1', ...filmBox });
  await client.set(BasicGrayscaleImageBox, imageBoxUids(answer)[0]!, {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(2, 2, new Uint8Array(4))],
  });
  await client.action(BasicFilmBox, uidOf(answer));
  await client.close();
  const [request] = client.spool.accepted;
  const [film] = request?.films ?? [];
  assert.ok(request && film);
  const size = sizeOfFilm(film);
  return {
    status: answer.status,
    answered: [answer.dataSet.string('FilmSizeID'), answer.dataSet.string('FilmOrientation')],
    film: [film.filmSizeId, film.filmOrientation],
    sidesMm: size && [size.widthMm, size.heightMm].map((side) => Math.round(side * 10) / 10),
    sizes: request.substitutions.filter(({ attribute }) => /^Film(SizeID|Orientation)$/.test(attribute)),
  };
}

test('other spellings are answered 0000 with the ID that is used, and nothing is recorded', async () => {
  for (const [sent, used] of [
    ['35CMX43CM', '14INX17IN'],
    ['35X43CM', '14INX17IN'],
    ['14 x 17 inch', '14INX17IN'],
    ['20CMX25CM', '8INX10IN'],
    ['26CMX36CM', '10INX14IN'],
    ['11INX11IN', '11INX11IN'],
    ['85INX11IN', '8_5INX11IN'],
    ['a4 ', 'A4'],
  ] as const) {
    const { status, answered, film, sizes } = await printed({ FilmSizeID: sent });
    assert.deepEqual([status, answered[0], film, sizes], [0x0000, used, [used, 'PORTRAIT'], []], sent);
  }
});

test('a size with the longer side first makes the film lie; PORTRAIT beside it is recorded', async () => {
  for (const sent of ['17INX14IN', '43x35', '17 x 14 in'] as const) {
    const { status, answered, film, sizes } = await printed({ FilmSizeID: sent });
    assert.deepEqual([status, answered, sizes], [0x0000, ['14INX17IN', 'LANDSCAPE'], []], sent);
    assert.deepEqual(film, ['14INX17IN', 'LANDSCAPE'], sent);
  }
  const lying = await printed({ FilmSizeID: '17INX14IN', FilmOrientation: 'LANDSCAPE' });
  assert.deepEqual([lying.film, lying.sizes], [['14INX17IN', 'LANDSCAPE'], []]);
  const both = await printed({ FilmSizeID: '17INX14IN', FilmOrientation: 'PORTRAIT' });
  assert.deepEqual([both.status, both.film], [0x0000, ['14INX17IN', 'LANDSCAPE']]);
  assert.deepEqual(both.sizes, [
    {
      attribute: 'FilmOrientation',
      requested: 'PORTRAIT',
      used: 'LANDSCAPE',
      reason: 'Film Size ID 17INX14IN names the longer side first',
    },
  ]);
});

test('slides are as many as a lying film holds', async () => {
  const client = new PrintClient();
  await client.session();
  const slides = async (FilmSizeID: string) =>
    imageBoxUids(await client.create(BasicFilmBox, { ImageDisplayFormat: 'SLIDE', FilmSizeID })).length;
  assert.equal(await slides('10INX12IN'), 20);
  assert.equal(await slides('12INX10IN'), 20);
  assert.equal(await slides('20CMX40CM'), 21);
  await client.close();
});

test('sizes that consoles send are printed exactly where the printer prints any size', async () => {
  for (const [sent, sides] of [
    ['17INX17IN', [431.8, 431.8]],
    ['12INX15IN', [304.8, 381]],
    ['26CMX30CM', [260, 300]],
    ['18CMX24CM', [180, 240]],
  ] as const) {
    const { status, answered, film, sidesMm, sizes } = await printed({ FilmSizeID: sent });
    assert.deepEqual([status, answered[0], film[0], sizes], [0x0000, sent, sent, []]);
    assert.deepEqual(sidesMm, sides);
  }
});

test('on a printer of few sizes the nearest is used: 0116, with the reason on the job', async () => {
  const printer = { filmSizes: ['14INX17IN', '8INX10IN', 'A4'] };
  for (const [sent, used, sides] of [
    ['17INX17IN', '14INX17IN', '431.8 × 431.8 mm'],
    ['18CMX24CM', '8INX10IN', '180 × 240 mm'],
    ['26CMX30CM', 'A4', '260 × 300 mm'],
    ['24cm x 30cm', 'A4', '240 × 300 mm'],
  ] as const) {
    const { status, film, sizes } = await printed({ FilmSizeID: sent }, { printer });
    assert.deepEqual([status, film[0]], [0x0116, used], sent);
    const reason = `${sides} is not one of 14INX17IN, 8INX10IN, A4; the nearest is used`;
    assert.deepEqual(sizes, [{ attribute: 'FilmSizeID', requested: sent, used, reason }]);
  }
  const { status, film, sizes } = await printed({ FilmSizeID: 'LARGE' }, { printer });
  assert.deepEqual(
    [status, film[0], sizes[0]?.reason],
    [0x0116, '14INX17IN', 'not one of 14INX17IN, 8INX10IN, A4'],
  );
});

test('a printer of every standard size behind which an imager stands prints no other', async () => {
  const keys = { kind: 'dicom', name: 'imager', host: 'localhost', aeTitle: 'I' };
  const imager = configuredDestination(keys);
  for (const destinations of [[imager], [configuredDestination({ kind: 'pool', devices: [keys] })]]) {
    const { status, film } = await printed({ FilmSizeID: '17INX17IN' }, { printer: { destinations } });
    assert.deepEqual([status, film[0]], [0x0116, '14INX17IN']);
  }
  const { status, film } = await printed(
    { FilmSizeID: '17INX17IN' },
    { printer: { destinations: [imager], anyFilmSize: true } },
  );
  assert.deepEqual([status, film[0]], [0x0000, '17INX17IN']);
});

test('sizes of the printer’s own are on the film with their sides', async () => {
  const printer = {
    filmSizes: ['14INX17IN', 'MAMMO'],
    customFilmSizes: { MAMMO: { widthMm: 181, heightMm: 239 } },
    filmSizeAliases: { BREAST: 'MAMMO' },
  };
  for (const sent of ['MAMMO', 'mammo ', 'BREAST']) {
    const { status, answered, sidesMm } = await printed({ FilmSizeID: sent }, { printer });
    assert.deepEqual([status, answered[0], sidesMm], [0x0000, 'MAMMO', [181, 239]], sent);
  }
});

test('annex-e takes the IDs that are offered, and nothing that only means one', async () => {
  for (const [sent, status] of [
    ['14INX17IN', 0x0000],
    ['CURRENT', 0x0000],
    ['14X17', 0x0116],
    ['17INX17IN', 0x0116],
    ['35CMX43CM', 0x0116],
  ] as const) {
    const answer = await printed({ FilmSizeID: sent }, { profile: 'annex-e' });
    assert.deepEqual([answer.status, answer.film[0]], [status, '14INX17IN'], sent);
  }
});

test('every size that PS3.3 and the annexes name is offered', () => {
  const named = ['8INX10IN', '8_5INX11IN', '10INX12IN', '10INX14IN', '11INX11IN', '11INX14IN', '11INX17IN'];
  const others = ['14INX14IN', '14INX17IN', '24CMX24CM', '24CMX30CM', 'A4', 'A3'];
  assert.deepEqual(
    [...named, ...others].filter((id) => !filmSizeIds.some((known) => known === id)),
    [],
  );
});
