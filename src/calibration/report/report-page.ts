// The A4 page of reports about calibrations and controls: its margins, its heading, and its bytes. Start at `openReport`.
import PDFDocument from 'pdfkit';
import { fontFile } from '../../render/text/font.ts';
import type { Pdf } from './diagram.ts';

/** Points. */
export const margin = 50;
export const page = { width: 595.28, height: 841.89 } as const;
/** Width between the margins. */
export const inner = page.width - 2 * margin;

/** Opens a report with its title as heading. `done` resolves with the bytes after `pdf.end()`. @param madeAt ISO 8601 */
export function openReport(
  title: string,
  madeAt: string,
): { readonly pdf: Pdf; readonly done: Promise<Buffer> } {
  const info = { Title: title, Creator: 'Hardcopy', CreationDate: new Date(madeAt) };
  const pdf = new PDFDocument({ size: [page.width, page.height], margin, info });
  const parts: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (part: Buffer) => parts.push(part));
    pdf.on('error', reject);
    pdf.on('end', () => {
      resolve(Buffer.concat(parts));
    });
  });
  pdf.font(fontFile('DejaVu')).fontSize(16).text(title, margin, margin).moveDown(0.4);
  return { pdf, done };
}
