// Refusals and substitutions by printers, and which of them are failures for the print client.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PrintFailure } from '../../src/shared/errors/device-failures.ts';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { tagOf } from '../../src/dicom/data-set/dictionary.ts';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { printJob } from '../../src/print-scu/print-client.ts';
import type { Received, Script } from './scripted-printer.ts';
import { printerWith, image, film, job, line, plain } from './print-client-setting.ts';

describe('what printers do otherwise', () => {
  /** Answers requests of a kind and class with a reply. */
  const on = (
    kind: Received['kind'],
    sopClass: string,
    reply: ReturnType<NonNullable<Script['answer']>>,
  ): Script => ({
    answer: (request) => (request.kind === kind && request.sopClass === sopClass ? reply : undefined),
  });
  const run = async (script: Script, plan = job([film([image(1)])])) => {
    const printer = await printerWith(script);
    return { printer, outcome: await printJob(printer.address, plan) };
  };
  const fails = async (script: Script, expected: Partial<PrintFailure>, plan = job([film([image(1)])])) => {
    const printer = await printerWith(script);
    await assert.rejects(printJob(printer.address, plan), (error) => {
      assert.ok(error instanceof PrintFailure, String(error));
      for (const [key, value] of Object.entries(expected))
        assert.equal(error[key as keyof PrintFailure], value);
      return true;
    });
    return printer;
  };

  test('warnings are noted with their meaning and carried on', async () => {
    for (const [kind, sopClass, reply, step, text] of [
      [
        'N-CREATE-RQ',
        sopClasses.BasicFilmSession,
        { status: 0xb600 },
        'N-CREATE of the film session',
        'B600H (memory allocation not supported)',
      ],
      [
        'N-CREATE-RQ',
        sopClasses.BasicFilmSession,
        { status: 0x0116, data: dataSetOf({ NumberOfCopies: 1 }) },
        'N-CREATE of the film session',
        '0116H (attribute value out of range: the printer uses another value): NumberOfCopies',
      ],
      [
        'N-SET-RQ',
        sopClasses.BasicGrayscaleImageBox,
        { status: 0x0107, tags: [tagOf('Polarity')] },
        'N-SET of image 1 on film 1 (i1)',
        '0107H (attribute list error: attributes it does not know were skipped): Polarity',
      ],
      [
        'N-SET-RQ',
        sopClasses.BasicGrayscaleImageBox,
        { status: 0xb604, errorComment: 'too wide' },
        'N-SET of image 1 on film 1 (i1)',
        'B604H (image larger than its box: it was demagnified): "too wide"',
      ],
      [
        'N-ACTION-RQ',
        sopClasses.BasicFilmBox,
        { status: 0xb603 },
        'N-ACTION of film box 1',
        'B603H (the film is empty)',
      ],
      [
        'N-DELETE-RQ',
        sopClasses.BasicFilmBox,
        { status: 0xb123 },
        'N-DELETE of film box 1',
        'B123H (vendor-specific status)',
      ],
    ] as const) {
      const { outcome } = await run(on(kind, sopClass, reply));
      assert.deepEqual(outcome.notices, [{ step, status: reply.status, text }]);
    }
  });

  test('a film box answered with 0116 has its image boxes all the same', async () => {
    const { printer, outcome } = await run({
      answer: ({ kind, sopClass }) =>
        kind === 'N-CREATE-RQ' && sopClass === sopClasses.BasicFilmBox
          ? {
              status: 0x0116,
              data: dataSetOf({
                MaxDensity: 300,
                ReferencedImageBoxSequence: [dataSetOf({ ReferencedSOPInstanceUID: '2.25.9' })],
              }),
            }
          : undefined,
    });
    assert.equal(printer.received.find(({ kind }) => kind === 'N-SET-RQ')?.sopInstance, '2.25.9');
    assert.deepEqual(
      outcome.notices.map(({ text }) => text),
      ['0116H (attribute value out of range: the printer uses another value): MaxDensity'],
    );
  });

  test('a failure names the step, the status, its meaning and the printer’s comment', async () => {
    const printer = await fails(
      on('N-SET-RQ', sopClasses.BasicGrayscaleImageBox, { status: 0xc605, errorComment: 'disk full' }),
      {
        step: 'N-SET of image 1 on film 1 (i1)',
        status: 0xc605,
        errorComment: 'disk full',
        message:
          'SCRIPT refused N-SET of image 1 on film 1 (i1): C605H (insufficient memory to store the image): "disk full"',
      },
    );
    assert.equal(line(printer.received.at(-1)!), 'N-SET BasicGrayscaleImageBox');
    assert.equal(printer.ended, 'released');
  });
  test('a missing attribute is named', async () => {
    await fails(on('N-CREATE-RQ', sopClasses.BasicFilmBox, { status: 0x0120, tags: [tagOf('FilmSizeID')] }), {
      status: 0x0120,
      message: 'SCRIPT refused N-CREATE of film box 1 (STANDARD\\1,2): 0120H (missing attribute): FilmSizeID',
    });
  });
  test('an invalid value is named', async () => {
    await fails(
      on('N-CREATE-RQ', sopClasses.BasicFilmBox, { status: 0x0106, data: dataSetOf({ FilmSizeID: 'A4' }) }),
      {
        message:
          'SCRIPT refused N-CREATE of film box 1 (STANDARD\\1,2 A4): 0106H (invalid attribute value): FilmSizeID',
      },
      job([film([image(1)], { filmSizeId: 'A4' })]),
    );
  });

  test('a printer out of order gets nothing', async () => {
    const data = dataSetOf({ PrinterStatus: 'FAILURE', PrinterStatusInfo: 'FILM JAM' });
    const printer = await fails(on('N-GET-RQ', sopClasses.Printer, { data }), {
      step: 'N-GET of the printer',
      message: 'SCRIPT is out of order (FAILURE, FILM JAM); nothing was sent to it',
    });
    assert.equal(printer.received.length, 1);
  });
  test('a printer that warns is printed on, and it is said', async () => {
    const data = dataSetOf({ PrinterStatus: 'WARNING', PrinterStatusInfo: 'SUPPLY LOW' });
    const { outcome } = await run(on('N-GET-RQ', sopClasses.Printer, { data }));
    assert.deepEqual(outcome.notices, [
      { step: 'N-GET of the printer', text: 'the printer reports WARNING: SUPPLY LOW' },
    ]);
  });
  test('a printer that says nothing of itself is tried', async () => {
    const { outcome } = await run(on('N-GET-RQ', sopClasses.Printer, { status: 0x0112 }));
    assert.equal(outcome.printer, undefined);
    assert.deepEqual(outcome.notices, [
      { step: 'N-GET of the printer', status: 0x0112, text: '0112H (no such SOP instance)' },
    ]);
  });
  test('a printer that will not delete has printed', async () => {
    const { outcome } = await run(on('N-DELETE-RQ', sopClasses.BasicFilmSession, { status: 0x0110 }));
    assert.deepEqual(outcome.notices, [
      { step: 'N-DELETE of the film session', status: 0x0110, text: '0110H (processing failure)' },
    ]);
  });
  test('a printer without character sets gets the label in ASCII; any other failure stays one', async () => {
    const label = { session: { numberOfCopies: 1, filmSessionLabel: 'Élan 王 für' } };
    const { printer, outcome } = await run(
      {
        answer: ({ data }) => (data?.has('SpecificCharacterSet') ? { status: 0x0105 } : undefined),
      },
      job([film([image(1)])], label),
    );
    const sessions = printer.received.filter(
      ({ kind, sopClass }) => kind === 'N-CREATE-RQ' && sopClass === sopClasses.BasicFilmSession,
    );
    assert.deepEqual(
      sessions.map(({ data }) => plain(data)),
      [
        { SpecificCharacterSet: 'ISO_IR 192', NumberOfCopies: '1', FilmSessionLabel: 'Élan 王 für' },
        { NumberOfCopies: '1', FilmSessionLabel: 'Elan ? fur' },
      ],
    );
    assert.deepEqual(outcome.notices, [
      {
        step: 'N-CREATE of the film session',
        status: 0x0105,
        text: '0105H (no such attribute); without a character set the label is "Elan ? fur"',
      },
    ]);
    await fails(
      on('N-CREATE-RQ', sopClasses.BasicFilmSession, { status: 0x0110 }),
      { status: 0x0110 },
      job([film([image(1)])], label),
    );
    const refused = await fails(on('N-CREATE-RQ', sopClasses.BasicFilmSession, { status: 0x0105 }), {
      status: 0x0105,
    });
    assert.equal(refused.received.length, 2);
  });
  test('too few image boxes', async () => {
    await fails(
      on('N-CREATE-RQ', sopClasses.BasicFilmBox, { data: dataSetOf({ ReferencedImageBoxSequence: [] }) }),
      { message: 'SCRIPT made 0 image boxes for STANDARD\\1,2, which has 2' },
    );
  });
  test('no presentation LUTs: its own curve, said once', async () => {
    const { printer, outcome } = await run(
      { abstractSyntaxes: [sopClasses.BasicGrayscalePrintManagementMeta] },
      job([
        film([image(1)], { presentationLut: { kind: 'IDENTITY' } }),
        film([image(1)], { presentationLut: { kind: 'LIN OD' } }),
      ]),
    );
    assert.ok(!printer.received.some(({ sopClass }) => sopClass === sopClasses.PresentationLut));
    assert.deepEqual(outcome.notices, [
      {
        step: 'presentation LUT',
        text: 'the printer does not support presentation LUTs; it prints with its own curve',
      },
    ]);
    assert.deepEqual(outcome.jobs, []);
  });
  test('annotations where there are some, else left out and said', async () => {
    const annotated = job([
      film([image(1)], {
        annotationDisplayFormatId: 'TITLE',
        annotations: [{ position: 0, text: 'Ward 3' }],
      }),
    ]);
    const boxes = {
      data: dataSetOf({
        ReferencedImageBoxSequence: [dataSetOf({ ReferencedSOPInstanceUID: '2.25.9' })],
        ReferencedBasicAnnotationBoxSequence: [dataSetOf({ ReferencedSOPInstanceUID: '2.25.10' })],
      }),
    };
    const { printer } = await run(on('N-CREATE-RQ', sopClasses.BasicFilmBox, boxes), annotated);
    const set = printer.received.find(({ sopClass }) => sopClass === sopClasses.BasicAnnotationBox);
    assert.equal(set?.sopInstance, '2.25.10');
    assert.equal(set.context, sopClasses.BasicAnnotationBox);
    assert.deepEqual(plain(set.data), { AnnotationPosition: 0, TextString: 'Ward 3' });
    const without = await run({}, annotated);
    assert.deepEqual(without.outcome.notices, [
      { step: 'film 1', text: 'the printer does not support annotations; the texts are left out' },
    ]);
  });

  test('an image that cannot be prepared ends it, and the association is released', async () => {
    const printer = await printerWith();
    const broken = image(1, { prepare: () => Promise.reject(new Error('a.dcm is broken')) });
    await assert.rejects(printJob(printer.address, job([film([broken])])), { message: 'a.dcm is broken' });
    assert.equal(printer.ended, 'released');
  });
  test('an association that breaks names what was being done', async () => {
    const printer = await printerWith({
      answer: ({ kind }, association) => {
        if (kind === 'N-ACTION-RQ') association.abort('script');
        return undefined;
      },
    });
    await assert.rejects(printJob(printer.address, job([film([image(1)])])), (error) => {
      assert.ok(error instanceof PrintFailure);
      assert.equal(error.step, 'N-ACTION of film box 1');
      assert.match(error.message, /^SCRIPT was lost during N-ACTION of film box 1: /);
      return true;
    });
  });
});
