// `print` and `echo`: the effect of arguments and options, the output, and the exit codes.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { doneJob, filmPrinter, waitingJob } from '../../console/fake-ports.ts';
import { dicomFile, gray8, rgb8 } from '../../print-scu/dicom-files.ts';
import { jobUid, ScriptedPrinter, type Script } from '../../print-scu/scripted-printer.ts';
import { startLocalPrinter } from '../local-printer.ts';
import { run } from '../run.ts';

let folder: string;
let files: { readonly gray: string; readonly color: string; readonly clip: string };
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hardcopy-cli-'));
  const write = async (name: string, bytes: Uint8Array): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    return file;
  };
  files = {
    gray: await write(
      'gray.dcm',
      dicomFile(gray8(2, 2, { PixelSpacing: ['0.5', '0.5'] }), Buffer.from([1, 2, 3, 4])),
    ),
    color: await write('color.dcm', dicomFile(rgb8(1, 2), Buffer.from([1, 2, 3, 4, 5, 6]))),
    clip: await write(
      'clip.dcm',
      dicomFile({ ...gray8(1, 2), NumberOfFrames: 4 }, Buffer.from([1, 1, 2, 2, 3, 3, 4, 4])),
    ),
  };
});
after(() => rm(folder, { recursive: true }));

const closing: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((open) => open.close()));
});
async function printerWith(script: Script = {}) {
  const printer = await ScriptedPrinter.start(script);
  closing.push(printer);
  const { host, port } = printer.address;
  return { printer, target: [`${host}:${port}`, 'SCRIPT'] };
}

describe('dry run', () => {
  test('prints a summary', async () => {
    const args = ['print', '10.0.0.7:104', 'LASER1', files.gray, files.gray, files.gray, '--dry-run'];
    const { exitCode, stdout, stderr } = await run([
      ...args,
      '--layout',
      '1x2',
      '--film-size',
      '14x17',
      '--copies',
      '2',
      '--label',
      'chest',
      '--true-size',
    ]);
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.equal(
      stdout,
      [
        'Printer  LASER1 at 10.0.0.7:104',
        'Films    2 films, 3 images, 2 copies',
        'Layout   STANDARD\\1,2',
        'Film     14INX17IN PORTRAIT',
        'Tone     gray, presentation LUT IDENTITY',
        'Label    chest',
        'Request  one for each film',
        '',
        'FILM  BOX  IMAGE     SIZE',
        '1     1    gray.dcm  1 mm wide',
        '      2    gray.dcm  1 mm wide',
        '2     1    gray.dcm  1 mm wide',
        '',
      ].join('\n'),
    );
  });
  test('prints every option in JSON', async () => {
    const options =
      '--film-size A4 --orientation landscape --copies 3 --priority high --medium PAPER --destination bin_1 --label L --session --border white --empty 150 --min-density 30 --max-density 300 --magnification none --trim --polarity reverse --lut lin-od --color never --dry-run --json';
    const { exitCode, stdout } = await run([
      'print',
      '10.0.0.7:104',
      'LASER1',
      files.gray,
      ...options.split(' '),
    ]);
    assert.equal(exitCode, 0);
    assert.deepEqual(JSON.parse(stdout), {
      printer: { host: '10.0.0.7', port: 104, aeTitle: 'LASER1' },
      session: {
        numberOfCopies: 3,
        printPriority: 'HIGH',
        filmSessionLabel: 'L',
        mediumType: 'PAPER',
        filmDestination: 'BIN_1',
      },
      sessionPrint: true,
      films: [
        {
          color: 'never',
          imageDisplayFormat: 'STANDARD\\1,1',
          filmOrientation: 'LANDSCAPE',
          filmSizeId: 'A4',
          magnificationType: 'NONE',
          borderDensity: 'WHITE',
          emptyImageDensity: '150',
          minDensity: 30,
          maxDensity: 300,
          trim: true,
          annotations: [],
          presentationLut: { kind: 'LIN OD' },
          images: [{ position: 1, name: 'gray.dcm', polarity: 'REVERSE' }],
        },
      ],
    });
  });
  const plannedFilms = async (...args: readonly string[]) => {
    const { stdout, stderr, exitCode } = await run([
      'print',
      '10.0.0.7:104',
      'L',
      ...args,
      '--dry-run',
      '--json',
    ]);
    assert.equal(exitCode, 0, stderr);
    const { films } = JSON.parse(stdout) as { films: { color: string; images: { name: string }[] }[] };
    return { films, stderr };
  };
  test('color is auto by default, and always when --color has no value', async () => {
    const colors = async (...options: readonly string[]) =>
      (await plannedFilms(files.gray, files.color, ...options)).films.map((film) => film.color);
    assert.deepEqual(await colors(), ['never', 'preferred']);
    assert.deepEqual(await colors('--color'), ['required', 'required']);
    assert.deepEqual(await colors('--color', 'never'), ['never', 'never']);
  });
  test('prints only the first frame by default, and says so', async () => {
    const names = async (...options: readonly string[]) => {
      const { films, stderr } = await plannedFilms(files.clip, ...options);
      return [
        films.flatMap((film) => film.images.map(({ name }) => name.replace('clip.dcm frame ', ''))).join(),
        stderr,
      ];
    };
    assert.deepEqual(await names(), [
      '1',
      `note: ${files.clip} has 4 frames; only the first is printed; use --frame for others\n`,
    ]);
    assert.deepEqual(await names('--frame', '4,2-3'), ['4,2,3', '']);
    assert.deepEqual(await names('--frame', 'all'), ['1,2,3,4', '']);
    const beyond = await run(['print', '10.0.0.7:104', 'L', files.clip, '--frame', '2-5', '--dry-run']);
    assert.deepEqual(
      [beyond.exitCode, beyond.stderr],
      [1, `hardcopy: ${files.clip} has 4 frames; there is no frame 5\n`],
    );
  });
});

describe('printing', () => {
  test('reports the result; progress only on a terminal', async () => {
    const { printer, target } = await printerWith();
    const { exitCode, stdout, stderr, progress } = await run(
      ['print', ...target, files.gray, files.gray, '--layout', '1x2', '--copies', '2', '--calling', 'CT 1'],
      { interactive: true },
    );
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.equal(stdout, `Sent 2 images on 1 film (2 copies) to SCRIPT at ${target[0]}.\n`);
    assert.deepEqual(progress, [
      'connected with SCRIPT',
      'film 1 of 1, image 1 of 2: gray.dcm',
      'film 1 of 1, image 2 of 2: gray.dcm',
      'film 1 of 1 accepted',
      '',
    ]);
    const [set] = printer.received.filter(({ kind }) => kind === 'N-SET-RQ');
    assert.deepEqual(
      [...(set?.data?.items('BasicGrayscaleImageSequence')[0]?.bytes('PixelData') ?? [])],
      [1, 2, 3, 4],
    );
  });
  test('applies 12 bits and a window', async () => {
    const { printer, target } = await printerWith();
    await run(['print', ...target, files.gray, '--bits', '12', '--window', '2.5,5']);
    const [set] = printer.received.filter(({ kind }) => kind === 'N-SET-RQ');
    const item = set?.data?.items('BasicGrayscaleImageSequence')[0];
    assert.equal(item?.number('BitsStored'), 12);
    // ((x − 2) / 4 + 0.5) × 4095: 1023.75, 2047.5, 3071.25, 4095
    assert.deepEqual(
      item.bytes('PixelData'),
      new Uint8Array(Uint16Array.from([1024, 2048, 3071, 4095]).buffer),
    );
  });
  test('writes warnings to standard error, and includes them in JSON', async () => {
    const { target } = await printerWith({
      answer: ({ kind }) => (kind === 'N-SET-RQ' ? { status: 0xb604 } : undefined),
    });
    const { exitCode, stdout, stderr } = await run(['print', ...target, files.gray, '--json']);
    assert.equal(exitCode, 0);
    const text = 'B604H (image larger than its box: it was demagnified)';
    assert.equal(stderr, `warning: N-SET of image 1 on film 1 (gray.dcm): ${text}\n`);
    const [host, port] = target[0]!.split(':');
    assert.deepEqual(JSON.parse(stdout), {
      host,
      port: Number(port),
      aeTitle: 'SCRIPT',
      printer: { status: 'NORMAL', statusInfo: 'NORMAL', name: 'SCRIPT' },
      films: 1,
      images: 1,
      jobs: [{ printJobUid: jobUid, status: 'UNKNOWN', info: '' }],
      notices: [{ step: 'N-SET of image 1 on film 1 (gray.dcm)', status: 0xb604, text }],
      notPrinted: [],
    });
  });
  test('reports a substituted value once, with the value in use', async () => {
    const { target } = await printerWith({
      answer: ({ kind, sopClass }) =>
        kind === 'N-CREATE-RQ' && sopClass === sopClasses.BasicFilmBox
          ? {
              status: 0xb605,
              errorComment: 'clamped: MaxDensity',
              data: dataSetOf({
                MaxDensity: 320,
                ReferencedImageBoxSequence: [dataSetOf({ ReferencedSOPInstanceUID: '2.25.9' })],
              }),
            }
          : undefined,
    });
    const { exitCode, stderr } = await run(['print', ...target, files.gray, '--max-density', '400']);
    assert.deepEqual(
      [exitCode, stderr],
      [0, 'warning: N-CREATE of film box 1 (STANDARD\\1,1): MaxDensity 320 instead of 400 (B605H)\n'],
    );
  });
  test('reports substitutions from the job of a local printer', async () => {
    const substitution = {
      attribute: 'FilmSizeID',
      requested: '10INX14IN',
      used: 'A4',
      reason: 'out of range',
    };
    const job = { ...doneJob, printJobUid: jobUid, substitutions: [substitution, substitution] };
    const local = await startLocalPrinter({
      ports: { jobs: () => Promise.resolve([job]) },
      script: {
        answer: ({ kind, sopClass, data }) =>
          kind === 'N-CREATE-RQ' && sopClass === sopClasses.BasicFilmSession
            ? { status: 0x0116, errorComment: 'out of range: FilmSizeID', ...(data && { data }) }
            : undefined,
      },
    });
    closing.push(local);
    const { stderr } = await run(['print', files.gray, '--data', local.data]);
    assert.equal(stderr, 'warning: FilmSizeID A4 instead of 10INX14IN\n');
  });
  test('reports a refusal in a sentence with exit code 1', async () => {
    const { target } = await printerWith({
      answer: ({ kind }) => (kind === 'N-SET-RQ' ? { status: 0xc605, errorComment: 'full' } : undefined),
    });
    const { exitCode, stdout, stderr } = await run(['print', ...target, files.gray]);
    assert.deepEqual([exitCode, stdout], [1, '']);
    assert.equal(
      stderr,
      'hardcopy: SCRIPT refused N-SET of image 1 on film 1 (gray.dcm): C605H (insufficient memory to store the image): "full"\n',
    );
  });
});

describe('waiting', () => {
  const reporting = (status: string, info: string): Script => ({
    answer: ({ kind, sopClass }) =>
      kind === 'N-GET-RQ' && sopClass === sopClasses.PrintJob
        ? { data: dataSetOf({ ExecutionStatus: status, ExecutionStatusInfo: info }) }
        : undefined,
  });
  test('for a job that is done', async () => {
    const { target } = await printerWith(reporting('DONE', 'NORMAL'));
    const { exitCode, stdout, stderr } = await run(['print', ...target, files.gray, '--wait']);
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.match(stdout, new RegExp(`^JOB +STATE +INFO +WHERE\n${jobUid} +DONE +NORMAL$`, 'm'));
  });
  test('for a job that fails', async () => {
    const { target } = await printerWith(reporting('FAILURE', 'FILM JAM'));
    const { exitCode, stderr } = await run(['print', ...target, files.gray, '--wait']);
    assert.deepEqual([exitCode, stderr], [1, 'hardcopy: 1 of 1 jobs failed in the printer: FILM JAM\n']);
  });
  test('for a job that is not done in time', async () => {
    const { target } = await printerWith(reporting('PENDING', 'QUEUED'));
    const { exitCode, stderr } = await run(['print', ...target, files.gray, '--wait', '1']);
    assert.deepEqual(
      [exitCode, stderr],
      [1, 'hardcopy: 1 of 1 jobs were not done after 1 s (PENDING); they stay with the printer\n'],
    );
  });
  test('prints the reason for waiting once', async () => {
    const jam = await printerWith(reporting('PENDING', 'FILM JAM'));
    const far = await run(['print', ...jam.target, files.gray, '--wait', '1']);
    assert.equal(
      far.stderr,
      'waiting: FILM JAM\nhardcopy: 1 of 1 jobs were not done after 1 s (PENDING); they stay with the printer\n',
    );
    for (const [info, reason, detail, sentence] of [
      [
        'FILM JAM',
        'waiting',
        'office: A sheet is jammed: clear it.',
        'FILM JAM: office: A sheet is jammed: clear it.',
      ],
      ['QUEUED', 'queued', 'waits', 'SCRIPT, paused by anna; "hardcopy printers resume SCRIPT" resumes it'],
    ] as const) {
      const local = await startLocalPrinter({
        script: reporting('PENDING', info),
        ports: {
          jobs: () =>
            Promise.resolve([{ ...waitingJob, printer: 'SCRIPT', printJobUid: jobUid, reason, detail }]),
          printers: () => [{ ...filmPrinter, aeTitle: 'SCRIPT', paused: true, pausedBy: 'anna' }],
        },
      });
      closing.push(local);
      const { stderr } = await run(['print', files.gray, '--data', local.data, '--wait', '1']);
      assert.equal(stderr.split('\n')[0], `waiting: ${sentence}`);
      assert.equal(stderr.split('waiting: ').length, 2);
    }
  });
  test('does not take a file after --wait for its seconds', async () => {
    const { exitCode, stderr } = await run(['print', files.gray, '--wait', files.gray]);
    assert.equal(exitCode, 1);
    assert.match(stderr, /--wait takes the next argument for its seconds, .* Put --wait at the end, or/);
  });
  test('for a printer without the Print Job service', async () => {
    const { target } = await printerWith({
      abstractSyntaxes: [sopClasses.BasicGrayscalePrintManagementMeta],
    });
    const { exitCode, stderr } = await run(['print', ...target, files.gray, '--wait', '--lut', 'none']);
    assert.deepEqual(
      [exitCode, stderr],
      [
        1,
        'hardcopy: the printer has no Print Job service, so it does not report when it has printed; leave out --wait\n',
      ],
    );
  });
});

describe('which printer', () => {
  test('is the local one by default; the path of its document is printed', async () => {
    const local = await startLocalPrinter({
      ports: { jobs: () => Promise.resolve([{ ...doneJob, printJobUid: jobUid }]) },
    });
    closing.push(local);
    const { exitCode, stdout, stderr } = await run(['print', files.gray, '--data', local.data, '--wait']);
    assert.deepEqual([exitCode, stderr], [0, 'warning: FilmSizeID 14INX17IN instead of CURRENT\n']);
    assert.match(stdout, /^j2 +DONE +NORMAL +films\/a\.pdf$/m);
    const unwatched = await run(['print', files.gray, '--data', local.data]);
    assert.match(
      unwatched.stdout,
      /^Sent 1 image on 1 film to SCRIPT at .*\nFollow with: hardcopy job j2 --data \S+\n$/,
    );
    const other = await run(['print', files.gray, '--data', local.data, '--printer', 'OTHER']);
    assert.deepEqual(
      [other.exitCode, other.stderr],
      [1, 'hardcopy: the server has no printer OTHER; it has SCRIPT\n'],
    );
    const named = await run(['echo', '--data', local.data, '--printer', 'SCRIPT']);
    assert.match(named.stdout, /^SCRIPT at 127\.0\.0\.1:\d+ answers in [\d.]+ ms \(SCRIPT\)\n$/);
  });
  for (const [name, args, sentence] of [
    [
      'no AE title',
      () => ['print', '10.0.0.7:104'],
      "10.0.0.7:104 needs the printer's AE title after it, such as 10.0.0.7:104 HARDCOPY",
    ],
    ['a file where the AE title belongs', () => ['print', '10.0.0.7:104', files.gray], undefined],
    [
      'no files',
      () => ['print', '10.0.0.7:104', 'L'],
      'there is nothing to print; name at least one image file',
    ],
    [
      'a local printer at an address',
      () => ['print', '10.0.0.7:104', 'L', 'a.dcm', '--printer', 'X'],
      '--printer is for the local server; name the printer after 10.0.0.7:104 instead',
    ],
    [
      'a file that does not exist',
      () => ['print', '10.0.0.7:104', 'L', '/no/such.dcm'],
      '/no/such.dcm does not exist; check the path',
    ],
    [
      'what names no printer',
      () => ['echo', '10.0.0.7:104', 'L', 'x'],
      '"x" does not name a printer; give HOST:PORT AETITLE, such as 10.0.0.7:11112 HARDCOPY',
    ],
  ] as const) {
    test(name, async () => {
      const { exitCode, stdout, stderr } = await run(args());
      assert.deepEqual([exitCode, stdout], [1, '']);
      const expected =
        sentence ?? `"${files.gray}" after 10.0.0.7:104 is not an AE title; it must have 1 to 16 characters`;
      assert.equal(stderr, `hardcopy: ${expected}\n`);
    });
  }
  test('is not a file whose name looks like an address', async () => {
    const odd = path.join(folder, 'x:104');
    await writeFile(odd, dicomFile(gray8(1, 2), Buffer.from([1, 2])));
    const local = await startLocalPrinter();
    closing.push(local);
    const { exitCode } = await run(['print', odd, '--data', local.data]);
    assert.equal(exitCode, 0);
    assert.equal(local.printer.received.filter(({ kind }) => kind === 'N-SET-RQ').length, 1);
  });
});

describe('echo', () => {
  test('for scripts', async () => {
    const { target } = await printerWith();
    const { exitCode, stdout } = await run(['echo', ...target, '--json']);
    assert.equal(exitCode, 0);
    const { roundTripMs, ...answer } = JSON.parse(stdout) as Record<string, unknown>;
    assert.ok(Number(roundTripMs) > 0);
    assert.deepEqual(
      [answer.aeTitle, answer.implementationVersionName, answer.maxPduLength],
      ['SCRIPT', 'SCRIPT', 16384],
    );
  });
  test('a wrong AE title', async () => {
    const { target } = await printerWith();
    const { exitCode, stderr } = await run(['echo', target[0]!, 'WRONG']);
    assert.equal(exitCode, 1);
    assert.match(
      stderr,
      /^hardcopy: WRONG refused the association: .*; check the printer's AE title, "WRONG" was called, and whether the printer accepts it from this client\n$/,
    );
  });
});
