// Print clients as data: what a real client proposes and sends, operation by operation, as its source code or conformance
// statement describes. run.ts plays a script against a server. UIDs that are known only at run time are written `{session}`,
// `{filmBox1}`, `{filmBox1.image2}`: the first use of a name that the client invents itself makes a UID.
import type { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses, transferSyntaxes, type TransferSyntax } from '../../../src/dicom/data-set/uids.ts';

export type Values = Parameters<typeof dataSetOf>[0];

export type Step =
  | {
      readonly kind: 'N-GET';
      readonly sopClass: string;
      readonly instance: string;
      readonly attributes?: readonly number[];
    }
  | {
      readonly kind: 'N-CREATE';
      readonly sopClass: string;
      /** The name of what is created. */
      readonly name: string;
      /** The client names the instance itself; else the server does. */
      readonly ownUid: boolean;
      readonly values: Values;
    }
  | { readonly kind: 'N-SET'; readonly sopClass: string; readonly instance: string; readonly values: Values }
  /** `instance` default: the client names none. */
  | { readonly kind: 'N-ACTION'; readonly sopClass: string; readonly instance?: string }
  | { readonly kind: 'N-DELETE'; readonly sopClass: string; readonly instance: string };

export interface ClientScript {
  readonly callingAeTitle: string;
  readonly implementationVersionName: string;
  readonly contexts: readonly {
    readonly abstractSyntax: string;
    readonly transferSyntaxes: readonly TransferSyntax[];
  }[];
  /** Class of a request → the abstract syntax of the context that the client sends it on. */
  readonly contextFor: (sopClass: string) => string;
  readonly steps: readonly Step[];
}

/** What a person prints with a client: one film with an image in every box, or as many films. */
export interface PrintCase {
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
}

export const boxesOf = ({ columns, rows }: PrintCase): number => columns * rows;

export const { BasicFilmSession, BasicFilmBox, BasicGrayscaleImageBox, BasicColorImageBox, Printer } =
  sopClasses;
export const { BasicGrayscalePrintManagementMeta: grayMeta, BasicColorPrintManagementMeta: colorMeta } =
  sopClasses;
export const { implicitLittle, explicitLittle, explicitBig } = transferSyntaxes;

export const imageSide = 48;

/**
 * The image of a box, 48 × 48 samples of 8 bits: its upper half is as bright as its number says, its lower half white,
 * but for a black quarter on the lower left. So what is missing, rotated, mirrored or in another box shows.
 */
export function shadeOf(image: number, images: number): number {
  return Math.round(40 + (160 * image) / Math.max(1, images));
}

export function grayPixels(image: number, images: number): Uint8Array {
  return Uint8Array.from({ length: imageSide ** 2 }, (_, index) => {
    const [row, column] = [Math.floor(index / imageSide), index % imageSide];
    if (row < imageSide / 2) return shadeOf(image, images);
    return column < imageSide / 2 ? 0 : 255;
  });
}

/** The same with a red upper half, color by pixel. */
export function rgbPixels(image: number, images: number): Uint8Array {
  const gray = grayPixels(image, images);
  return Uint8Array.from({ length: gray.length * 3 }, (_, index) => {
    const pixel = Math.floor(index / 3);
    const upper = pixel < gray.length / 2;
    return upper && index % 3 > 0 ? 0 : (gray[pixel] ?? 0);
  });
}
