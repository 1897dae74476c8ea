// Digits of 3 × 5 cells for pictures that are drawn without a font: the numbers of calibration patches and test steps.

/** The digits 0 to 9, 15 bits each, from the top left. */
const glyphs = [0x7b6f, 0x2c97, 0x73e7, 0x73cf, 0x5bc9, 0x79cf, 0x79ef, 0x7252, 0x7bef, 0x7bcf] as const;

/** Width of one digit in cells, including the space after it. */
export const digitPitch = 4;

/** The black cells of a whole number, from its top left. */
export function numberCells(number: number): readonly { readonly column: number; readonly row: number }[] {
  return Array.from(String(number), (digit, place) => {
    const glyph = glyphs[Number(digit)] ?? 0;
    const cells = Array.from({ length: 15 }, (_, cell) => cell).filter(
      (cell) => ((glyph >> (14 - cell)) & 1) === 1,
    );
    return cells.map((cell) => ({ column: place * digitPitch + (cell % 3), row: Math.floor(cell / 3) }));
  }).flat();
}
