import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chooseMedia,
  mediaAdvice,
  type MediaChoice,
} from '../../../../src/destinations/ipp/media/choose-media.ts';
import { mediaNameText, mediaSize } from '../../../../src/destinations/ipp/media/media-name.ts';
import { IppAttributes } from '../../../../src/destinations/ipp/protocol/ipp-attributes.ts';
import { mediaOffer } from '../../../../src/destinations/ipp/media/media-offer.ts';
import { isSameSize } from '../../../../src/destinations/ipp/media/medium.ts';
import { filmSizes, type FilmSizeId } from '../../../../src/shared/film/film-sizes.ts';

test('reads sizes from the names of PWG 5101.1, and from older names', () => {
  assert.deepEqual(mediaSize('iso_a4_210x297mm'), { widthMm: 210, heightMm: 297 });
  assert.deepEqual(mediaSize('na_10x14_10x14in'), { widthMm: 254, heightMm: 355.59999999999997 });
  assert.deepEqual(mediaSize('custom_film_355.6x431.8mm'), { widthMm: 355.6, heightMm: 431.8 });
  for (const name of [
    'na-letter',
    'letter',
    'Letter',
    'na_letter',
    'Letter.FullBleed',
    'na-letter-white',
    'w612h792',
  ]) {
    const size = mediaSize(name);
    assert.ok(size && isSameSize(size, { widthMm: 215.9, heightMm: 279.4 }), name);
  }
  for (const name of ['A4', 'a4', 'iso-a4', 'iso-a4-white', 'A4Small', 'A4.Borderless', '210x297mm']) {
    assert.deepEqual(mediaSize(name), { widthMm: 210, heightMm: 297 }, name);
  }
  for (const [name, widthMm, heightMm] of [
    ['legal', 215.9, 355.6],
    ['Tabloid', 279.4, 431.8],
    ['11x17', 279.4, 431.8],
    ['14x17in', 355.6, 431.8],
    ['JIS-B4', 257, 364],
    ['Custom.14x17in', 355.6, 431.8],
    ['SuperB', 330.2, 482.6],
  ] as const) {
    const size = mediaSize(name);
    assert.ok(size && isSameSize(size, { widthMm, heightMm }), name);
  }
  for (const name of [
    'main',
    'custom_max_330x483mm',
    'roll_current_914x0mm',
    'iso_a4_0x0mm',
    'a_b_1x1yd',
    '',
    'constructor',
    'toString',
    'unknown',
    'manual',
    'tray-1',
  ]) {
    assert.equal(mediaSize(name), undefined, name);
  }
});

test('describes the loaded media', () => {
  for (const [name, text] of [
    ['na_letter_8.5x11in', 'Letter (216 × 279 mm)'],
    ['iso_a4_210x297mm', 'A4 (210 × 297 mm)'],
    ['A4', 'A4 (210 × 297 mm)'],
    ['custom_ready_297x420mm', 'A3 (297 × 420 mm)'],
    ['custom_film_355.6x431.8mm', '356 × 432 mm'],
    ['na_super-b_13x19in', 'Super b (330 × 483 mm)'],
    ['roll_current_914x0mm', 'roll, 914 mm wide'],
    ['main', 'main'],
  ] as const) {
    assert.equal(mediaNameText(name), text);
  }
});

const [letter, legal, a4, a3] = [
  'na_letter_8.5x11in',
  'na_legal_8.5x14in',
  'iso_a4_210x297mm',
  'iso_a3_297x420mm',
] as const;
const [ledger, superB, envelope] = ['na_ledger_11x17in', 'na_super-b_13x19in', 'iso_dl_110x220mm'] as const;
const margins = { top: 4, right: 5, bottom: 6, left: 7 };

/** Attributes of a printer with these media. */
interface Said {
  readonly ready?: readonly string[];
  readonly supported?: readonly string[];
  readonly standard?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}
const marginValues = {
  'media-top-margin-supported': 400,
  'media-right-margin-supported': 500,
  'media-bottom-margin-supported': 600,
  'media-left-margin-supported': 700,
};

function choose(
  films: readonly FilmSizeId[],
  { ready, supported, standard, more }: Said,
  rules: { whenTooSmall?: 'refuse'; whenNotLoaded?: 'wait' } = {},
): MediaChoice {
  const offer = mediaOffer(
    new IppAttributes({
      ...marginValues,
      'media-ready': ready,
      'media-supported': supported,
      'media-default': standard,
      ...more,
    }),
  );
  return chooseMedia(
    films.map((id) => filmSizes[id]),
    offer,
    { whenTooSmall: 'fit', whenNotLoaded: 'print', ...rules },
  );
}

const nameOf = (choice: MediaChoice) => ('medium' in choice ? choice.medium.name : undefined);
const sizeOf = (choice: MediaChoice) =>
  'medium' in choice
    ? [choice.medium.widthMm, choice.medium.heightMm].map((mm) => Number(mm.toFixed(2)))
    : undefined;

test('prefers a medium of the size of the film, and does not change the film', () => {
  const choice = choose(['8_5INX11IN'], { ready: [a3, letter], supported: [a4] });
  assert.deepEqual([choice.kind, nameOf(choice), 'paper' in choice], ['chosen', letter, false]);
});

test('otherwise chooses the smallest medium that holds the film within its margins', () => {
  const choice = choose(['8INX10IN'], { ready: [a3, ledger, a4, envelope] });
  const paper = { widthMm: 210, heightMm: 297, marginsMm: margins };
  assert.deepEqual(choice, { kind: 'chosen', medium: { name: a4, widthMm: 210, heightMm: 297 }, paper });
});

test('otherwise chooses the medium on which the film is largest', () => {
  assert.equal(nameOf(choose(['14INX17IN'], { ready: [envelope, letter, a3, superB, ledger] })), superB);
  assert.equal(nameOf(choose(['14INX17IN'], { ready: [envelope, letter, legal] })), letter);
});

test('chooses one medium for all films of a job', () => {
  const choice = choose(['8INX10IN', 'A4', '11INX14IN'], { ready: [a4, a3] });
  assert.equal(nameOf(choice), a3);
  assert.ok(choice.kind === 'chosen' && choice.paper);
});

test('waits for a medium that is not loaded, or prints on a loaded one, as configured', () => {
  const offer = { ready: [letter], supported: [letter, a3] };
  const waiting = choose(['A3'], offer, { whenNotLoaded: 'wait' });
  assert.deepEqual([waiting.kind, nameOf(waiting)], ['not-loaded', a3]);
  assert.equal(mediaAdvice(waiting), 'Load A3 (297 × 420 mm).');
  assert.equal(nameOf(choose(['A3'], offer)), letter);
});

test('assumes the size of the film, or the default, for a printer that does not report loaded media', () => {
  const own = choose(['A3'], { supported: [letter, a3], standard: letter }, { whenNotLoaded: 'wait' });
  assert.deepEqual([own.kind, nameOf(own)], ['chosen', a3]);
  assert.equal(nameOf(choose(['A4'], { standard: a4 })), a4);
  // The film would be larger on Letter and Legal, but A4 is the default of the printer.
  assert.equal(nameOf(choose(['14INX17IN'], { supported: [letter, legal, a4], standard: a4 })), a4);
  assert.equal(nameOf(choose(['14INX17IN'], { supported: [letter, a3], standard: 'A4' })), 'A4');
  assert.equal(nameOf(choose(['14INX17IN'], { supported: [letter, a3] })), a3);
  assert.deepEqual(choose(['A4'], { ready: ['main'], supported: ['tray-1'] }), { kind: 'unknown' });
  assert.deepEqual(choose(['A4'], { supported: ['unknown'], standard: 'unknown' }), { kind: 'unknown' });
});

test('accepts older names of loaded media, and sends them unchanged', () => {
  assert.equal(nameOf(choose(['A4'], { ready: ['A4', 'letter'] })), 'A4');
  assert.equal(
    nameOf(choose(['8_5INX11IN'], { ready: ['iso-a4-white', 'na-letter-white'] })),
    'na-letter-white',
  );
  assert.equal(nameOf(choose(['11INX14IN'], { ready: ['A4', 'Tabloid'] })), 'Tabloid');
});

test('refuses a film that is larger than every medium, if so configured', () => {
  const offer = { ready: [letter], supported: [letter, a4] };
  const refused = choose(['14INX17IN'], offer, { whenTooSmall: 'refuse' });
  assert.deepEqual([refused.kind, nameOf(refused)], ['too-small', letter]);
  assert.equal(choose(['8INX10IN'], offer, { whenTooSmall: 'refuse' }).kind, 'chosen');
});

const size = (x: unknown, y: unknown) => ({ 'x-dimension': x, 'y-dimension': y });
const loaded = (x: unknown, y: unknown, more: object = {}) => ({ 'media-size': size(x, y), ...more });

test('a roll of 62 mm is cut to what a scaled film needs, between the margins', () => {
  const label = choose(['A4'], {
    ready: ['roll_current_62x0mm'],
    supported: ['roll_min_12x12.7mm', 'roll_max_103x1000mm'],
    more: { 'media-col-ready': [loaded(6200, [1270, 100_000])] },
  });
  // (62 - 7 - 5) / 210 of 297 mm, and 4 + 6 mm of margins.
  assert.deepEqual(sizeOf(label), [62, 80.72]);
  assert.ok(label.kind === 'chosen' && label.paper);
  assert.equal(label.paper.widthMm, 62);
});

test('a roll that holds the film gives its size where the printer takes any, else a length of the roll', () => {
  const rolls = {
    ready: ['roll_current_558x0mm', 'roll_current_914x0mm'],
    more: { 'media-col-ready': [loaded(55_800, [27_940, 9_200_000]), loaded(91_400, [27_940, 9_200_000])] },
  };
  const any = choose(['14INX17IN'], {
    ...rolls,
    supported: ['custom_min_210x279.4mm', 'custom_max_914x92000mm'],
  });
  assert.deepEqual([sizeOf(any), 'paper' in any], [[355.6, 431.8], false]);
  const named = choose(['A4'], {
    ...rolls,
    supported: [a4, 'custom_min_210x279.4mm', 'custom_max_914x92000mm'],
  });
  assert.equal(nameOf(named), a4);
  // The narrower roll; the film lies across it: 355.6 + 4 + 6 mm.
  const cut = choose(['14INX17IN'], rolls);
  assert.deepEqual(sizeOf(cut), [558, 365.6]);
  assert.ok(cut.kind === 'chosen' && cut.paper);
  const byName = choose(['A3'], { ready: ['roll_current_609.6x0mm'] });
  assert.deepEqual(sizeOf(byName), [609.6, 307]);
});

test('prefers a loaded sheet to a roll that wastes more, and a roll to a sheet that is too small', () => {
  const both = { ready: [letter, 'roll_current_610x0mm'] };
  assert.equal(nameOf(choose(['8INX10IN'], both)), letter);
  assert.deepEqual(sizeOf(choose(['14INX17IN'], both)), [610, 365.6]);
});

test('uses a custom size for true size when no named size holds the film', () => {
  const custom = { supported: [letter, 'custom_min_76.2x127mm', 'custom_max_610x18000mm'] };
  assert.deepEqual(sizeOf(choose(['14INX17IN'], custom)), [355.6, 431.8]);
  const bySize = {
    supported: [letter],
    more: { 'media-size-supported': [size([7620, 40_000], [12_700, 50_000])] },
  };
  assert.deepEqual(sizeOf(choose(['14INX17IN'], bySize)), [355.6, 431.8]);
  const inDatabase = {
    supported: [letter],
    more: { 'media-col-database': [loaded([7620, 40_000], [12_700, 50_000])] },
  };
  assert.deepEqual(sizeOf(choose(['14INX17IN'], inDatabase)), [355.6, 431.8]);
  // A named size that holds the film is preferred, because users load named sizes.
  assert.equal(nameOf(choose(['8INX10IN'], custom)), letter);
  // A range that is ten times too large is an error of the printer.
  const wrong = {
    supported: [a4],
    more: { 'media-size-supported': [size([76_000, 216_000], [127_000, 356_000])] },
  };
  assert.equal(nameOf(choose(['14INX17IN'], wrong)), a4);
});

test('names rounded descriptions by their standard size', () => {
  for (const [x, y, name] of [
    [21_590, 27_940, letter],
    [21_589, 27_941, letter],
    [21_000, 29_700, a4],
    [29_699, 42_000, a3],
  ] as const) {
    const supported = [letter, a4, a3];
    assert.equal(
      nameOf(choose(['14INX17IN'], { supported, more: { 'media-col-ready': [loaded(x, y)] } })),
      name,
    );
  }
});

const tray = (fields: string) => `type=sheetFeedAutoNonRemovableTray;${fields}`;
for (const [unit, fields, name] of [
  ['micrometers', 'dimunit=micrometers;mediafeed=297000;mediaxfeed=210000;level=-2;status=0;name=Tray 2', a4],
  [
    'ten thousandths of an inch',
    'dimunit=3;mediafeed=116900;mediaxfeed=82700;level=250;status=0;name=Tray 1;',
    a4,
  ],
  ['undeclared inches', 'mediafeed=110000;mediaxfeed=85000;level=-3;status=0;name=Tray 2;', letter],
  ['undeclared hundredths', 'mediafeed=27940;mediaxfeed=21590;level=-3;status=0;name=Drawer1;', letter],
] as const) {
  test(`without media-ready the loaded media are those of the trays: ${unit}`, () => {
    const more = {
      'printer-input-tray': [
        tray(fields),
        tray('mediafeed=420000;mediaxfeed=297000;dimunit=4;level=0;status=19;name=Tray 9;'),
        'type=sheetFeedManual;mediafeed=420000;mediaxfeed=297000;dimunit=4;level=-2;status=0;name=manual;',
        'type=other;mediafeed=-2;mediaxfeed=-2;level=-2;status=0;name=auto;',
        'nonsense',
      ],
    };
    const supported = [letter, legal, a4, a3];
    assert.equal(nameOf(choose(['14INX17IN'], { supported, standard: legal, more })), name);
  });
}

test('a medium that is only in an empty tray does not count as loaded', () => {
  const more = {
    'media-col-ready': [
      loaded(21_590, 35_560, { 'media-source': 'alternate' }),
      loaded(21_000, 29_700, { 'media-source': 'tray-1' }),
    ],
    'printer-input-tray': [
      'name=alternate;type=sheetFeedManual;dimunit=micrometers;mediafeed=355600;mediaxfeed=215900;level=0;status=3;',
      'name=tray-1;type=sheetFeedAutoNonRemovableTray;mediafeed=297000;mediaxfeed=210000;level=-3;status=0;',
    ],
  };
  const said = { ready: [legal, a4], supported: [legal, a4] };
  assert.equal(nameOf(choose(['14INX17IN'], { ...said, more })), a4);
  assert.equal(nameOf(choose(['14INX17IN'], said)), legal);
});
