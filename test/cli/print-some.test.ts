// `print` with some files that cannot be printed: it names them, prints the others, and ends with exit code 3.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import sharp from 'sharp';
import { dicomFile, gray8 } from '../print-scu/dicom-files.ts';
import { ScriptedPrinter } from '../print-scu/scripted-printer.ts';
import { run } from './run.ts';

let folder: string;
let files: Readonly<Record<'good' | 'text' | 'broken' | 'plan' | 'picture', string>>;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hardcopy-some-'));
  const write = async (name: string, bytes: Uint8Array | string): Promise<string> => {
    await writeFile(path.join(folder, name), bytes);
    return path.join(folder, name);
  };
  const good = dicomFile(gray8(2, 2), Buffer.from([1, 2, 3, 4]));
  const plan = dicomFile({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.5' }, Buffer.alloc(0));
  files = {
    good: await write('good.dcm', good),
    text: await write('text.txt', 'hello'),
    // Its attributes are valid, but its pixels cannot be decoded.
    broken: await write(
      'broken.dcm',
      dicomFile(gray8(2, 2), { fragments: [Buffer.alloc(9)] }, '1.2.840.10008.1.2.5'),
    ),
    plan: await write('plan.dcm', plan.subarray(0, plan.indexOf(Buffer.from('e07f1000', 'hex')))),
    picture: await write(
      'picture.png',
      await sharp(Buffer.alloc(4), { raw: { width: 2, height: 2, channels: 1 } })
        .png()
        .toBuffer(),
    ),
  };
});
after(() => rm(folder, { recursive: true }));

let printer: ScriptedPrinter | undefined;
afterEach(() => printer?.close());
async function print(...args: readonly string[]) {
  printer = await ScriptedPrinter.start({});
  const { host, port } = printer.address;
  return run(['print', `${host}:${port}`, 'SCRIPT', ...args]);
}

test('names files that cannot be opened, and prints the others', async () => {
  const { exitCode, stdout, stderr } = await print(files.text, files.good, files.plan);
  assert.equal(exitCode, 3);
  assert.match(stdout, /^Sent 1 image on 1 film to SCRIPT/);
  assert.deepEqual(stderr.trim().split('\n'), [
    `not printed: ${files.text} cannot be printed: it is not an image of a known format; DICOM, PDF, PNG, JPEG and TIFF files can be`,
    `not printed: ${files.plan} cannot be printed: it is an RT Plan, which holds no image to print`,
  ]);
});

test('leaves boxes of undecodable pixels empty, and does not print a film without images', async () => {
  const two = await print(files.broken, files.good, '--layout', '1x2', '--json');
  assert.equal(two.exitCode, 3);
  const outcome = JSON.parse(two.stdout) as { films: number; images: number; notPrinted: string[] };
  assert.deepEqual([outcome.films, outcome.images, outcome.notPrinted.length], [1, 1, 1]);
  assert.match(
    two.stderr,
    /^not printed: .*broken\.dcm cannot be printed: its compressed pixels have 0 RLE segments/,
  );
  await printer?.close();
  for (const options of [[], ['--session']]) {
    const { exitCode, stdout } = await print(files.good, files.broken, ...options, '--json');
    assert.equal(exitCode, 3);
    const { films, images, jobs } = JSON.parse(stdout) as { films: number; images: number; jobs: unknown[] };
    assert.deepEqual([films, images, jobs.length], [1, 1, 1], options.join());
    await printer?.close();
  }
});

test('ends with exit code 1 when there is nothing to print, and says what each file is', async () => {
  const one = await print(files.plan);
  assert.deepEqual(
    [one.exitCode, one.stderr],
    [1, `hardcopy: ${files.plan} cannot be printed: it is an RT Plan, which holds no image to print\n`],
  );
  await printer?.close();
  const two = await print(files.plan, files.broken);
  assert.equal(two.exitCode, 1);
  assert.match(two.stderr, /nothing can be printed:\n.*plan\.dcm .*\n.*broken\.dcm/);
});

test('refuses true size for a picture without a resolution', async () => {
  const { exitCode, stderr } = await print(files.picture, '--true-size');
  assert.equal(exitCode, 1);
  assert.match(stderr, /picture\.png has no pixel spacing, so it cannot be printed in true size/);
});
