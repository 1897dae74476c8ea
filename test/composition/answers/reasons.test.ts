// Why a requested value was replaced: every reason that the sources write has a message, with its values.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { reasonMessages, reasonOf } from '../../../src/api/messages/reason-messages.ts';
import { ignoredAttribute } from '../../../src/print-scp/tables/ignored-attributes.ts';

const src = path.join(import.meta.dirname, '..', '..', '..', 'src');

test('every reason in the sources has a message', () => {
  const found = new Set<string>();
  for (const file of globSync(
    '{print-scp/{film,tables,rules,requests,operations,receive,stored-print},render/{text,color}}/**/*.ts',
    { cwd: src },
  ))
    for (const [, , text = ''] of readFileSync(path.join(src, file), 'utf8').matchAll(
      /\breason(?::| =)\s*(['`])((?:(?!\1).)+)\1/g,
    ))
      found.add(
        text.replaceAll('${allowed}', 'not one of 12').replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '12'),
      );
  assert.ok(found.size > 25, `${found.size}`);
  assert.deepEqual(
    [...found].filter((reason) => reasonOf(reason) === undefined),
    [],
  );
});

test('every reason of an attribute without effect has a message', () => {
  const tags = [
    0x00020010, 0x00080060, 0x00100010, 0x00181164, 0x00180050, 0x00200013, 0x00280006, 0x00280008,
    0x00280030, 0x00280106, 0x00280120, 0x00281050, 0x00281101, 0x00282110, 0x00283010, 0x0028ffff,
    0x00321060, 0x20000010, 0x20100010, 0x20200010, 0x20300010, 0x20400010, 0x20500010, 0x60000010,
    0x00090010,
  ];
  for (const tag of tags) {
    const { reason } = ignoredAttribute(tag);
    assert.ok(reasonOf(reason), `${tag.toString(16)}: ${reason}`);
    assert.notEqual(reasonOf(reason)?.code, 'reason.not-word', reason);
  }
});

test('a reason keeps its values, and one that is not known has no message', () => {
  const cases = [
    ['not one of A4, A3', 'reason.not-one-of', { allowed: 'A4, A3' }],
    [
      '20x25 cm is not one of A4, A3; the nearest is used',
      'reason.nearest-size',
      { size: '20x25 cm', allowed: 'A4, A3' },
    ],
    [
      'below 20, the minimum density of this printer',
      'reason.below',
      { limit: '20', rest: 'minimum density of this printer' },
    ],
    ['above 140, the smoothest', 'reason.above', { limit: '140', rest: 'smoothest' }],
    ['not a number', 'reason.not-a-number', {}],
    ['not BLACK, WHITE or a number', 'reason.not-word', { allowed: 'BLACK, WHITE or a number' }],
    ['numbers must be 1 to 9999; a grid was inferred', 'reason.grid', { text: 'numbers must be 1 to 9999' }],
    [
      'no contrast between Min Density 0 and Max Density 0, so the printer’s own range 20 to 300 is used',
      'reason.no-contrast',
      { rest: 'no', min: '0', max: '0', more: 'the printer’s own', range: '20 to 300' },
    ],
  ] as const;
  for (const [reason, code, params] of cases) assert.deepEqual(reasonOf(reason), { code, params }, reason);
  assert.equal(reasonOf('because'), undefined);
  assert.equal(Object.keys(reasonMessages).length, new Set(Object.values(reasonMessages)).size);
});
