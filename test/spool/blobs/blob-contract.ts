// The contract of blob engines as one suite: the test of an engine calls `blobContract` with a function that opens it.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { JobFailure } from '../../../src/shared/errors/errors.ts';
import type { BlobRef, BlobWriter } from '../../../src/shared/film/film.ts';
import { withBlobFiles, type Blobs } from '../../../src/spool/blobs/blobs.ts';
import { later, noon } from '../spool-fixture.ts';

/** One place where an engine keeps blobs. */
export interface BlobPlace {
  /** Opens it, as a start of the server does; what is there from before stays. */
  open(now: () => Date): Promise<Blobs>;
  /** Takes the last byte from a kept blob, as a crash of the machine or a bad disk may. */
  tear(ref: BlobRef): Promise<void>;
  /** Lets nothing more be written, as a full disk or bucket does (ENOSPC), until the function that it returns is called. */
  fill(): Promise<() => void>;
  /** Keys of all that takes room in it: kept, arrived and begun. */
  keys(): Promise<readonly string[]>;
}

/** A new and empty place, which is gone after the test. */
export type OpenBlobPlace = (context: TestContext) => Promise<BlobPlace>;

const clock = () => noon;

export async function write(writer: BlobWriter, bytes: Uint8Array, fragment: number): Promise<void> {
  for (let offset = 0; offset < bytes.length; offset += fragment) {
    // A copy, overwritten afterwards: the bytes must have been taken when `write` is done.
    const chunk = Buffer.from(bytes.subarray(offset, offset + fragment));
    await writer.write(chunk);
    chunk.fill(0xee);
  }
}

/** A finished blob of these bytes. */
export async function stored(blobs: Blobs, bytes: Uint8Array, fragment = 4096): Promise<BlobRef> {
  const writer = await blobs.open();
  await write(writer, bytes, fragment);
  return writer.finish();
}

export async function keep(blobs: Blobs, ...refs: readonly BlobRef[]): Promise<void> {
  await blobs.synced(refs);
  await blobs.keep(refs);
}

async function kept(blobs: Blobs, text: string): Promise<BlobRef> {
  const ref = await stored(blobs, Buffer.from(text));
  await keep(blobs, ref);
  return ref;
}

async function bytesOf(blobs: Blobs, ref: BlobRef): Promise<Buffer> {
  const reader = await blobs.openReader(ref);
  try {
    return Buffer.from(await reader.read(0, ref.byteLength + 1));
  } finally {
    await reader.close();
  }
}

const isMissing = (error: unknown) => error instanceof JobFailure && error.code === 'pixels-missing';

/** Tests an engine; `openPlace` makes a new, empty place of it. */
export function blobContract(openPlace: OpenBlobPlace): void {
  describe('blob contract', () => {
    const opened = async (context: TestContext) => {
      const place = await openPlace(context);
      return { place, blobs: await place.open(clock) };
    };

    test('what is written is what is read, whatever the fragments, before it is kept and after', async (context) => {
      const { blobs } = await opened(context);
      const source = randomBytes(400_000);
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 0, max: source.length }),
          fc.oneof(fc.integer({ min: 1000, max: 70_000 }), fc.integer({ min: 131_071, max: 800_000 })),
          async (length, fragment) => {
            const bytes = source.subarray(0, length);
            const ref = await stored(blobs, bytes, fragment);
            assert.equal(ref.byteLength, length);
            assert.ok((await bytesOf(blobs, ref)).equals(bytes));
            await keep(blobs, ref);
            assert.ok((await bytesOf(blobs, ref)).equals(bytes));
            await withBlobFiles(blobs, [ref], async (paths) => {
              assert.ok((await readFile(paths[ref.key] ?? '')).equals(bytes));
            });
            await blobs.remove([ref.key]);
          },
        ),
        { numRuns: 30 },
      );
    });

    test('a blob is written once: finish and discard end its writer', async (context) => {
      const { blobs } = await opened(context);
      const writer = await blobs.open();
      const ref = await writer.finish();
      assert.equal(ref.byteLength, 0);
      assert.throws(() => writer.write(Buffer.alloc(1)), /has ended/);
      await assert.rejects(writer.finish(), /has ended/);
      // Too late: the blob is whole, and goes with `remove`.
      await writer.discard();
      await keep(blobs, ref);
      const other = await stored(blobs, Buffer.from('x'));
      assert.notEqual(other.key, ref.key);
    });

    test('a full place says so by write or finish, each time anew, and what was begun takes no room', async (context) => {
      const { place, blobs } = await opened(context);
      const before = await kept(blobs, 'before');
      const makeRoom = await place.fill();
      for (const length of [10, 1_000_000]) {
        const writer = await blobs.open();
        const complete = async () => {
          await write(writer, Buffer.alloc(length), 100_000);
          await writer.finish();
        };
        await assert.rejects(complete, { code: 'ENOSPC' });
        await assert.rejects(writer.finish(), { code: 'ENOSPC' });
        await writer.discard();
      }
      assert.deepEqual(await place.keys(), [before.key]);
      makeRoom();
      const after = await kept(blobs, 'after');
      for (const [ref, text] of [
        [before, 'before'],
        [after, 'after'],
      ] as const)
        assert.equal((await bytesOf(blobs, ref)).toString(), text);
      assert.deepEqual([...(await place.keys())].toSorted(), [before.key, after.key].toSorted());
    });

    test('a range of a blob is read, and less at its end', async (context) => {
      const { blobs } = await opened(context);
      const ref = await kept(blobs, '0123456789');
      const reader = await blobs.openReader(ref);
      const text = async (position: number, length: number) =>
        Buffer.from(await reader.read(position, length)).toString();
      assert.deepEqual([await text(3, 4), await text(8, 5), await text(20, 1)], ['3456', '89', '']);
      await reader.close();
    });

    test('kept blobs survive a restart; others are removed', async (context) => {
      const { place, blobs } = await opened(context);
      const ref = await kept(blobs, 'pixels');
      // Kept twice (a film box printed twice) it stays.
      await keep(blobs, ref);
      const left = await stored(blobs, Buffer.from('half of a film'));
      const again = await place.open(() => later(60));
      assert.equal((await bytesOf(again, ref)).toString(), 'pixels');
      await assert.rejects(again.openReader(left), isMissing);
      await assert.rejects(again.keep([left]), isMissing);
    });

    test('an absent or incomplete blob is missing for keeping, reading and leasing', async (context) => {
      const { place, blobs } = await opened(context);
      const never = { key: '1kjmma2g0aaaaaaa', byteLength: 6 };
      for (const ask of [() => blobs.keep([never]), () => blobs.openReader(never), () => blobs.lease(never)])
        await assert.rejects(ask, isMissing);
      const torn = await kept(blobs, 'pixels');
      await place.tear(torn);
      await assert.rejects(blobs.lease(torn), isMissing);
      await assert.rejects(blobs.keep([torn]), isMissing);
      // If one is missing, none is leased.
      const whole = await kept(blobs, 'whole');
      await assert.rejects(
        withBlobFiles(blobs, [whole, torn], () => assert.fail('it is missing')),
        isMissing,
      );
    });

    test('a key that no engine makes leads nowhere', async (context) => {
      const { blobs } = await opened(context);
      for (const key of ['../../../etc/passwd', '', '1kjmma2g0aaaaaa/', 'x'.repeat(17)])
        await assert.rejects(blobs.lease({ key, byteLength: 1 }), /not a key of a blob/);
    });

    test('a leased blob survives its removal until the lease ends, and is missing for others', async (context) => {
      const { blobs } = await opened(context);
      const ref = await kept(blobs, 'pixels');
      const [one, two] = [await blobs.lease(ref), await blobs.lease(ref)];
      await blobs.remove([ref.key]);
      await assert.rejects(blobs.lease(ref), isMissing);
      await assert.rejects(blobs.keep([ref]), isMissing);
      await one.release();
      await one.release();
      assert.equal(await readFile(two.path, 'utf8'), 'pixels');
      await two.release();
      assert.equal(existsSync(two.path), false);
      await assert.rejects(blobs.openReader(ref), isMissing);
    });

    test('many read at once, each at its place', async (context) => {
      const { blobs } = await opened(context);
      const bytes = randomBytes(100_000);
      const ref = await stored(blobs, bytes);
      await keep(blobs, ref);
      const read = async (at: number) => {
        const reader = await blobs.openReader(ref);
        const found = Buffer.from(await reader.read(at * 5000, 5000));
        await reader.close();
        return found.equals(bytes.subarray(at * 5000, at * 5000 + 5000));
      };
      const all = await Promise.all(Array.from({ length: 20 }, (_, at) => read(at)));
      assert.ok(all.every(Boolean));
    });

    test('removing an absent blob succeeds; discarded and removed blobs are gone', async (context) => {
      const { blobs } = await opened(context);
      const begun = await blobs.open();
      await begun.write(Buffer.alloc(300_000));
      await begun.discard();
      const finished = await stored(blobs, Buffer.from('x'));
      await blobs.remove([finished.key, finished.key, '1kjmma2g0aaaaaaa']);
      await assert.rejects(blobs.openReader(finished), isMissing);
    });

    test('orphans are looked for among what an earlier run kept, never among what may be just accepted', async (context) => {
      const { place, blobs } = await opened(context);
      const ref = await kept(blobs, 'pixels');
      const earlier = async (some: Blobs) => {
        const keys: string[] = [];
        for await (const part of some.earlierKeys()) keys.push(...part);
        return keys;
      };
      assert.deepEqual(await earlier(blobs), []);
      const next = await place.open(() => later(60));
      const fresh = await kept(next, 'new');
      assert.deepEqual(await earlier(next), [ref.key]);
      await next.remove([ref.key]);
      assert.deepEqual(await earlier(next), []);
      assert.equal((await bytesOf(next, fresh)).toString(), 'new');
    });
  });
}
