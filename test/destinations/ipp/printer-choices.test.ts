// What would be sent to each of 72 real printers for a gray film of 14 × 17 inches, and a gray and a color film of A4: the
// reviewed table fixtures/printers/choices.md, and rules for all printers. UPDATE_CHOICES=1 updates the table.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { capabilitiesOf } from '../../../src/destinations/ipp/choice/capabilities.ts';
import { formatsFor, missingFormat } from '../../../src/destinations/ipp/choice/choose-format.ts';
import { planJob } from '../../../src/destinations/ipp/choice/job-plan.ts';
import { chooseMedia } from '../../../src/destinations/ipp/media/choose-media.ts';
import { mediaText } from '../../../src/destinations/ipp/media/media-name.ts';
import { isSameSize, sizedMedium, sizeOfMedium } from '../../../src/destinations/ipp/media/medium.ts';
import { filmSizes } from '../../../src/shared/film/film-sizes.ts';
import { placeOnPaper } from '../../../src/render/layout/on-paper.ts';
import { printerAnswers, type PrinterAnswer } from '../../support/printer-answers.ts';

const film14x17 = { title: '14×17 gray', size: filmSizes['14INX17IN'], color: false };
const films = [
  film14x17,
  { title: 'A4 gray', size: filmSizes.A4, color: false },
  { title: 'A4 color', size: filmSizes.A4, color: true },
] as const;
const task = { jobId: 'id', copies: 1, mediumType: 'CURRENT', filmDestination: 'CURRENT' };
const destination = { name: 'office', mediumTypes: {}, trays: {}, whenTooSmall: 'fit' } as const;

function choiceFor({ attributes }: PrinterAnswer, { size, color }: (typeof films)[number]) {
  const printer = capabilitiesOf(attributes);
  const media = chooseMedia([size], printer.media, { whenTooSmall: 'fit', whenNotLoaded: 'print' });
  assert.ok(media.kind === 'chosen' || media.kind === 'unknown');
  const pages = media.kind === 'chosen' && media.paper ? [media.paper] : [size];
  const formats = formatsFor(printer, { color, pages });
  const [format] = formats;
  if (!format) return { printer, media, formats, missing: missingFormat(printer) };
  const plan = planJob(task, [size], { format, media, printer, destination });
  const [document] = plan.jobs[0]!.documents;
  const paper = document === 'job' ? undefined : document?.paper;
  const scale = paper ? placeOnPaper(size, paper).scale : 1;
  return { printer, media, formats, format, plan, paper, scale, asItIs: document === 'job' };
}

/** `PDF as it is`, `PWG raster sgray_8 600, then …`; paper, scale; attributes of the job. */
function cells(answer: PrinterAnswer, film: (typeof films)[number]): readonly string[] {
  const choice = choiceFor(answer, film);
  if (!choice.plan) return [film.title, choice.missing ?? '?', '', '', ''];
  const { printer, media, formats, plan, paper, scale, asItIs } = choice;
  const short = (text: string) => text.replace(/^(application|image)\//, '');
  const said = formats.map(({ format, colorSpace, pixelsPerInch }, index) =>
    index === 0 && asItIs
      ? 'pdf as it is'
      : `${short(format)} ${colorSpace}${format === 'application/pdf' ? '' : ` ${pixelsPerInch}`}`,
  );
  const medium = media.kind === 'chosen' ? media.medium : undefined;
  const loaded =
    medium &&
    printer.media.ready.some((ready) => {
      const size = sizeOfMedium(ready);
      return size ? isSameSize(size, medium) : true;
    });
  const on =
    medium === undefined
      ? paper
        ? `not reported: page of ${paper.widthMm} × ${paper.heightMm} mm`
        : 'not reported'
      : `${mediaText(sizedMedium(medium, medium.name))}${loaded ? ', loaded' : ''}`;
  const marked = paper?.scaledByDevice ? 'by the printer' : `${(scale * 100).toFixed(scale === 1 ? 0 : 1)} %`;
  const template = Object.entries(plan.template).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [film.title, said.join(', then '), on, marked, template.join(' ')];
}

const row = (values: readonly string[]) => `| ${values.join(' | ')} |`;

function table(answers: readonly PrinterAnswer[]): string {
  const sections = answers.map((answer) => {
    const partial = answer.complete ? '' : ' (answer known in part)';
    const lines = films.map((film) => row(cells(answer, film)));
    return `## ${answer.name}: ${answer.model}${partial}\n\n${[
      row(['film', 'format', 'paper', 'scale', 'attributes of the job']),
      row(['---', '---', '---', '---', '---']),
      ...lines,
    ].join('\n')}\n`;
  });
  const head =
    '# What real printers would be sent\n\nMade by `printer-choices.test.ts` of `answers.jsonl`.\n';
  return [head, ...sections].join('\n');
}

const answers = printerAnswers();

test('the choices for 72 printers are the reviewed ones', () => {
  assert.equal(answers.length, 72);
  const file = path.join(import.meta.dirname, '..', '..', '..', 'fixtures', 'printers', 'choices.md');
  const made = table(answers);
  if (process.env.UPDATE_CHOICES) writeFileSync(file, made);
  const [expected, found] = [readFileSync(file, 'utf8').split('\n'), made.split('\n')];
  for (const [index, line] of found.entries()) assert.equal(line, expected[index], `line ${index + 1}`);
  assert.equal(found.length, expected.length);
});

for (const answer of answers) {
  test(`${answer.name} gets only values that it lists`, () => {
    const { attributes } = answer;
    const listed = attributes.strings('job-creation-attributes-supported');
    const types = attributes.strings('pwg-raster-document-type-supported').map((type) => type.toLowerCase());
    const urf = attributes.strings('urf-supported').map((key) => key.toUpperCase());
    for (const film of films) {
      const { formats, plan, printer } = choiceFor(answer, film);
      assert.ok(plan, 'a usable format');
      const order = formats.map(({ format }) => format).filter((format) => /pdf|jpeg/.test(format));
      assert.deepEqual(order, order.toSorted(), 'PDF before JPEG');
      for (const { format, colorSpace, pixelsPerInch } of formats) {
        if (attributes.boolean('color-supported') === false) assert.notEqual(colorSpace, 'srgb_8');
        if (format === 'image/pwg-raster') {
          assert.ok(types.includes(colorSpace), colorSpace);
          assert.ok(printer.pwgRasterResolutions.some(({ x, y }) => x === pixelsPerInch && y === x));
        }
        if (format === 'image/urf') {
          assert.ok(urf.some((key) => key.startsWith(colorSpace === 'srgb_8' ? 'SRGB24' : 'W8')));
          const resolutions =
            urf
              .find((key) => key.startsWith('RS'))
              ?.slice(2)
              .split('-')
              .map(Number) ?? [];
          // The highest resolution; no printer here lists more than 720.
          assert.equal(pixelsPerInch, Math.max(...resolutions.filter((dpi) => dpi <= 720)));
        }
      }
      for (const name of Object.keys(plan.template)) {
        if (listed.length > 0) assert.ok(listed.includes(name), name);
        else assert.ok(attributes.has(`${name}-supported`), name);
      }
      const name = plan.template.media;
      const named = [...attributes.strings('media-supported'), ...attributes.strings('media-ready')];
      if (typeof name === 'string') assert.ok(named.includes(name), name);
    }
  });
}
