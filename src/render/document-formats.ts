// The formats of documents for devices, by their MIME types; document-variant.ts makes them. Apart from that, for who only
// has to name one must not load what draws pages into its thread.

export const documentFormats = ['application/pdf', 'image/pwg-raster', 'image/urf', 'image/jpeg'] as const;
export type DocumentFormat = (typeof documentFormats)[number];
