// `hardcopy check` of defaults that no printer supports: exit code 2, and for each a sentence with the key, the value found and
// what is allowed.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { run } from './run.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder('check');

async function check(yaml: string) {
  const file = path.join(folder, 'config.yaml');
  writeFileSync(file, yaml);
  return run(['check', '--config', file]);
}

for (const [defaults, ...wanted] of [
  [
    'filmSession: { NumberOfCopies: 5000 }',
    /clients\[0\]\.defaults\.filmSession\.NumberOfCopies: found "5000"; above 99.*must be: 1 to 99/,
  ],
  ['filmSession: { MediumType: GLASS }', /MediumType: found "GLASS"; not one of .*must be: .*PAPER/],
  ['filmBox: { MaxDensity: 400 }', /filmBox\.MaxDensity: found "400"; above 320.*must be: 20 to 320/],
  [
    'filmBox: { Trim: MAYBE }, imageBox: { Polarity: UPSIDE }',
    /filmBox\.Trim: found "MAYBE"; not one of YES, NO/,
    /imageBox\.Polarity: found "UPSIDE"; not one of NORMAL, REVERSE/,
  ],
] as const) {
  test(`${defaults} is refused`, async () => {
    const { exitCode, stdout, stderr } = await check(
      `clients: [{ match: { callingAeTitle: CT }, defaults: { ${defaults} } }]`,
    );
    assert.deepEqual([exitCode, stdout], [2, '']);
    for (const message of wanted) assert.match(stderr, message);
  });
}

test('accepts defaults that the printer supports', async () => {
  const { exitCode } = await check(
    'clients: [{ match: { callingAeTitle: CT }, defaults: { filmBox: { MaxDensity: 300 }, filmSession: { NumberOfCopies: 2 } } }]',
  );
  assert.equal(exitCode, 0);
});
