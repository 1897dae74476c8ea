// Films printed by DCMTK's own client, as a modality prints them: real CT, MR and CR images, singly and several on a film, 8
// and 12 bits, implicit and explicit, by film box and by session. The pages are measured in the PDFs: true size, and every
// image where it belongs, with its own gray values. DCMTK reads what was sent, and support/gray-reference.ts computes the
// expected grays, so that no part of the product checks itself.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { filmSizes, type FilmSizeId } from '../../src/shared/film/film-sizes.ts';
import { needs, needsShared, sharedFolder } from '../support/external.ts';
import { agreement, dotsPerInch, imageRectangle, type SentImage } from '../support/page-agreement.ts';
import { grayPage, pageSizes } from '../support/pages.ts';
import { TestServer } from '../support/server.ts';

const run = promisify(execFile);
const images = ['ct-512x512-14bit.dcm', 'mr-1024x1024-12bit.dcm', 'cr-1760x1760-10bit.dcm'];
const skip =
  needs('dcmprscu', 'dcmpsprt', 'dcmdump', 'pdftoppm', 'pdfinfo') ||
  needsShared('peers/dcmtk-print', ...images.map((image) => `films/${image}`));

/** The images DCMTK composed for printing, by their number of rows. */
async function sentImages(folder: string): Promise<ReadonlyMap<number, SentImage>> {
  const sent = new Map<number, SentImage>();
  for (const file of globSync(path.join(folder, 'db', 'HG_*.dcm'))) {
    const raw = mkdtempSync(path.join(tmpdir(), 'hardcopy-raw-'));
    const { stdout } = await run('dcmdump', ['+W', raw, file]);
    const number = (tag: string) => Number(new RegExp(`^\\(${tag}\\) US (\\d+)`, 'm').exec(stdout)?.[1]);
    const [rows, columns] = [number('0028,0010'), number('0028,0011')];
    const [allocated, stored] = [number('0028,0100'), number('0028,0101')];
    const pixelFile = globSync(path.join(raw, '*.raw')).find(
      (name) => readFileSync(name).length === (rows * columns * allocated) / 8,
    );
    assert.ok(pixelFile, `pixels of ${file}`);
    const bytes = readFileSync(pixelFile);
    rmSync(raw, { recursive: true });
    const inverted = stdout.includes('[MONOCHROME1]');
    sent.set(rows, {
      rows,
      columns,
      fraction: (row, column) => {
        const index = row * columns + column;
        const value = (allocated === 8 ? bytes[index]! : bytes.readUInt16LE(index * 2)) / (2 ** stored - 1);
        return inverted ? 1 - value : value;
      },
    });
  }
  return sent;
}

interface Case {
  readonly name: string;
  readonly options?: readonly string[];
  readonly scu?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly filmSize?: FilmSizeId;
  readonly landscape?: boolean;
  readonly files: readonly string[];
  readonly layout?: readonly [columns: number, rows: number];
  readonly copies?: number;
}

const [ct = '', mr = '', cr = ''] = images;
const cases: readonly Case[] = [
  { name: 'the CT alone', files: [ct] },
  { name: 'the MR alone, magnified by replication', files: [mr], options: ['--magnification', 'REPLICATE'] },
  { name: 'the CR alone on A4', files: [cr], filmSize: 'A4' },
  {
    name: 'the CT at 8 bits, bilinear',
    files: [ct],
    environment: { DCMTK_12BIT: 'false' },
    options: ['--magnification', 'BILINEAR'],
  },
  { name: 'the MR in implicit VR', files: [mr], environment: { DCMTK_IMPLICIT: 'true' } },
  {
    name: 'the CR at 8 bits in implicit VR',
    files: [cr],
    environment: { DCMTK_IMPLICIT: 'true', DCMTK_12BIT: 'false' },
  },
  { name: 'the CT with a PDU of 4 KiB', files: [ct], environment: { DCMTK_MAXPDU: '4096' } },
  { name: 'the CT with its samples inverted', files: [ct], scu: '--monochrome1' },
  { name: 'all on 2×2', files: images, layout: [2, 2] },
  {
    name: 'all on 3×4, landscape 14×14',
    files: images,
    layout: [3, 4],
    filmSize: '14INX14IN',
    landscape: true,
  },
  {
    name: 'all on 2×2 of 8×10, by session, two copies',
    files: images,
    layout: [2, 2],
    filmSize: '8INX10IN',
    scu: '--session-print --copies 2',
    copies: 2,
  },
  {
    name: 'all on 3×4, at 8 bits, by session',
    files: images,
    layout: [3, 4],
    scu: '--session-print',
    environment: { DCMTK_12BIT: 'false' },
  },
];

describe('DCMTK prints', { skip }, () => {
  let server: TestServer;
  let printed = 0;
  before(async () => {
    server = await TestServer.start();
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
  });

  for (const {
    name,
    options = [],
    scu,
    environment,
    filmSize = '14INX17IN',
    landscape,
    files,
    layout = [1, 1],
    copies,
  } of cases) {
    test(name, async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-dcmtk-'));
      try {
        await run(
          path.join(sharedFolder, 'peers', 'dcmtk-print'),
          [
            '127.0.0.1',
            String(server.dicomPort),
            'HARDCOPY',
            ...(scu === undefined ? [] : ['--scu', scu]),
            '--identity',
            '--filmsize',
            filmSize,
            '--layout',
            String(layout[0]),
            String(layout[1]),
            ...(landscape ? ['--landscape'] : []),
            ...options,
            ...files.map((file) => path.join(sharedFolder, 'films', file)),
          ],
          { env: { ...process.env, DCMTK_KEEP: folder, ...environment } },
        );
        printed += 1;
        const job = (await server.jobsDone(printed)).at(-1);
        assert.ok(job);
        assert.equal(job.callingAeTitle, 'DCMPSTATE');
        assert.equal(job.copies, copies ?? 1);
        assert.equal(job.films[0]?.images, files.length);
        assert.equal(job.films[0].imageDisplayFormat, `STANDARD\\${layout[0]},${layout[1]}`);
        const pdf = path.join(folder, 'film.pdf');
        const response = await server.get(`/api/jobs/${job.id}/film.pdf`);
        assert.equal(response.headers.get('content-type'), 'application/pdf');
        writeFileSync(pdf, new Uint8Array(await response.arrayBuffer()));

        const size = filmSizes[filmSize];
        const film = landscape ? { widthMm: size.heightMm, heightMm: size.widthMm } : size;
        const sizes = await pageSizes(pdf);
        assert.equal(sizes.length, 1);
        assert.ok(Math.abs(sizes[0]!.widthMm - film.widthMm) < 0.05, `width ${sizes[0]!.widthMm}`);
        assert.ok(Math.abs(sizes[0]!.heightMm - film.heightMm) < 0.05, `height ${sizes[0]!.heightMm}`);

        const page = await grayPage(pdf, 1, dotsPerInch);
        const sent = await sentImages(folder);
        for (const [index, file] of files.entries()) {
          const image = sent.get(Number(/-(\d+)x/.exec(file)?.[1]));
          assert.ok(image, file);
          const cell = { columns: layout[0], rows: layout[1], index };
          const rect = imageRectangle(film, cell, image.columns / image.rows);
          const share = agreement(page, rect, image);
          const shareFlipped = agreement(page, rect, image, { flip: true });
          assert.ok(share > 0.995, `${file}: ${(share * 100).toFixed(1)} % of the points agree`);
          assert.ok(
            shareFlipped < 0.9,
            `${file}: upside down ${(shareFlipped * 100).toFixed(1)} % agree too`,
          );
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});
