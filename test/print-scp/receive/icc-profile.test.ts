// ICC Profile (0028,2000) in requests: which profile an image gets, what is recorded of one that is not used, and that
// nothing of an unused one is kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { maxProfileBytes } from '../../../src/print-scp/receive/profile-receiver.ts';
import { matrixProfile, unknownCurve, widePrimaries } from '../../support/icc-profiles.ts';
import { colorImage, grayImage, PrintClient } from '../../support/print-client.ts';

const { BasicColorImageBox, BasicColorPrintManagementMeta, BasicFilmBox, BasicGrayscaleImageBox } =
  sopClasses;

const profileOf = (gamma: number) => new Uint8Array(matrixProfile(widePrimaries, gamma));
/** A profile with so many bytes of nothing behind its tags. */
function padded(profile: Uint8Array, byteLength: number): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  bytes.set(profile);
  return bytes;
}

interface Sent {
  readonly filmBox?: Uint8Array;
  readonly changed?: Uint8Array;
  readonly imageBox?: Uint8Array;
  readonly image?: Uint8Array;
}

const stated = (profile: Uint8Array | undefined) => (profile === undefined ? {} : { ICCProfile: profile });

/** Prints a color film with these profiles: every answer is Success. Gives the profile that its image has. */
async function printed(sent: Sent) {
  const client = new PrintClient({ abstractSyntaxes: [BasicColorPrintManagementMeta] });
  await client.session();
  const filmBox = await client.filmBox(stated(sent.filmBox));
  const set = await client.set(BasicColorImageBox, filmBox.images[0] ?? '', {
    ImageBoxPosition: 1,
    ...stated(sent.imageBox),
    BasicColorImageSequence: [colorImage(2, 2, new Uint8Array(12), stated(sent.image))],
  });
  assert.equal(set.status, 0x0000);
  if (sent.changed) {
    assert.equal((await client.set(BasicFilmBox, filmBox.uid, stated(sent.changed))).status, 0x0000);
  }
  assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0x0000);
  const [request] = client.spool.accepted;
  const pixels = request?.films[0]?.images[0]?.pixels;
  assert.ok(pixels?.kind === 'rgb');
  assert.equal(pixels.data.byteLength, 12);
  const profile = pixels.iccProfile && client.spool.blobs.get(pixels.iccProfile.key);
  await client.close();
  assert.equal(client.spool.openBlobs, 0);
  return { profile, substitutions: request?.substitutions, blobs: client.spool.blobs.size };
}

const [ofFilmBox, ofImageBox, ofImage] = [profileOf(1.8), profileOf(2), profileOf(2.2)];

test('the profile of the image is used before that of its box, and that before the film box’s', async () => {
  const cases: readonly (readonly [Sent, Uint8Array])[] = [
    [{ filmBox: ofFilmBox, imageBox: ofImageBox, image: ofImage }, ofImage],
    [{ filmBox: ofFilmBox, imageBox: ofImageBox }, ofImageBox],
    [{ filmBox: ofFilmBox }, ofFilmBox],
    [{ filmBox: ofFilmBox, changed: ofImage }, ofImage],
    [{ changed: ofFilmBox }, ofFilmBox],
    [{ filmBox: ofFilmBox, imageBox: new Uint8Array(0) }, ofFilmBox],
    [{ image: padded(ofImage, maxProfileBytes) }, padded(ofImage, maxProfileBytes)],
  ];
  for (const [sent, expected] of cases) {
    const { profile, substitutions, blobs } = await printed(sent);
    assert.deepEqual(profile && [...profile.subarray(0, 600)], [...expected.subarray(0, 600)]);
    assert.equal(profile?.length, expected.length);
    assert.deepEqual(substitutions, []);
    // The pixels and the profile: those that were replaced are gone.
    assert.equal(blobs, 2);
  }
});

const cutOff = ofImage.subarray(0, 320);
const refused: readonly (readonly [Uint8Array, string])[] = [
  [new Uint8Array(400), 'it is not an ICC profile'],
  [new Uint8Array(600_000), 'it is not an ICC profile'],
  [ofImage.subarray(0, 64), 'it is not an ICC profile'],
  [cutOff, `the profile is cut off: it says ${ofImage.length} bytes and has 320`],
  [
    new Uint8Array(matrixProfile(widePrimaries, 2.2, { colorSpace: 'CMYK' })),
    'the profile is for CMYK, not for RGB',
  ],
  [
    new Uint8Array(matrixProfile(widePrimaries, 2.2, { colorSpace: 'GRAY' })),
    'the profile is for GRAY, not for RGB',
  ],
  [
    new Uint8Array(matrixProfile(widePrimaries, 2.2, { colorSpace: 'Lab ' })),
    'the profile is for Lab, not for RGB',
  ],
  [
    new Uint8Array(matrixProfile(widePrimaries, 2.2, { profileClass: 'link' })),
    'it is a profile of class link',
  ],
  [
    new Uint8Array(matrixProfile(widePrimaries, 2.2, { without: ['gXYZ'] })),
    'the profile has neither a table nor a matrix with its curves',
  ],
  [
    padded(ofImage, maxProfileBytes + 2),
    `a profile of ${maxProfileBytes + 2} bytes; at most ${maxProfileBytes} are read`,
  ],
];
for (const [profile, reason] of refused) {
  test(`a profile that cannot be used costs nothing and is recorded: ${reason}, ${profile.length} bytes`, async () => {
    const note = {
      attribute: 'ICCProfile',
      requested: `${profile.length + (profile.length % 2)} bytes`,
      used: 'not used',
      reason: `${reason}; color is taken as sRGB`,
    };
    for (const sent of [{ image: profile }, { imageBox: profile }, { filmBox: profile }]) {
      const result = await printed(sent);
      assert.equal(result.profile, undefined);
      assert.deepEqual(result.substitutions, [note]);
      assert.equal(result.blobs, 1);
    }
  });
}

test('a gray film has no use for a profile: recorded, and nothing of it is kept', async () => {
  const client = new PrintClient();
  await client.session();
  const filmBox = await client.filmBox({ ICCProfile: ofFilmBox });
  const set = await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', {
    ImageBoxPosition: 1,
    ICCProfile: ofImageBox,
    BasicGrayscaleImageSequence: [grayImage(1, 2, new Uint8Array(2))],
  });
  assert.equal(set.status, 0x0000);
  assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0x0000);
  const [request] = client.spool.accepted;
  assert.deepEqual(
    request?.substitutions.map(({ attribute, reason }) => [attribute, reason]),
    [['ICCProfile', 'a grayscale film does not use a color profile']],
  );
  assert.deepEqual(
    [...client.spool.blobs.values()].map(({ length }) => length),
    [2],
  );
  await client.close();
});

test('a profile that cannot be stored does not cost the film box', async () => {
  const client = new PrintClient({ abstractSyntaxes: [BasicColorPrintManagementMeta] });
  await client.session();
  client.spool.failWrite = new Error('ENOSPC');
  const filmBox = await client.filmBox({ ICCProfile: ofFilmBox });
  client.spool.failWrite = undefined;
  assert.equal(client.spool.openBlobs, 0);
  const set = await client.set(BasicColorImageBox, filmBox.images[0] ?? '', {
    ImageBoxPosition: 1,
    BasicColorImageSequence: [colorImage(2, 2, new Uint8Array(12))],
  });
  assert.equal(set.status, 0x0000);
  assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0x0000);
  const [request] = client.spool.accepted;
  assert.match(
    request?.substitutions[0]?.reason ?? '',
    /could not be stored \(ENOSPC\); color is taken as sRGB/,
  );
  await client.close();
});

test('a profile with a valid header and tags is kept: errors that only lcms finds are reported at rendering', async () => {
  const image = new Uint8Array(unknownCurve(widePrimaries, 2));
  const { profile, substitutions } = await printed({ image });
  assert.deepEqual([...(profile ?? [])], [...image]);
  assert.deepEqual(substitutions, []);
});
