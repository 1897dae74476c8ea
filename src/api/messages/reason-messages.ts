// Why a requested value was replaced (src/api/job.ts, `substitutions`): the reasons as messages. Jobs keep the sentence of each
// reason; these templates find its code and values, also in jobs of earlier versions. Start at `reasonOf`.

/** Sentences of each reason; `{name}` is a value. Texts of a code in several sentences have the same values. */
const templates = {
  'reason.nearest-size': ['{size} is not one of {allowed}; the nearest is used'],
  'reason.grid': ['{text}; a grid was inferred'],
  'reason.not-one-of': ['not one of {allowed}'],
  'reason.not-a-number': ['not a number'],
  'reason.not-whole': ['not a whole number'],
  'reason.not-in-range': ['not a number of the range'],
  'reason.whole-pair': ['not two whole numbers of {range}'],
  'reason.below': ['below {limit}, the {rest}'],
  'reason.above': ['above {limit}, the {rest}'],
  'reason.zero': ['zero means not specified'],
  'reason.too-long': ['longer than {max} characters'],
  'reason.more-than': ['more than {max}'],
  'reason.long-side': ['Film Size ID {size} names the longer side first'],
  'reason.open-format': ['determined by the images that were set'],
  'reason.no-box': ['the film has no image box of that name'],
  'reason.position-taken': ['another image has that position'],
  'reason.positions': ['the positions of this film are 1 to {max}'],
  'reason.replaced': ['each was set in place of the one before, which was not printed'],
  'reason.larger': ['larger than image box {box}'],
  'reason.lut-densities': ['the densities of film and image boxes are used'],
  'reason.spelling': ['meant by this spelling'],
  'reason.full-chroma': ['Pixel Data has {bytes} bytes: chroma for every pixel'],
  'reason.derived': [
    'from the samples of each pixel',
    'from the length of Pixel Data',
    'from High Bit or Bits Allocated',
    'Bits Stored − 1',
    'without a sign',
    'the default of programs that read the image: samples pixel by pixel',
  ],
  'reason.no-contrast': [
    '{rest} contrast between Min Density {min} and Max Density {max}, so {more} range {range} is used',
  ],
  'reason.light-off': ['film is not visible without light; the light box of its medium is assumed'],
  'reason.ambient': ['more light is reflected from the film than {rest}'],
  'reason.white-bright': ['white would have {white} cd/m², {rest}'],
  'reason.no-light': [
    'no effect on paper: its grays are computed for the illumination that is configured for its medium',
    'no effect on a display, which has its own light',
  ],
  'reason.no-more': ['the image has no more'],
  'reason.no-sign': ['colors have no sign'],
  'reason.gray-box': ['a grayscale image box shows the luminance of colors'],
  'reason.belongs': ['the {rest} that was to be printed belongs to this film'],
  'reason.room': ['room for {size} KB'],
  'reason.annotation-place': ['not a position of the format, or another text has it'],
  'reason.annotation-count': ['{count} annotation boxes in this format'],
  'reason.retired': [
    'retired classes are switched off',
    '{rest} are switched off (retiredClasses of the printer)',
  ],
  'reason.icc-color': ['color is taken as sRGB'],
  'reason.icc-gray': ['a grayscale film does not use a color profile'],
  'reason.unusable': ['it cannot be used: {text}', '{text}; color is taken as sRGB'],
  'reason.no-font': ['no font has them'],
  'reason.no-place': ['too long for its place'],
  'reason.low-strip': ['its strip is too low for larger ones'],
  'reason.tone': ['a tone curve of an imager’s maker; not applied'],
  'reason.windowed': [
    'not applied: the pixels of an image box are printed as sent, already windowed by the client',
  ],
  'reason.printed-size': ['does not set the printed size; Requested Image Size does'],
  'reason.identification': [
    'identifies patient, study, series or image; the film prints only its pixels and texts',
  ],
  'reason.no-effect': [
    'describes how the image was made; no effect on the film',
    'pixels of this value are printed like all others',
    'says how the image was compressed before; no effect on the film',
    'part of a file header; no effect in a request',
    'an image of one sample per pixel has no planes',
    'an image box shows one frame',
    'an image of this photometric interpretation has no palette',
    'no effect on how an image box prints its pixels',
  ],
  'reason.other-object': [
    'an attribute of the film session (N-CREATE or N-SET)',
    'an attribute of the film box; some are set with its N-CREATE alone',
    'an attribute of the image box (N-SET)',
    'an attribute of the annotation box (N-SET)',
    'an attribute of the overlay box',
    'an attribute of the presentation LUT',
    'not an attribute of this SOP class',
  ],
  'reason.overlays': ['overlays of an image are not drawn; the client draws them into the pixels'],
  // Last, because it would also match many of the others.
  'reason.not-word': ['not {allowed}'],
} as const satisfies Readonly<Record<`reason.${string}`, readonly [string, ...string[]]>>;

export type ReasonCode = keyof typeof templates;

/** The first sentence of each reason, in the form of the other messages. */
export const reasonMessages: { readonly [Code in ReasonCode]: (typeof templates)[Code][0] } =
  Object.fromEntries(Object.entries(templates).map(([code, [first]]) => [code, first])) as {
    readonly [Code in ReasonCode]: (typeof templates)[Code][0];
  };

const escaped = (text: string) => text.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&');

const patterns = Object.entries(templates).flatMap(([code, sentences]) =>
  sentences.map((sentence) => ({
    code: code as ReasonCode,
    pattern: new RegExp(`^${escaped(sentence).replaceAll(/\{(\w+)\}/g, '(?<$1>.+?)')}$`, 's'),
  })),
);

/** The code and the values of a reason; undefined for one without a message. */
export function reasonOf(
  reason: string,
): { readonly code: ReasonCode; readonly params: Readonly<Record<string, string>> } | undefined {
  for (const { code, pattern } of patterns) {
    const found = pattern.exec(reason);
    if (found) return { code, params: { ...found.groups } };
  }
  return undefined;
}
