// The statement as a PDF on A4: numbered pages, bookmarks, and tables that repeat their headers after a page break. Start
// at `pdfOf`.
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { unreachable } from '../../shared/errors/errors.ts';
import {
  laidOut,
  type Heading,
  type LaidOut,
  type LaidOutStatement,
  type Statement,
  type Table,
} from './document.ts';

const { resolve } = createRequire(import.meta.url);
const fonts = {
  text: resolve('#fonts/DejaVuSansCondensed.ttf'),
  bold: resolve('#fonts/DejaVuSansCondensed-Bold.ttf'),
  fixed: resolve('#fonts/DejaVuSansMono.ttf'),
} as const;

/** Points. */
const margin = 50;
const padding = 3;
const cellSize = 7;

type Pdf = InstanceType<typeof PDFDocument>;

const bottomOf = (pdf: Pdf): number => pdf.page.height - margin;
const widthOf = (pdf: Pdf): number => pdf.page.width - 2 * margin;

/** Begins a new page unless this one has the given points left. */
function needs(pdf: Pdf, height: number): void {
  if (pdf.y + height > bottomOf(pdf)) pdf.addPage();
}

/** Maximum width of a column due to a single word, points; longer words are broken. */
const widestWord = 150;

/** Widths of columns: at least that of the longest word, the rest shared by length of text. */
function columnWidths(pdf: Pdf, { columns, rows }: Table): readonly number[] {
  pdf.font('bold').fontSize(cellSize);
  const measured = columns.map((heading, index) => {
    const texts = [heading, ...rows.map((row) => row[index] ?? '')];
    const words = new Set(texts.flatMap((text) => text.split(' ')));
    const widest = Math.max(...[...words].map((word) => pdf.widthOfString(word)));
    const lengths = texts.map((text) => pdf.widthOfString(text));
    // One long text in a column of short ones needs less width than a column of long texts.
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    const length = Math.sqrt(Math.min(Math.max(...lengths), 400) * Math.min(mean, 400));
    return { least: Math.min(widest, widestWord) + 2 * padding + 1, length };
  });
  const sum = (values: readonly number[]) => values.reduce((before, value) => before + value, 0);
  const least = sum(measured.map((column) => column.least));
  const rest = widthOf(pdf) - least;
  if (rest < 0) return measured.map((column) => (column.least * widthOf(pdf)) / least);
  const extraWidths = measured.map((column) => Math.max(0, column.length + 2 * padding + 1 - column.least));
  const totalExtra = Math.max(1, sum(extraWidths));
  const columnRest = sum(extraWidths) === 0 ? rest / measured.length : 0;
  return measured.map(
    (column, index) => column.least + columnRest + (rest * (extraWidths[index] ?? 0)) / totalExtra,
  );
}

function drawRow(pdf: Pdf, cells: readonly string[], widths: readonly number[], head: boolean): void {
  pdf.font(head ? 'bold' : 'text').fontSize(cellSize);
  const inner = widths.map((width) => width - 2 * padding);
  const heights = cells.map((text, index) => pdf.heightOfString(text, { width: inner[index] ?? 0 }));
  const height = Math.max(...heights) + 2 * padding;
  const top = pdf.y;
  let left = margin;
  for (const [index, text] of cells.entries()) {
    const width = widths[index] ?? 0;
    pdf.lineWidth(0.4).strokeColor('#999999');
    if (head) pdf.rect(left, top, width, height).fillAndStroke('#eeeeee', '#999999');
    else pdf.rect(left, top, width, height).stroke();
    pdf.fillColor('black').text(text, left + padding, top + padding, { width: inner[index] ?? 0 });
    left += width;
  }
  pdf.x = margin;
  pdf.y = top + height;
}

function rowHeight(pdf: Pdf, cells: readonly string[], widths: readonly number[]): number {
  pdf.font('text').fontSize(cellSize);
  const heights = cells.map((text, index) =>
    pdf.heightOfString(text, { width: (widths[index] ?? 0) - 2 * padding }),
  );
  return Math.max(...heights) + 2 * padding;
}

function drawTable(pdf: Pdf, table: Table): void {
  needs(pdf, 70);
  pdf.moveDown(0.4).font('bold').fontSize(8.5).text(table.title, margin).moveDown(0.3);
  const widths = columnWidths(pdf, table);
  drawRow(pdf, table.columns, widths, true);
  for (const row of table.rows) {
    if (pdf.y + rowHeight(pdf, row, widths) > bottomOf(pdf)) {
      pdf.addPage();
      drawRow(pdf, table.columns, widths, true);
    }
    drawRow(pdf, row, widths, false);
  }
  pdf.moveDown(1);
}

/** Text size of a heading by its level, points. */
const headingSizes = [16, 13, 11, 10] as const;

/** The page of each heading by its number, for the table of contents. */
type PagesOfHeadings = Map<string, number>;

/** Points needed below a heading on the same page; more if a table follows. */
function heightAfter(next: LaidOut | undefined): number {
  if (next?.kind === 'table' || next?.kind === 'diagram') return 110;
  return next?.kind === 'heading' ? 130 : 40;
}

/** An entry of the table of contents without its page number. */
interface OpenEntry {
  readonly number: string;
  /** Index of the page that the entry is on, and the top of its line. */
  readonly page: number;
  readonly top: number;
  /** Where the dots begin. */
  readonly left: number;
}

interface Progress {
  readonly pages: PagesOfHeadings;
  readonly entries: OpenEntry[];
}

const contentsSize = 8.5;

function currentPage(pdf: Pdf): number {
  const { start, count } = pdf.bufferedPageRange();
  return start + count - 1;
}

function drawContents(pdf: Pdf, entries: readonly Heading[], progress: Progress): void {
  pdf.font('text').fontSize(contentsSize);
  for (const { level, number, title } of entries) {
    needs(pdf, 14);
    const left = margin + (level - 1) * 12;
    const text = `${number}  ${title}`;
    const top = pdf.y;
    pdf.text(text, left, top, { goTo: number });
    progress.entries.push({ number, page: currentPage(pdf), top, left: left + pdf.widthOfString(text) + 6 });
  }
  pdf.x = margin;
}

/** Writes dots and page numbers once all pages are known. */
function fillContents(pdf: Pdf, { pages, entries }: Progress): void {
  for (const { number, page, top, left } of entries) {
    pdf.switchToPage(page);
    pdf.font('text').fontSize(contentsSize).fillColor('black');
    const text = String((pages.get(number) ?? 0) + 1);
    const right = pdf.page.width - margin - pdf.widthOfString(text);
    pdf.text(text, right, top, { lineBreak: false, goTo: number });
    pdf.save().lineWidth(0.5).dash(0.5, { space: 3 }).strokeColor('#999999');
    pdf
      .moveTo(left, top + contentsSize)
      .lineTo(right - 6, top + contentsSize)
      .stroke();
    pdf.restore();
  }
}

function draw(pdf: Pdf, block: LaidOut, next: LaidOut | undefined, progress: Progress): void {
  switch (block.kind) {
    case 'heading': {
      if (block.level === 1) pdf.addPage();
      needs(pdf, 25 + heightAfter(next));
      progress.pages.set(block.number, currentPage(pdf));
      pdf.addNamedDestination(block.number);
      const text = `${block.number} ${block.title}`;
      if (block.level <= 4) pdf.outline.addItem(text);
      const size = headingSizes[block.level - 1] ?? 9.5;
      pdf.moveDown(0.6).font('bold').fontSize(size).text(text, margin).moveDown(0.4);
      return;
    }
    case 'paragraph':
      pdf.font('text').fontSize(9).text(block.text, margin).moveDown(0.5);
      return;
    case 'list':
      pdf
        .font('text')
        .fontSize(9)
        .list([...block.items], margin, undefined, { bulletRadius: 1.5 });
      pdf.moveDown(0.5);
      return;
    case 'diagram':
      needs(pdf, block.text.split('\n').length * 9);
      pdf.font('fixed').fontSize(7).text(block.text, margin).moveDown(0.5);
      return;
    case 'contents':
      drawContents(pdf, block.entries, progress);
      return;
    case 'table':
      drawTable(pdf, block);
      return;
    default:
      throw unreachable(block);
  }
}

function numberPages(pdf: Pdf, title: string): void {
  const { count } = pdf.bufferedPageRange();
  for (let page = 1; page < count; page++) {
    pdf.switchToPage(page);
    // pdfkit would begin another page below the margin.
    pdf.page.margins.bottom = 0;
    const options = { width: widthOf(pdf), align: 'center', lineBreak: false } as const;
    pdf
      .font('text')
      .fontSize(7)
      .text(`${title} · page ${page + 1} of ${count}`, margin, pdf.page.height - 32, options);
  }
}

/** The statement as the bytes of a PDF. */
export async function pdfOf(statement: Statement | LaidOutStatement): Promise<Uint8Array> {
  const { title } = statement;
  const pdf = new PDFDocument({
    size: 'A4',
    margin,
    bufferPages: true,
    font: fonts.text,
    lang: 'en',
    info: { Title: title },
  });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((done, fail) => pdf.on('end', done).on('error', fail));
  for (const [name, file] of Object.entries(fonts)) pdf.registerFont(name, file);
  pdf.moveDown(8).font('bold').fontSize(24).text(title, { align: 'center' }).moveDown(2);
  pdf.font('text').fontSize(11);
  for (const line of statement.cover) pdf.text(line, { align: 'center' });
  const progress: Progress = { pages: new Map(), entries: [] };
  const blocks = laidOut(statement);
  for (const [index, block] of blocks.entries()) draw(pdf, block, blocks[index + 1], progress);
  fillContents(pdf, progress);
  numberPages(pdf, title);
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}
