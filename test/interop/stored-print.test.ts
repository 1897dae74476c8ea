// A film sent by DCMTK's storescu as Stored Print and Hardcopy Grayscale objects prints the same page as when DCMTK's
// print client prints it from the same objects, pixel for pixel.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { needs, needsShared, sharedFolder } from '../support/external.ts';
import { grayPage, type GrayPage } from '../support/pages.ts';
import { TestServer } from '../support/server.ts';

const run = promisify(execFile);
const [ct, mr] = ['ct-512x512-14bit.dcm', 'mr-1024x1024-12bit.dcm'];
const skip =
  needs('dcmprscu', 'dcmpsprt', 'storescu', 'pdftoppm') ||
  needsShared('peers/dcmtk-print', `films/${ct}`, `films/${mr}`);

interface Case {
  readonly name: string;
  readonly options: readonly string[];
  readonly files: readonly string[];
  /** Transfer syntaxes that storescu proposes. */
  readonly propose: string;
  /** Whether the Stored Print object goes before its images. */
  readonly filmFirst?: boolean;
}

const cases: readonly Case[] = [
  {
    name: 'two images on 2×2, explicit little endian',
    options: ['--layout', '2', '2', '--filmsize', '8INX10IN'],
    files: [ct, mr],
    propose: '-xe',
  },
  {
    name: 'landscape with a border, magnification and trim, the film before its image, implicit',
    options: [
      '--filmsize',
      'A4',
      '--landscape',
      '--trim',
      '--border',
      'WHITE',
      '--magnification',
      'BILINEAR',
    ],
    files: [ct],
    propose: '-xi',
    filmFirst: true,
  },
  {
    name: 'an annotation, big endian',
    options: ['--filmsize', '8INX10IN', '--annotation', 'SECOND OPINION'],
    files: [mr],
    propose: '-xb',
  },
];

describe('storescu prints what dcmprscu prints', { skip }, () => {
  let server: TestServer;
  let printed = 0;
  before(async () => {
    server = await TestServer.start();
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
  });

  /** The page of the job that was printed last. */
  async function lastPage(folder: string): Promise<GrayPage> {
    printed += 1;
    const job = (await server.jobsDone(printed)).at(-1);
    assert.ok(job);
    const pdf = path.join(folder, `film-${printed}.pdf`);
    const response = await server.get(`/api/jobs/${job.id}/film.pdf`);
    writeFileSync(pdf, new Uint8Array(await response.arrayBuffer()));
    return grayPage(pdf, 1, 150);
  }

  for (const { name, options, files, propose, filmFirst } of cases) {
    test(name, async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-stored-print-'));
      try {
        await run(
          path.join(sharedFolder, 'peers', 'dcmtk-print'),
          [
            '127.0.0.1',
            String(server.dicomPort),
            'HARDCOPY',
            '--identity',
            ...options,
            ...files.map((file) => path.join(sharedFolder, 'films', file)),
          ],
          { env: { ...process.env, DCMTK_KEEP: folder } },
        );
        const byPrintClient = await lastPage(folder);

        const images = globSync(path.join(folder, 'db', 'HG_*.dcm'));
        const film = globSync(path.join(folder, 'db', 'SP_*.dcm'));
        assert.deepEqual([images.length, film.length], [files.length, 1]);
        const objects = filmFirst ? [...film, ...images] : [...images, ...film];
        const { stdout, stderr } = await run('storescu', [
          '-v',
          propose,
          '-R',
          '-aet',
          'STORESCU',
          '-aec',
          'HARDCOPY',
          '127.0.0.1',
          String(server.dicomPort),
          ...objects,
        ]);
        assert.equal((stdout + stderr).match(/Received Store Response \(Success\)/g)?.length, objects.length);
        const byStorage = await lastPage(folder);

        assert.deepEqual([byStorage.width, byStorage.height], [byPrintClient.width, byPrintClient.height]);
        assert.ok(new Set(byStorage.pixels).size > 100, 'the page shows an image');
        assert.ok(Buffer.from(byStorage.pixels).equals(Buffer.from(byPrintClient.pixels)), 'the same pixels');
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});
