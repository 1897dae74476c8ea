// The few PDF objects that a film needs, on top of pdfkit: pages, compressed images, two ICC based color spaces, the
// output intent, the document's information and its XMP metadata. pdfkit writes each object as soon as it is ended.
// All documents are PDF/A-2b (ISO 19005-2): fonts embedded, no device-dependent color, no transparency.
import type { Readable } from 'node:stream';
import PDFDocument from 'pdfkit';
import { manufacturer } from '../../shared/product.ts';
import { grayProfile, rgbProfile } from '../color/icc.ts';
import { embedded, textOperators, type LinePlace } from './pdf-text.ts';
import type { ShapedLine } from '../text/shaped-line.ts';
import { xmlText, xmpPacket, type FilmMetadata } from './xmp.ts';

export interface PdfImage {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bits: 8 | 16;
  /** `flate`: a zlib stream of rows under PNG filters; `jpeg`: a JPEG of 8 bits. */
  readonly encoding: 'flate' | 'jpeg';
  readonly data: AsyncIterable<Uint8Array>;
}

export interface PdfFile {
  readonly stream: Readable;
  /** Begins a page; sizes in points. */
  addPage(width: number, height: number): void;
  /**
   * Writes an image piece by piece, and returns its name on this page.
   * @param drained - waits until the stream accepts more data
   */
  addImage(image: PdfImage, drained: () => Promise<void>): Promise<string>;
  /** Adds operators to the page, with y downwards from the top; /Gray is the gray color space. */
  draw(operators: string): void;
  /** Writes a line in the current color. */
  addText(line: ShapedLine, place: LinePlace): void;
  /** Ends the document; the stream ends after it. */
  end(): void;
}

/** Members of pdfkit that its types lack. */
interface Reference {
  readonly id: number;
  readonly data: Record<string, unknown>;
  compress: boolean;
  write(chunk: Uint8Array): void;
  end(): void;
}
/** An object that is a number. */
interface NumberReference {
  readonly id: number;
  data: number;
  end(): void;
}
/** An object that is written piece by piece. */
interface WrittenReference extends Reference {
  /** Position of the object in the document. */
  offset: number;
}
interface Internals {
  readonly _offset: number;
  /** Writes bytes as they are, and text as a line. */
  _write(data: string | Uint8Array): void;
  /** An object was written. */
  _refEnd(reference: WrittenReference): void;
  readonly _root: Reference;
  ref(data: object): Reference;
  /** Writes a metadata packet instead of pdfkit's own, whose texts are not escaped. */
  endMetadata(): void;
  readonly page: { readonly resources: Reference; readonly xobjects: Record<string, Reference> };
}

export interface PdfOptions {
  readonly title: string;
  readonly createdAt: Date;
  /** Whether at least one image has color: the output intent is then sRGB, otherwise gray. */
  readonly color: boolean;
  readonly metadata: FilmMetadata;
}

/** Starts a document of PDF 1.7, PDF/A-2b, that prints without scaling. */
export function openPdf({ createdAt, color, metadata, ...options }: PdfOptions): PdfFile {
  const title = xmlText(options.title);
  const document = new PDFDocument({
    pdfVersion: '1.7',
    autoFirstPage: false,
    // No font yet: only a film with texts needs one.
    font: null as unknown as string,
    info: {
      Title: title,
      Author: manufacturer,
      Creator: manufacturer,
      Producer: manufacturer,
      CreationDate: createdAt,
      ModDate: createdAt,
    },
  });
  const internals = document as unknown as Internals;
  const [author, creator, producer] = [manufacturer, manufacturer, manufacturer];
  const packet = xmpPacket({ title, author, creator, producer, createdAt }, metadata);
  const xmp = internals.ref({ Type: 'Metadata', Subtype: 'XML' });
  xmp.compress = false;
  xmp.write(packet);
  xmp.end();
  internals._root.data.Metadata = xmp;
  internals.endMetadata = () => undefined;
  const profile = (bytes: Buffer, components: 1 | 3) => {
    const reference = internals.ref({ N: components });
    reference.write(bytes);
    reference.end();
    return reference;
  };
  const gray = profile(grayProfile, 1);
  const rgb = color ? profile(rgbProfile, 3) : undefined;
  const intent = internals.ref({
    Type: 'OutputIntent',
    S: 'GTS_PDFA1',
    // pdfkit takes strings for names and String objects for text.
    OutputConditionIdentifier: text(rgb === undefined ? 'Gray, sRGB transfer curve' : 'sRGB'),
    Info: text(rgb === undefined ? 'Gray with the sRGB transfer curve' : 'sRGB IEC61966-2.1'),
    DestOutputProfile: rgb ?? gray,
  });
  intent.end();
  internals._root.data.OutputIntents = [intent];
  // The page is the film's true size: viewers must not default to "fit to page".
  const preferences = internals.ref({ PrintScaling: 'None', DisplayDocTitle: true });
  internals._root.data.ViewerPreferences = preferences;

  let images = 0;
  return {
    stream: document,
    addPage: (width, height) => {
      document.addPage({ size: [width, height], margin: 0 });
      internals.page.resources.data.ColorSpace = { Gray: ['ICCBased', gray] };
    },
    addImage: async ({ width, height, channels, bits, encoding, data }, drained) => {
      const reference = internals.ref({}) as WrittenReference;
      const length = internals.ref({}) as unknown as NumberReference;
      const filter =
        encoding === 'jpeg'
          ? '/Filter /DCTDecode'
          : '/Filter /FlateDecode\n' +
            `/DecodeParms << /Predictor 15 /Colors ${channels} /BitsPerComponent ${bits} /Columns ${width} >>`;
      const space = channels === 1 ? gray : (rgb ?? gray);
      // The format of pdfkit's objects, but without their data in memory: the length is written afterwards, when it
      // is known.
      reference.offset = internals._offset;
      internals._write(`${reference.id} 0 obj`);
      internals._write(
        `<<\n/Type /XObject\n/Subtype /Image\n/Width ${width}\n/Height ${height}\n` +
          `/BitsPerComponent ${bits}\n/ColorSpace [/ICCBased ${space.id} 0 R]\n/Interpolate false\n` +
          `${filter}\n/Length ${length.id} 0 R\n>>`,
      );
      internals._write('stream');
      let bytes = 0;
      for await (const piece of data) {
        internals._write(piece);
        bytes += piece.length;
        await drained();
      }
      internals._write('\nendstream');
      internals._write('endobj');
      internals._refEnd(reference);
      length.data = bytes;
      length.end();
      images += 1;
      const name = `Im${images}`;
      internals.page.xobjects[name] = reference;
      return name;
    },
    draw: (operators) => {
      document.addContent(operators);
    },
    addText: (line, place) => {
      document.addContent(textOperators(line, place, (font) => embedded(document, font)));
    },
    end: () => {
      document.end();
    },
  };
}

// eslint-disable-next-line @typescript-eslint/no-wrapper-object-types
const text = (content: string): String => new String(content);
