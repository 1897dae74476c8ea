// The complete demonstration: its own server, every test film over the network, and the PDFs that it names.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { needs } from '../../support/external.ts';
import { grayPage, pageSizes } from '../../support/pages.ts';
import { run } from '../run.ts';

interface DemoAnswer {
  readonly data: string;
  readonly films: readonly { readonly fixture: string; readonly job: string; readonly document: string }[];
}

/** Checks the film of the series: 14 × 17 inches, a title and a caption under each slice, air black and bone white. */
async function assertSeries(document: string): Promise<void> {
  if (needs('pdftoppm', 'pdftotext') !== false) return;
  const [file = ''] = document.split(' (');
  const [size] = await pageSizes(file);
  assert.ok(size && Math.abs(size.widthMm - 355.6) < 0.1 && Math.abs(size.heightMm - 431.8) < 0.1);
  const text = execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' });
  assert.match(text, /PHANTOM\^CHEST ID DEMO-1 CT thorax, axial, every 15 mm/);
  assert.deepEqual(
    Array.from({ length: 20 }, (_, slice) => slice + 1).filter((slice) => !text.includes(`Im ${slice}/20`)),
    [],
  );
  const { width, height, pixels } = await grayPage(file, 1, 60);
  const shareOf = (from: number, to: number) =>
    pixels.filter((pixel) => pixel >= from && pixel <= to).length / (width * height);
  // Air, soft tissue, and bone: each has its share of the film.
  assert.ok(shareOf(0, 15) > 0.6 && shareOf(80, 180) > 0.08 && shareOf(220, 255) > 0.01);
}

test('prints every fixture and ends its server', { timeout: 120_000 }, async () => {
  const data = await mkdtemp(path.join(os.tmpdir(), 'hardcopy-demo-test-'));
  try {
    const { exitCode, stdout, stderr } = await run(['demo', '--data', data, '--json']);
    assert.deepEqual([exitCode, stderr], [0, '']);
    const answer = JSON.parse(stdout) as DemoAnswer;
    const fixtures = await readdir(path.join(import.meta.dirname, '..', '..', '..', 'fixtures', 'films'));
    assert.ok(fixtures.length > 0);
    const films = ['ct-series', ...fixtures];
    assert.deepEqual(answer.films.map(({ fixture }) => fixture).sort(), films.toSorted());
    assert.equal(new Set(answer.films.map(({ job }) => job)).size, films.length);
    await assertSeries(answer.films.find(({ fixture }) => fixture === 'ct-series')?.document ?? '');
    for (const { fixture, document } of answer.films) {
      const [file = ''] = document.split(' (');
      assert.equal(readFileSync(file).subarray(0, 5).toString(), '%PDF-', fixture);
    }
    assert.ok(!existsSync(path.join(data, 'server.json')), 'the server has ended');
  } finally {
    await rm(data, { recursive: true });
  }
});

test('prints lines that fit, with paths relative to the data folder', { timeout: 120_000 }, async () => {
  const data = await mkdtemp(path.join(os.tmpdir(), 'hardcopy-demo-test-'));
  try {
    const { stdout } = await run(['demo', '--data', data]);
    const lines = stdout.split('\n');
    assert.match(lines[0] ?? '', /^ct-series +A CT series of a synthetic chest phantom/);
    assert.match(stdout, /^col-1-3-2 +COL, lying: /m);
    const documents = lines.flatMap((line) => /^ +(films\/\S+\.pdf)/.exec(line)?.[1] ?? []);
    assert.equal(documents.length, 21);
    for (const document of documents) assert.ok(existsSync(path.join(data, document)), document);
    const table = lines.slice(0, lines.indexOf(''));
    assert.deepEqual(
      table.filter((line) => line.length > 80),
      [],
    );
    assert.ok(stdout.endsWith(`21 films printed over the network. Data folder: ${data}\n`));
  } finally {
    await rm(data, { recursive: true });
  }
});

test('reports an unusable data folder', async () => {
  const { exitCode, stdout, stderr } = await run(['demo', '--data', '/dev/null/demo']);
  assert.deepEqual([exitCode, stdout], [5, '']);
  assert.match(stderr, /^hardcopy: \/dev\/null\/demo cannot be used: /);
});
