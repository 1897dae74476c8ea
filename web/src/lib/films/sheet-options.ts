// The options of the page Print for laying out files on sheets, and the body of its requests. Pure.

export const layouts = ['1x1', '1x2', '2x1', '2x2', '2x3', '3x3', '3x4', '4x4', '4x5', '5x6'] as const;
export const orientations = ['AUTO', 'PORTRAIT', 'LANDSCAPE'] as const;
export const polarities = ['NORMAL', 'REVERSE'] as const;
export const backgrounds = ['', 'BLACK', 'WHITE'] as const;

export interface SheetOptions {
  /** Empty: the first printer. */
  readonly printer: string;
  readonly layout: (typeof layouts)[number];
  /** Empty: that of the printer. */
  readonly filmSize: string;
  readonly orientation: (typeof orientations)[number];
  readonly polarity: (typeof polarities)[number];
  readonly background: (typeof backgrounds)[number];
  readonly isTrueSize: boolean;
  readonly copies: string;
  readonly label: string;
  readonly header: string;
}

export const plainOptions: SheetOptions = {
  printer: '',
  layout: '1x1',
  filmSize: '',
  orientation: 'AUTO',
  polarity: 'NORMAL',
  background: '',
  isTrueSize: false,
  copies: '1',
  label: '',
  header: '',
};

/** The number of copies; undefined if the text is not a number from 1 to `max`. */
export function copiesOf(text: string, max: number): number | undefined {
  const number = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0;
  return number >= 1 && number <= max ? number : undefined;
}

export interface SheetFile {
  readonly id: string;
  readonly frames?: 'all';
}

/** The body of a preview or a print. */
export function sheetBody(
  options: SheetOptions,
  printer: string,
  copies: number,
  files: readonly SheetFile[],
) {
  const { layout, filmSize, orientation, polarity, background, isTrueSize } = options;
  const [label, header] = [options.label.trim(), options.header.trim()];
  return {
    files,
    printer,
    layout,
    orientation,
    copies,
    ...(filmSize === '' ? {} : { filmSize }),
    ...(polarity === 'NORMAL' ? {} : { polarity }),
    ...(background === '' ? {} : { background }),
    ...(isTrueSize ? { trueSize: true } : {}),
    ...(label === '' ? {} : { label }),
    ...(header === '' ? {} : { header }),
  };
}
