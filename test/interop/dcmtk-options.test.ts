// Every option of DCMTK's print composer and print client, with the printers that DCMTK ships for IHE, unencrypted and over
// TLS: each answer is Success without a warning or a substitution, and the page shows what was requested. The last test
// compares the options used with the programs' own help.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { z } from 'zod';
import { filmSizes, type FilmSizeId } from '../../src/shared/film/film-sizes.ts';
import { TestAuthority, type IssuedFiles } from '../support/certificates.ts';
import {
  composeFilm,
  dcmtkWork,
  grays,
  optionsOf,
  sendFilms,
  shippedPrinter,
  writeGrays,
  type DcmtkWork,
  type PrinterSection,
} from '../support/dcmtk-printer.ts';
import { needs } from '../support/external.ts';
import { paperDeviceValue } from '../support/gray-reference.ts';
import { dotsPerInch, imageRectangle } from '../support/page-agreement.ts';
import { grayPage, pageSizes } from '../support/pages.ts';
import { TestServer } from '../support/server.ts';
import {
  root,
  inverted,
  onPaper,
  linearDensity,
  deviceOfDensity,
  type Printed,
  assertSaid,
  assertGray,
  assertImage,
} from './dcmtk-pages.ts';

const run = promisify(execFile);
const skip = needs(
  ...['dcmprscu', 'dcmpsprt', 'dcmmklut', 'dcmp2pgm', 'dcmodify', 'dump2dcm'],
  ...['pdftoppm', 'pdftotext', 'pdfinfo', 'openssl'],
);
const announced = z.object({ listeners: z.array(z.object({ port: z.number() })) });

/** A PBM of 32 × 32, all set. */
const overlayBits = `P1\n32 32\n${`${'1 '.repeat(32)}\n`.repeat(32)}`;
const noText = ['--print-no-date', '--print-no-name', '--print-no-lighting'];

const choices = (section: PrinterSection, key: string) => (section[key] ?? '').split('\\');
const cycled = (values: readonly string[], index: number) => values[index % values.length] ?? '';

for (const overTls of [false, true]) {
  describe(`DCMTK with all its options ${overTls ? 'over TLS' : 'unencrypted'}`, { skip }, () => {
    let authority: TestAuthority;
    let certificate: IssuedFiles;
    let server: TestServer;
    let folder: string;
    let image: string;
    let port = 0;
    let printed = 0;
    const used = new Set<string>();

    before(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-options-'));
      image = await writeGrays(folder);
      writeFileSync(path.join(folder, 'overlay.pbm'), overlayBits);
      await run('dcmmklut', ['+Tp', '--gamma', '2', '-b', '12', '-e', '4096', path.join(folder, 'GAMMA')]);
      authority = new TestAuthority();
      const own = authority.issue('printer', { alternativeNames: ['IP:127.0.0.1'] });
      certificate = authority.issue('dcmprscu');
      const tls = `{ certificate: ${own.certificate}, key: ${own.key}, ca: ${own.ca}, clientCertificate: required }`;
      const printers = ['IHEFULL', 'IHERESTRICTED', 'IHEFULL_TLS', 'IHERESTRICT_TLS'];
      server = await TestServer.start({
        config: `
dicom: { host: 127.0.0.1, listeners: [{ host: 127.0.0.1, port: 0, tls: ${tls} }] }
printers: [${printers.map((aeTitle) => `{ aeTitle: ${aeTitle} }`).join(', ')}]
`,
      });
      const { listeners } = announced.parse(
        JSON.parse(readFileSync(path.join(server.data, 'server.json'), 'utf8')),
      );
      port = overTls ? (listeners[1]?.port ?? 0) : server.dicomPort;
    });
    after(async () => {
      assert.equal(await server.stop(), 0);
      authority.remove();
      rmSync(folder, { recursive: true });
    });

    const full = overTls ? 'IHEFULL_TLS' : 'IHEFULL';
    const restricted = overTls ? 'IHERESTRICT_TLS' : 'IHERESTRICTED';

    /** A client of its own for one print. */
    async function clientOf(printer: string, changes: PrinterSection = {}): Promise<DcmtkWork> {
      const own = mkdtempSync(path.join(folder, 'print-'));
      const section = {
        ...shippedPrinter(printer),
        Hostname: '127.0.0.1',
        Port: String(port),
        ...(overTls ? { Certificate: certificate.certificate, PrivateKey: certificate.key } : {}),
        // Two things that those printers do not name and this one has.
        Annotation: '2\\ANNOTATION',
        Configuration_1: 'PERCEPTION_LUT=LINEAR',
        ...changes,
      };
      const client = dcmtkWork(own, printer, section, ['GAMMA']);
      writeFileSync(path.join(own, 'lut', 'GAMMA'), readFileSync(path.join(folder, 'GAMMA')));
      writeFileSync(path.join(own, 'ca', 'ca.pem'), readFileSync(authority.ca));
      await run('openssl', ['rehash', path.join(own, 'ca')]);
      return client;
    }

    const note = (options: readonly string[]) => {
      for (const option of options) if (option.startsWith('--')) used.add(option);
      return options;
    };

    /** The job that was printed last, its page and what is written on it. */
    async function lastFilm(said: string, substituted: readonly unknown[] = []): Promise<Printed> {
      printed += 1;
      const job = (await server.jobsDone(printed)).at(-1);
      assert.ok(job);
      // The client always names a light; paper is not lit from behind, so it has no effect there.
      const light = z.object({ attribute: z.enum(['Illumination', 'ReflectedAmbientLight']) });
      // Their messages are those of test/composition/answers/reasons.test.ts.
      const found = z
        .array(z.looseObject({ message: z.unknown() }))
        .parse(job.substitutions)
        .map(({ message: _, ...rest }) => rest);
      assert.deepEqual(
        found.filter((substitution) => !light.safeParse(substitution).success),
        substituted,
      );
      const pdf = path.join(folder, `film-${printed}.pdf`);
      const response = await server.get(`/api/jobs/${job.id}/film.pdf`);
      writeFileSync(pdf, new Uint8Array(await response.arrayBuffer()));
      const [size, ...others] = await pageSizes(pdf);
      assert.ok(size && others.length === 0);
      const { stdout: words } = await run('pdftotext', [pdf, '-']);
      return { job, page: await grayPage(pdf, 1, dotsPerInch), words: words.trim(), size, said };
    }

    async function print(
      printer: string,
      options: readonly string[],
      more: {
        readonly scu?: readonly string[];
        readonly changes?: PrinterSection;
        readonly images?: number;
      } = {},
    ): Promise<Printed> {
      const client = await clientOf(printer, more.changes);
      const images = Array.from({ length: more.images ?? 1 }, () => image);
      const film = await composeFilm(client, [...note(['--nospool', ...options]), ...images]);
      return lastFilm(await sendFilms(client, ...note(more.scu ?? []), film));
    }

    const rectangleOf = ({ size }: Printed, [columns, rows]: readonly [number, number] = [1, 1], index = 0) =>
      imageRectangle(size, { columns, rows, index }, 1);

    const offered = overTls
      ? ['2,3', '4,5']
      : ['1,1', '1,2', '2,2', '2,3', '3,3', '3,4', '3,5', '4,4', '4,5'];
    test('every layout, film size, density, magnification and resolution that the printer offers', async () => {
      const section = shippedPrinter(full);
      if (!overTls) assert.deepEqual(choices(section, 'DisplayFormat'), offered);
      for (const [index, layout] of offered.entries()) {
        const [columns = 1, rows = 1] = layout.split(',').map(Number);
        const filmSize = cycled(choices(section, 'FilmSizeID'), index) as FilmSizeId;
        const border = cycled(choices(section, 'BorderDensity'), index);
        const empty = cycled(choices(section, 'EmptyImageDensity'), index);
        const magnification = cycled(choices(section, 'MagnificationType'), index);
        const landscape = index % 3 === 1;
        const trimmed = index % 3 !== 2;
        const resolution = cycled(choices(section, 'ResolutionID'), Math.floor(index / 4));
        const destination = cycled(choices(section, 'FilmDestination'), index);
        const medium = cycled(choices(section, 'MediumType'), index);
        const film = await print(
          full,
          [
            '--layout',
            String(columns),
            String(rows),
            '--filmsize',
            filmSize,
            '--resolution',
            resolution,
            '--border',
            border,
            '--empty-image',
            empty,
            '--magnification',
            magnification,
            '--smoothing',
            'NONE',
            '--max-density',
            '320',
            '--min-density',
            '20',
            cycled(['--portrait', '--landscape', '--default-orientation'], index),
            cycled(['--trim', '--trim', columns === 2 ? '--no-trim' : '--default-trim'], index),
            cycled(['--request-decimate', '--request-crop', '--default-request', '--request-fail'], index),
            cycled(['--identity', '--default-plut'], index),
          ],
          {
            scu: [
              '--destination',
              destination,
              '--medium-type',
              medium,
              '--copies',
              String(index + 1),
              '--priority',
              cycled(['LOW', 'MED', 'HIGH'], index),
              '--label',
              `FILM ${index}`,
              '--owner',
              'TESTER',
            ],
          },
        );
        const { widthMm, heightMm } = filmSizes[filmSize];
        const [width, height] = landscape ? [heightMm, widthMm] : [widthMm, heightMm];
        assert.ok(Math.abs(film.size.widthMm - width) < 0.05 && Math.abs(film.size.heightMm - height) < 0.05);
        assert.deepEqual(
          [film.job.copies, film.job.priority, film.job.sessionLabel, film.job.films[0]?.imageDisplayFormat],
          [index + 1, cycled(['LOW', 'MED', 'HIGH'], index), `FILM ${index}`, `STANDARD\\${layout}`],
        );
        assertSaid(film, new RegExp(`\\(2000,0030\\) CS \\[${medium}\\]`));
        assertSaid(film, new RegExp(`\\(2000,0040\\) CS \\[${destination}\\]`));
        const cell = rectangleOf(film, [columns, rows]);
        const own = (grays.columns / (resolution === 'HIGH' ? 600 : 300)) * 25.4;
        const rect =
          magnification === 'NONE'
            ? {
                x: cell.x + (cell.width - own) / 2,
                y: cell.y + (cell.height - own) / 2,
                width: own,
                height: own,
              }
            : cell;
        assertImage(film, rect);
        assertGray(film, { xMm: 2, yMm: 2 }, deviceOfDensity(border), `border ${border}`);
        if (columns * rows > 1) {
          const last = rectangleOf(film, [columns, rows], columns * rows - 1);
          const [x, y] = [last.x + last.width / 2, last.y + last.height / 2];
          assertGray(film, { xMm: x, yMm: y }, deviceOfDensity(empty), `empty ${empty}`);
        }
        // A line of a quarter of a millimeter, seen or not seen left of the image.
        const beside = deviceOfDensity(border);
        const line = trimmed ? (beside < 128 ? 255 : 0) : beside;
        assertGray(
          film,
          { xMm: rect.x - 0.13, yMm: rect.y + rect.height / 3 },
          line,
          `trim ${String(trimmed)}`,
        );
      }
    });

    test('everything at once, through the spooler', async () => {
      const client = await clientOf(full, { PresentationLUTPreferSCPRendering: 'true' });
      const options = note([
        '--spool',
        '--portrait',
        '--trim',
        '--request-crop',
        '--plut',
        'GAMMA',
        '--illumination',
        '2500',
        '--reflection',
        '12',
        '--copies',
        '2',
        '--medium-type',
        'BLUE FILM',
        '--destination',
        'PROCESSOR',
        '--label',
        'SPOOLED',
        '--priority',
        'HIGH',
        '--owner',
        'OWNER',
        '--annotation',
        'ALL OF IT',
        '--print-date',
        '--print-name',
        '--print-lighting',
        '--overlay',
        path.join(folder, 'overlay.pbm'),
        '0',
        '0',
        '--ovl-graylevel',
        '2048',
        '--layout',
        '2',
        '2',
        '--filmsize',
        '11INX14IN',
        '--magnification',
        'BILINEAR',
        '--smoothing',
        'NONE',
        '--configinfo',
        'PERCEPTION_LUT=LINEAR',
        '--resolution',
        'STANDARD',
        '--border',
        'WHITE',
        '--empty-image',
        '20',
        '--max-density',
        '320',
        '--min-density',
        '20',
        '--img-polarity',
        'REVERSE',
        '--img-request-size',
        '40',
        '--img-magnification',
        'REPLICATE',
        '--img-smoothing',
        'NONE',
        '--img-configinfo',
        'PERCEPTION_LUT=LINEAR',
      ]);
      await composeFilm(client, [...options, image, image]);
      const [first = ''] = globSync(path.join(client.folder, 'spool', '*_0000.job'));
      const prefix = path.basename(first).replace(`_${full}_0000.job`, '');
      // The second job of the folder makes the spooler end.
      const said = await sendFilms(client, ...note(['--spool', prefix, '--sleep', '1']));
      // Accepted without a warning, and recorded: of the film box and of both image boxes.
      const unused = {
        attribute: 'ConfigurationInformation',
        reason: 'not one of CS000 to CS015, CN-5 to CN5, LUT=m,n',
        requested: 'PERCEPTION_LUT=LINEAR',
        used: 'not used',
      };
      const film = await lastFilm(said, [unused]);
      const { copies, priority, sessionLabel, films } = film.job;
      assert.deepEqual([copies, priority, sessionLabel, films[0]?.images], [2, 'HIGH', 'SPOOLED', 2]);
      assert.match(film.words, new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d ${full} 2500/12 ALL OF IT$`));
      assertSaid({ said }, /\(2010,0150\) ST \[PERCEPTION_LUT=LINEAR\]/);
      // Without the strip of the annotation, 6 mm and a gap of 2 along the bottom.
      const { widthMm, heightMm } = film.size;
      for (const index of [0, 1]) {
        const cell = imageRectangle({ widthMm, heightMm: heightMm - 6 }, { columns: 2, rows: 2, index }, 1);
        const [x, y] = [cell.x + cell.width / 2 - 20, cell.y + cell.height / 2 - 20];
        const rect = { x, y, width: 40, height: 40 };
        assertImage(
          film,
          rect,
          onPaper((fraction) => root(inverted(fraction))),
        );
        assertGray(film, { xMm: x + 2.5, yMm: y + 2.5 }, paperDeviceValue(root(1 - 2048 / 4095)), 'overlay');
        assertGray(film, { xMm: x - 0.13, yMm: y + 10 }, 0, 'trim');
      }
    });

    test('presentation LUTs of the printer and of the client; annotations with what goes before them', async () => {
      const byPrinter = { PresentationLUTPreferSCPRendering: 'true' };
      const undated = ['--print-no-date', '--print-no-lighting'];
      const gamma = ['--plut', 'GAMMA'];
      const cases = [
        {
          options: ['--lin-od', '--no-annotation'],
          changes: byPrinter,
          tone: linearDensity,
          sent: /LIN OD/,
          words: /^$/,
        },
        {
          options: [...gamma, '--annotation', 'ALONE', ...noText],
          changes: byPrinter,
          tone: onPaper(root),
          sent: /LUTData/,
          words: /^ALONE$/,
        },
        {
          options: [...gamma, '--annotation', 'NAMED', ...undated],
          changes: {},
          tone: onPaper(root),
          sent: /IDENTITY/,
          words: new RegExp(`^${full} NAMED$`),
        },
        {
          // Straight and inverse together leave the pixels as they were.
          options: [...gamma, '--inverse-plut', '--annotation', 'LIT', '--print-no-date', '--print-no-name'],
          changes: byPrinter,
          tone: onPaper(),
          sent: /LUTData/,
          words: /^2000\/10 LIT$/,
        },
      ];
      for (const { options, changes = {}, tone, sent, words } of overTls ? cases.slice(0, 2) : cases) {
        const film = await print(full, ['--filmsize', '8INX10IN', ...options], { changes });
        assertSaid(film, sent);
        assertImage(film, rectangleOf(film), tone);
        assert.match(film.words, words);
      }
    });

    test('the printer that has next to nothing', async () => {
      const section = shippedPrinter(restricted);
      const luts = [
        [['--identity'], onPaper()],
        [['--lin-od'], linearDensity],
        [['--plut', 'GAMMA'], onPaper(root)],
      ] as const;
      for (const [index, [options, tone]] of (overTls ? luts.slice(0, 1) : luts).entries()) {
        const film = await print(
          restricted,
          [
            '--filmsize',
            cycled(choices(section, 'FilmSizeID'), index),
            '--max-density',
            '320',
            '--magnification',
            cycled(choices(section, 'MagnificationType'), index),
            '--annotation',
            `RESTRICTED ${index}`,
            ...noText,
            ...options,
          ],
          { changes: { PresentationLUTPreferSCPRendering: 'true' } },
        );
        assert.equal(film.job.printer, restricted);
        assert.equal(film.words, `RESTRICTED ${index}`);
        assertImage(film, rectangleOf(film), tone);
      }
    });

    // TLS carries the same messages; what it could change was printed above.
    if (overTls) return;

    test('a presentation state, samples inverted, by session, and nothing where no print is asked for', async () => {
      const state = path.join(folder, 'inverse.pre');
      await run('dcmp2pgm', ['--save-pstate', state, image, path.join(folder, 'image.pgm')]);
      await run('dcmodify', ['-nb', '-m', '(2050,0020)=INVERSE', state]);
      const small = ['--filmsize', '8INX10IN'];
      const film = await print(full, [...small, '--pstate', state]);
      assertImage(film, rectangleOf(film), onPaper(inverted));
      const session = await print(full, small, { scu: ['--print', '--session-print', '--monochrome1'] });
      assertSaid(session, /\[MONOCHROME1\]/);
      assertImage(session, rectangleOf(session));
      const client = await clientOf(full);
      await sendFilms(client, ...note(['--noprint']), await composeFilm(client, [...small, image]));
      assert.equal((await server.jobs()).length, printed);
    });

    test('no option of the two programs was left out', async () => {
      const all = new Set([...(await optionsOf('dcmpsprt')), ...(await optionsOf('dcmprscu'))]);
      // What `sendFilms` gives on every call, in its short form.
      all.delete('--dump');
      assert.deepEqual(
        [...all].filter((option) => !used.has(option)),
        [],
      );
    });
  });
}
