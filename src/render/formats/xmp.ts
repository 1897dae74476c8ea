// The metadata packet of a document (XMP, ISO 16684-1): its title and dates, its PDF/A-2b conformance, and the
// attributes of its films. PDF/A requires it to agree with the document's information dictionary, and every property
// of our own to be declared in it (ISO 19005-2, 6.6.2). It contains no patient data. Start at `xmpPacket`.
import { visible } from '../../shared/log/visible-text.ts';

/** The document's information dictionary, which the packet repeats. */
export interface DocumentInfo {
  readonly title: string;
  readonly author: string;
  readonly creator: string;
  readonly producer: string;
  readonly createdAt: Date;
}

/** The description of a film, one per page, in the terms of DICOM. */
export interface FilmFacts {
  readonly filmSizeId: string;
  readonly filmOrientation: string;
  readonly imageDisplayFormat: string;
  /** Hundredths of OD. */
  readonly minDensity: number;
  readonly maxDensity: number;
}

export interface FilmMetadata {
  /** AE title of the printer; default: created without a printer. */
  readonly printer?: string;
  readonly films: readonly FilmFacts[];
}

const namespace = 'urn:hardcopy:film:1.0#';

/** Our properties: lists with one item per film. */
const properties = [
  { name: 'Printer', list: false, describes: 'AE title of the printer' },
  { name: 'FilmSizeID', list: true, describes: 'Film Size ID (2010,0050) of each film' },
  { name: 'FilmOrientation', list: true, describes: 'Film Orientation (2010,0040) of each film' },
  { name: 'ImageDisplayFormat', list: true, describes: 'Image Display Format (2010,0010) of each film' },
  { name: 'MinDensity', list: true, describes: 'Min Density (2010,0120) of each film, hundredths of OD' },
  { name: 'MaxDensity', list: true, describes: 'Max Density (2010,0130) of each film, hundredths of OD' },
] as const;

/**
 * External text on one line of XML 1.0: control characters and directional overrides are made visible, and other
 * characters that XML does not allow (U+FFFE, U+FFFF) become spaces.
 */
export function xmlText(text: string): string {
  return visible(text).replace(/[^\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ');
}

function escaped(text: string): string {
  return xmlText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const element = (name: string, content: string) => `<${name}>${content}</${name}>`;
const items = (kind: 'Seq' | 'Alt' | 'Bag', values: readonly string[], attribute = '') =>
  element(`rdf:${kind}`, values.map((value) => `<rdf:li${attribute}>${value}</rdf:li>`).join(''));
const described = (prefix: string, uri: string, content: readonly string[]) =>
  `<rdf:Description rdf:about="" xmlns:${prefix}="${uri}">\n${content.join('\n')}\n</rdf:Description>`;

/** The packet as bytes of UTF-8. */
export function xmpPacket(info: DocumentInfo, metadata: FilmMetadata): Uint8Array {
  const date = `${info.createdAt.toISOString().slice(0, 19)}Z`;
  const parts = [
    described('pdfaid', 'http://www.aiim.org/pdfa/ns/id/', [
      element('pdfaid:part', '2'),
      element('pdfaid:conformance', 'B'),
    ]),
    described('dc', 'http://purl.org/dc/elements/1.1/', [
      element('dc:format', 'application/pdf'),
      element('dc:title', items('Alt', [escaped(info.title)], ' xml:lang="x-default"')),
      element('dc:creator', items('Seq', [escaped(info.author)])),
    ]),
    described('xmp', 'http://ns.adobe.com/xap/1.0/', [
      element('xmp:CreatorTool', escaped(info.creator)),
      element('xmp:CreateDate', date),
      element('xmp:ModifyDate', date),
    ]),
    described('pdf', 'http://ns.adobe.com/pdf/1.3/', [element('pdf:Producer', escaped(info.producer))]),
    described('film', namespace, filmProperties(metadata)),
    ...extensionSchema(),
  ];
  const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n${parts.join('\n')}\n</rdf:RDF>`;
  const meta = `<x:xmpmeta xmlns:x="adobe:ns:meta/">\n${rdf}\n</x:xmpmeta>`;
  return Buffer.from(
    `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n${meta}\n<?xpacket end="r"?>`,
    'utf8',
  );
}

function filmProperties({ printer, films }: FilmMetadata): string[] {
  const values: Readonly<Record<(typeof properties)[number]['name'], readonly string[]>> = {
    Printer: printer === undefined ? [] : [printer],
    FilmSizeID: films.map((film) => film.filmSizeId),
    FilmOrientation: films.map((film) => film.filmOrientation),
    ImageDisplayFormat: films.map((film) => film.imageDisplayFormat),
    MinDensity: films.map((film) => String(film.minDensity)),
    MaxDensity: films.map((film) => String(film.maxDensity)),
  };
  return properties.flatMap(({ name, list }) => {
    const texts = values[name].map(escaped);
    if (texts.length === 0) return [];
    return [element(`film:${name}`, list ? items('Seq', texts) : texts.join(''))];
  });
}

/** The description of our properties that PDF/A requires. */
function extensionSchema(): string[] {
  const fields = properties.map(({ name, list, describes }) =>
    [
      '<rdf:li rdf:parseType="Resource">',
      element('pdfaProperty:name', name),
      element('pdfaProperty:valueType', list ? 'seq Text' : 'Text'),
      element('pdfaProperty:category', 'external'),
      element('pdfaProperty:description', describes),
      '</rdf:li>',
    ].join(''),
  );
  return [
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"' +
      ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"' +
      ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">',
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">',
    element('pdfaSchema:schema', 'Films as DICOM describes them'),
    element('pdfaSchema:namespaceURI', namespace),
    element('pdfaSchema:prefix', 'film'),
    `<pdfaSchema:property><rdf:Seq>\n${fields.join('\n')}\n</rdf:Seq></pdfaSchema:property>`,
    '</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>',
  ];
}
