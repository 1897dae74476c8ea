// The formats of documents for devices, by their MIME types, and the pixel types of raster formats;
// document-variant.ts renders them. A separate file, because code that only names a format must not load the code
// that draws pages.

export const documentFormats = ['application/pdf', 'image/pwg-raster', 'image/urf', 'image/jpeg'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

/**
 * Kinds of pixels by their names of PWG 5102.4. Gray and color in sRGB, of 8 bits per sample; black as ink, where 255 is
 * black; and dots of 1 bit, dithered: `sgray_1` with 1 for white, `black_1` with 1 for black.
 */
export const pixelTypes = ['sgray_8', 'srgb_8', 'black_8', 'sgray_1', 'black_1'] as const;
export type PixelType = (typeof pixelTypes)[number];
