// Checks the metadata of a file against PDF/A-2b (ISO 19005-2, 6.6): well-formed, with the identification, consistent
// with the information dictionary, and only with properties of XMP or described ones.
import {
  dictionary,
  resolved,
  streamOf,
  text as textOf,
  type PdfDictionary,
  type PdfFileObjects,
} from './pdfa.ts';

export function xmpFaults(pdf: PdfFileObjects, catalog: PdfDictionary): readonly string[] {
  const stream = streamOf(pdf, catalog['/Metadata']);
  if (!stream) return ['6.6.2.1: a metadata stream'];
  const faults: string[] = [];
  const want = (holds: boolean, text: string) => {
    if (!holds) faults.push(text);
  };
  want(
    stream.dictionary['/Type'] === '/Metadata' && stream.dictionary['/Subtype'] === '/XML',
    '6.6.2.1: its type',
  );
  want(!('/Filter' in stream.dictionary), 'metadata unencrypted, for programs that know no PDF');
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(stream.data);
  want(
    text.startsWith('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'),
    '6.6.2.1: the header of a packet',
  );
  want(/<\?xpacket end="[rw]"\?>\s*$/.test(text), '6.6.2.1: the trailer of a packet');
  want(parsesAsXml(text), '6.6.2.1: XML that parses');
  want(value(text, 'pdfaid:part') === '2' && value(text, 'pdfaid:conformance') === 'B', '6.6.4: PDF/A-2b');

  const info = dictionary(resolved(pdf, pdf.trailer['/Info']));
  const pairs = [
    ['/Title', value(text, 'dc:title')],
    ['/Author', value(text, 'dc:creator')],
    ['/Creator', value(text, 'xmp:CreatorTool')],
    ['/Producer', value(text, 'pdf:Producer')],
    ['/CreationDate', pdfDate(value(text, 'xmp:CreateDate'))],
    ['/ModDate', pdfDate(value(text, 'xmp:ModifyDate'))],
  ] as const;
  for (const [key, inXmp] of pairs) {
    const found = resolved(pdf, info[key]);
    if (key in info) want(found === `u:${inXmp}`, `6.6.2.3.3: ${key} is ${textOf(found)}, and ${inXmp}`);
  }
  for (const key of Object.keys(info))
    want(
      pairs.some(([name]) => name === key),
      `6.6.2.3.3: ${key} has no equal in XMP`,
    );
  faults.push(...undescribed(text));
  return faults;
}

const predefined = new Set([
  'rdf',
  'x',
  'pdfaid',
  'dc',
  'xmp',
  'pdf',
  'pdfaExtension',
  'pdfaSchema',
  'pdfaProperty',
]);

/** 6.6.2.3: properties of other schemas are described in an extension schema. */
function undescribed(text: string): readonly string[] {
  const described = new Set([...text.matchAll(/<pdfaProperty:name>([^<]+)</g)].map(([, name]) => name));
  const prefix = value(text, 'pdfaSchema:prefix');
  const used = [...text.matchAll(/<([A-Za-z]+):([A-Za-z]+)[\s>]/g)];
  return used.flatMap(([, space = '', name = '']) =>
    predefined.has(space) || (space === prefix && described.has(name))
      ? []
      : [`6.6.2.3: the property ${space}:${name} is not described`],
  );
}

/** The text of an element without inner tags. */
function value(text: string, name: string): string {
  const content = new RegExp(`<${name}>([^]*?)</${name}>`).exec(text)?.[1] ?? '';
  return content
    .replace(/<[^>]*>/g, '')
    .trim()
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

const pdfDate = (iso: string) => `D:${iso.replace(/[-:T]/g, '')}`;

/** Every element must be closed, and every & must begin a reference. */
function parsesAsXml(text: string): boolean {
  const open: string[] = [];
  const body = text.replace(/<\?[^]*?\?>/g, '');
  for (const [, close, name = '', empty] of body.matchAll(
    /<(\/?)([\w:]+)(?:\s+[\w:]+="[^"<]*")*\s*(\/?)>/g,
  )) {
    if (close === '/') {
      if (open.pop() !== name) return false;
    } else if (empty !== '/') open.push(name);
  }
  const left = body.replace(/<\/?[\w:]+(?:\s+[\w:]+="[^"<]*")*\s*\/?>/g, '');
  return open.length === 0 && !left.includes('<') && !/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(left);
}
