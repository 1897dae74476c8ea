// Checks the fonts of a file against PDF/A-2b (ISO 19005-2, 6.2.11): embedded, widths equal to those of the font
// program, only valid glyphs, and a character for every glyph, so that texts can be found. Parses TrueType tables
// itself.
import {
  contentsOf,
  dictionary,
  list,
  resolved,
  streamOf,
  text,
  type PdfDictionary,
  type PdfFileObjects,
  type PdfValue,
} from './pdfa.ts';

interface FontProgram {
  readonly glyphs: number;
  readonly unitsPerEm: number;
  /** In font units. */
  readonly advance: (glyph: number) => number;
}

/** OpenType tables head, hhea, maxp and hmtx. */
function readTrueType(font: Buffer): FontProgram | undefined {
  const tables = new Map<string, Buffer>();
  for (let index = 0, at = 12; index < font.readUInt16BE(4); index++, at += 16) {
    const offset = font.readUInt32BE(at + 8);
    tables.set(
      font.toString('latin1', at, at + 4),
      font.subarray(offset, offset + font.readUInt32BE(at + 12)),
    );
  }
  const [head, hhea, maxp, hmtx] = ['head', 'hhea', 'maxp', 'hmtx'].map((name) => tables.get(name));
  if (!head || !hhea || !maxp || !hmtx || !tables.has('glyf') || !tables.has('loca')) return undefined;
  const metrics = hhea.readUInt16BE(34);
  return {
    glyphs: maxp.readUInt16BE(4),
    unitsPerEm: head.readUInt16BE(18),
    advance: (glyph) => hmtx.readUInt16BE(Math.min(glyph, metrics - 1) * 4),
  };
}

export function fontFaults(pdf: PdfFileObjects): readonly string[] {
  const faults: string[] = [];
  for (const value of pdf.values.values()) {
    const font = dictionary(value);
    if (font['/Type'] !== '/Font' || font['/Subtype'] !== '/Type0') continue;
    faults.push(...compositeFaults(pdf, font));
  }
  for (const value of pdf.values.values()) {
    const subtype = dictionary(value)['/Subtype'];
    if (['/Type1', '/TrueType', '/Type3', '/MMType1'].includes(text(subtype)))
      faults.push(`6.2.11: a font that is not expected (${text(subtype)})`);
  }
  return faults;
}

function compositeFaults(pdf: PdfFileObjects, font: PdfDictionary): readonly string[] {
  const faults: string[] = [];
  const want = (holds: boolean, text: string) => {
    if (!holds) faults.push(text);
  };
  const descendant = dictionary(resolved(pdf, list(resolved(pdf, font['/DescendantFonts']))[0]));
  const descriptor = dictionary(resolved(pdf, descendant['/FontDescriptor']));
  const program = streamOf(pdf, descriptor['/FontFile2']);
  want(font['/Encoding'] === '/Identity-H', '6.2.11.3.3: a CMap of the standard');
  want(descendant['/CIDToGIDMap'] === '/Identity', '6.2.11.3.2: a CIDToGIDMap');
  const system = dictionary(resolved(pdf, descendant['/CIDSystemInfo']));
  want(
    system['/Registry'] === 'u:Adobe' && system['/Ordering'] === 'u:Identity',
    '6.2.11.3.1: CIDSystemInfo',
  );
  want(/^\/[A-Z]{6}\+/.test(text(font['/BaseFont'])), '6.2.11.4.2: the tag of a subset');
  want(font['/BaseFont'] === descriptor['/FontName'], '6.2.11.2: one name');
  const read = program && readTrueType(program.data);
  if (!read) return [...faults, '6.2.11.4.1: the font is embedded'];
  const widths = list(list(resolved(pdf, descendant['/W']))[1]).map(Number);
  const used = new Set<number>();
  const unicode = streamOf(pdf, font['/ToUnicode'])?.data.toString('latin1') ?? '';
  want(unicode.includes('beginbfrange') || unicode.includes('beginbfchar'), 'texts can be found: ToUnicode');
  for (const { name, data } of contents(pdf, font)) {
    // Glyphs follow their font: /F1 12 Tf … [<0001> 20 <0002>] TJ, until the next font.
    for (const part of data.toString('latin1').split(/(?=\/\w+ [\d.]+ Tf)/)) {
      if (!part.startsWith(`${name} `)) continue;
      for (const [, hex = ''] of part.matchAll(/<([0-9a-fA-F]+)>(?=[^\]]*\]\s*TJ|\s*Tj)/g)) {
        for (let at = 0; at < hex.length; at += 4) {
          used.add(Number.parseInt(hex.slice(at, at + 4), 16));
        }
      }
    }
  }
  want(used.size > 0, '6.2.11.4.2: a font that no page uses');
  want(!used.has(0), '6.2.11.8: no letter that is none (.notdef)');
  for (const glyph of used) {
    want(glyph < read.glyphs, `6.2.11.4.1: letter ${glyph} is in the font`);
    const wanted = (read.advance(glyph) / read.unitsPerEm) * 1000;
    const found = widths[glyph] ?? Number.NaN;
    want(Math.abs(found - wanted) <= 1, `6.2.11.5: the width of letter ${glyph} is ${found}, not ${wanted}`);
  }
  return faults;
}

/** The contents of the pages that use a font, and its name there. */
function contents(pdf: PdfFileObjects, font: PdfDictionary) {
  return [...pdf.values.values()].flatMap((value) => {
    const page = dictionary(value);
    if (page['/Type'] !== '/Page') return [];
    const fonts = dictionary(resolved(pdf, dictionary(resolved(pdf, page['/Resources']))['/Font']));
    const isIt = (entry: PdfValue) => dictionary(resolved(pdf, entry))['/BaseFont'] === font['/BaseFont'];
    const names = Object.keys(fonts).filter((name) => isIt(fonts[name] ?? null));
    return names.flatMap((name) => contentsOf(pdf, page).map(({ data }) => ({ name, data })));
  });
}
