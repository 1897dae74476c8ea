// The demonstration, whole: a server of its own, every test film through the network, and the PDFs it names.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { run } from './run.ts';

interface DemoAnswer {
  readonly data: string;
  readonly films: readonly { readonly fixture: string; readonly job: string; readonly document: string }[];
}

test('prints every fixture and ends its server', { timeout: 120_000 }, async () => {
  const data = await mkdtemp(path.join(os.tmpdir(), 'hardcopy-demo-test-'));
  try {
    const { exitCode, stdout, stderr } = await run(['demo', '--data', data, '--json']);
    assert.deepEqual([exitCode, stderr], [0, '']);
    const answer = JSON.parse(stdout) as DemoAnswer;
    const fixtures = await readdir(path.join(import.meta.dirname, '..', '..', 'fixtures', 'films'));
    assert.ok(fixtures.length > 0);
    assert.deepEqual(answer.films.map(({ fixture }) => fixture).sort(), fixtures.sort());
    assert.equal(new Set(answer.films.map(({ job }) => job)).size, fixtures.length);
    for (const { fixture, document } of answer.films) {
      const [file = ''] = document.split(' (');
      assert.equal(readFileSync(file).subarray(0, 5).toString(), '%PDF-', fixture);
    }
    assert.ok(!existsSync(path.join(data, 'server.json')), 'the server has ended');
  } finally {
    await rm(data, { recursive: true });
  }
});

test('for people: lines that fit, with documents beside the data folder', { timeout: 120_000 }, async () => {
  const data = await mkdtemp(path.join(os.tmpdir(), 'hardcopy-demo-test-'));
  try {
    const { stdout } = await run(['demo', '--data', data]);
    const lines = stdout.split('\n');
    assert.match(lines[0] ?? '', /^col-1-3-2 +COL, lying: /);
    const documents = lines.flatMap((line) => /^ +(films\/\S+\.pdf)/.exec(line)?.[1] ?? []);
    assert.equal(documents.length, 20);
    for (const document of documents) assert.ok(existsSync(path.join(data, document)), document);
    const table = lines.slice(0, lines.indexOf(''));
    assert.deepEqual(
      table.filter((line) => line.length > 80),
      [],
    );
    assert.ok(stdout.endsWith(`20 films printed through the network. Data folder: ${data}\n`));
  } finally {
    await rm(data, { recursive: true });
  }
});

test('a data folder that cannot be used', async () => {
  const { exitCode, stdout, stderr } = await run(['demo', '--data', '/dev/null/demo']);
  assert.deepEqual([exitCode, stdout], [5, '']);
  assert.match(stderr, /^hardcopy: \/dev\/null\/demo cannot be used: /);
});
