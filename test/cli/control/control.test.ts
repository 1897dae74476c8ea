// `hardcopy control` with a real server: state, record, reference, list, export, and what it refuses.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { TestServer } from '../../support/server.ts';
import { run } from '../run.ts';

const good = ['0.08', '0.21', '0.47', '0.78', '1.12', '1.46', '1.72'];

test('hardcopy control records, judges, lists and exports', async (t) => {
  const server = await TestServer.start();
  t.after(() => server.stop());
  const control = (...args: readonly string[]) => run(['control', ...args, '--data', server.data]);
  assert.match((await control()).stdout, /HARDCOPY on paper +none +not due +not due +-/);
  const first = await control('HARDCOPY', 'record', 'daily', ...good);
  assert.equal(first.exitCode, 0, first.stderr);
  assert.match(first.stdout, /The control is recorded: not judged\./);
  assert.equal((await control('HARDCOPY', 'record', 'daily', ...good, '--reference')).exitCode, 0);
  const passed = await control('HARDCOPY', 'record', 'daily', '0,08', ...good.slice(1));
  assert.match(passed.stdout, /255 +0\.08 +0\.08 +0\.00 +±0\.03 +passed/);
  assert.match(passed.stdout, /The control is recorded: passed\./);
  const failed = await control(
    'HARDCOPY',
    'record',
    'daily',
    ...good.slice(0, -1),
    '1.50',
    '--comment',
    'pale',
  );
  assert.equal(failed.exitCode, 1);
  assert.match(failed.stdout, /0 +1\.50 +1\.72 +-0\.22 +±0\.2 +failed/);
  assert.match(failed.stdout, /Black is too light: check toner or ink/);
  assert.match((await control('HARDCOPY', 'list')).stdout, /daily +\S+ +failed +0: 1\.50 for 1\.72/);
  assert.match(
    (await control('HARDCOPY')).stdout,
    /Limits +white ±0\.03, steps ±0\.1 \(outer ±0\.15\), black ±0\.2 OD/,
  );
  const file = path.join(server.data, 'record.pdf');
  assert.equal((await control('HARDCOPY', 'export', file)).exitCode, 0);
  assert.equal(readFileSync(file).subarray(0, 5).toString(), '%PDF-');
  const table = path.join(server.data, 'record.csv');
  await control('HARDCOPY', 'export', table);
  assert.equal(readFileSync(table, 'utf8').split('\r\n').length, 1 + 4 * 7 + 1);
  for (const [args, sentence] of [
    [['HARDCOPY', 'record', 'hourly'], /record needs daily or weekly/],
    [
      ['HARDCOPY', 'record', 'daily', '0.1'],
      /a daily control has 7 densities, from white to black, for the P-values 255, 225/,
    ],
    [['HARDCOPY', 'record', 'daily', ...good.toReversed()], /densities rise toward black/],
    [['HARDCOPY', 'record', 'daily', ...good.slice(1), 'dark'], /optical density such as 1\.72/],
    [['HARDCOPY', 'export', 'record.doc'], /ends in \.pdf or \.csv/],
    [['NOWHERE'], /there is no printer NOWHERE/],
  ] as const) {
    const { exitCode, stderr } = await control(...args);
    assert.equal(exitCode, 1, args.join(' '));
    assert.match(stderr, sentence);
  }
});
