// Unique identifiers: ours are UUIDs, and valid.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  implementationClassUid,
  isTransferSyntax,
  isUid,
  sopClasses,
  sopInstances,
} from '../../../src/dicom/data-set/uids.ts';
import { newUid } from '../../../src/shared/uid.ts';

/** Version and variant of the UUID that a UID under 2.25 is made of (PS3.5 B.2). */
function uuidOf(uid: string): readonly [version: number, variant: number] {
  const value = BigInt(uid.replace(/^2\.25\./, ''));
  assert.ok(value < 2n ** 128n);
  return [Number((value >> 76n) & 0xfn), Number((value >> 62n) & 3n)];
}

test('new UIDs are random UUIDs, each its own', () => {
  const uids = Array.from({ length: 100 }, newUid);
  assert.equal(new Set(uids).size, 100);
  for (const uid of uids) {
    assert.ok(isUid(uid), uid);
    assert.deepEqual(uuidOf(uid), [4, 2], uid);
  }
});

test('the implementation class UID is a random UUID too', () => {
  assert.ok(isUid(implementationClassUid));
  assert.deepEqual(uuidOf(implementationClassUid), [4, 2]);
});

test('UIDs have components without leading zeros, and 64 characters at most (PS3.5 9.1)', () => {
  for (const uid of ['1.2.840.10008.1.1', '0.0', '2.25.0', '1'.repeat(64)])
    assert.equal(isUid(uid), true, uid);
  for (const uid of ['', '1.', '.1', '1..2', '1.02', '1.2a', ' 1.2', '1.2 ', '1'.repeat(65)])
    assert.equal(isUid(uid), false, uid);
});

test('the UIDs of the standard have the right format and differ', () => {
  const all = [...Object.values(sopClasses), ...Object.values(sopInstances)];
  assert.equal(new Set(all).size, all.length);
  for (const uid of all) assert.ok(isUid(uid), uid);
});

test('transfer syntaxes of the wire are the three native ones', () => {
  for (const uid of ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2'])
    assert.equal(isTransferSyntax(uid), true);
  // Deflated, and JPEG baseline
  for (const uid of ['1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.4.50', ''])
    assert.equal(isTransferSyntax(uid), false);
});
