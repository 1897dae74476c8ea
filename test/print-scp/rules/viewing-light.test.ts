// Unrealistic values of Illumination and Reflected Ambient Light are recorded on the job and logged, once; on paper the
// attributes have no effect, and the job records that.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Substitution } from '../../../src/shared/film/film.ts';
import { media, type MediumName } from '../../../src/shared/film/printer.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { grayImage, PrintClient } from '../../support/print-client.ts';
import { recordingLog } from '../../support/recording-log.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox } = sopClasses;

async function notesOf(medium: MediumName, light: Record<string, number>, films = 1) {
  const { log, lines } = recordingLog();
  const client = new PrintClient({ log, printer: { medium: media[medium] } });
  const session = await client.session();
  for (let film = 0; film < films; film += 1) {
    const filmBox = await client.filmBox({ ImageDisplayFormat: 'STANDARD\\1,1', ...light });
    await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', {
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [grayImage(2, 2, new Uint8Array(4))],
    });
    if (films === 1) assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0);
  }
  if (films > 1) assert.equal((await client.action(BasicFilmSession, session)).status, 0);
  await client.close();
  const ofLight = ({ attribute }: Pick<Substitution, 'attribute'>) =>
    /Illumination|AmbientLight/.test(attribute);
  const logged = lines.filter(
    ({ event, fields }) => event === 'print.substituted' && ofLight(fields as never),
  );
  return { notes: client.spool.accepted[0]?.substitutions.filter(ofLight), logged: logged.length };
}

test('more ambient light than comes through the film is recorded', async () => {
  // 10 cd/m² through a density of 0.2 are 6.3.
  assert.deepEqual(await notesOf('blue-film', { Illumination: 10, ReflectedAmbientLight: 65_535 }), {
    notes: [
      {
        attribute: 'ReflectedAmbientLight',
        requested: '65535',
        used: '65535',
        reason:
          'more light is reflected from the film than comes through its white (6 cd/m²), so grays differ from those on ' +
          'a light box; measure it with the light box off',
      },
    ],
    logged: 1,
  });
});

test('a white beyond the display function is recorded, once for all films of a session', async () => {
  // 65535 · 10^-0.05 + 10
  const { notes, logged } = await notesOf('clear-film', { Illumination: 65_535 }, 2);
  assert.deepEqual(notes, [
    {
      attribute: 'Illumination',
      requested: '65535',
      used: 'white of 3993 cd/m²',
      reason: 'white would have 58418 cd/m², for which the display function of PS3.14 has no luminance',
    },
  ]);
  assert.equal(logged, 1);
});

test('light of view boxes is not', async () => {
  const nothing = { notes: [], logged: 0 };
  assert.deepEqual(await notesOf('blue-film', {}), nothing);
  assert.deepEqual(await notesOf('blue-film', { Illumination: 3500, ReflectedAmbientLight: 20 }), nothing);
  assert.deepEqual(await notesOf('blue-film', { Illumination: 1, ReflectedAmbientLight: 0 }), nothing);
});

test('on paper and on displays light has no effect: that is recorded, once, and the answer is 0000', async () => {
  for (const medium of ['paper', 'display'] as const) {
    assert.deepEqual(await notesOf(medium, {}), { notes: [], logged: 0 });
    const { notes, logged } = await notesOf(medium, { Illumination: 2000, ReflectedAmbientLight: 10 }, 2);
    assert.deepEqual(
      notes?.map(({ attribute, requested, used }) => [attribute, requested, used]),
      [
        ['Illumination', '2000', 'not used'],
        ['ReflectedAmbientLight', '10', 'not used'],
      ],
    );
    assert.match(
      notes[0]?.reason ?? '',
      medium === 'paper' ? /^no effect on paper/ : /^no effect on a display/,
    );
    assert.equal(logged, 2);
  }
});
