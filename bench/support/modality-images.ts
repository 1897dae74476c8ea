// Synthetic images with realistic sizes, bits and noise, the same in every run: noise determines how well a page
// compresses.

/** A stream of numbers from 0 to 1; the same seed gives the same stream. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** 12 bits in words of 16, little endian: smooth structures under noise, as a radiograph has. */
export function radiograph(columns: number, rows: number, seed = 1): Uint8Array {
  const random = randomNumbers(seed);
  const words = Uint16Array.from({ length: columns * rows }, (_, index) => {
    const [x, y] = [index % columns, Math.floor(index / columns)];
    const value = 2000 + 1500 * Math.sin(x / 300) * Math.cos(y / 410) + (random() + random() - 1) * 60;
    return Math.min(4095, Math.max(0, Math.round(value)));
  });
  return new Uint8Array(words.buffer);
}

/** A square slice of 12 bits in words of 16: a noisy ellipse with two organs in black air. */
export function slice(side: number, seed = 1): Uint8Array {
  const random = randomNumbers(seed);
  const words = Uint16Array.from({ length: side * side }, (_, index) => {
    const [x, y] = [(index % side) / side - 0.5, Math.floor(index / side) / side - 0.5];
    if ((x / 0.44) ** 2 + (y / 0.34) ** 2 > 1) return 0;
    const organ = Math.hypot(x + 0.15, y) < 0.1 || Math.hypot(x - 0.18, y + 0.04) < 0.07 ? 500 : 0;
    return 1000 + organ + Math.round((random() + random() - 1) * 90);
  });
  return new Uint8Array(words.buffer);
}

/** RGB by pixel, 8 bits: a speckled fan in gray, a part of it colored as flow, on black. */
export function ultrasound(columns: number, rows: number, seed = 1): Uint8Array {
  const random = randomNumbers(seed);
  const pixels = new Uint8Array(columns * rows * 3);
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      const [across, down] = [x / columns - 0.5, y / rows];
      if (down < 0.05 || down > 0.95 || Math.abs(across) > down * 0.5) continue;
      const speckle = Math.round(60 + 120 * random() * random());
      const flows = Math.hypot(across, down - 0.6) < 0.12;
      pixels.set(
        flows ? [speckle + 60, speckle >> 1, 20] : [speckle, speckle, speckle],
        (y * columns + x) * 3,
      );
    }
  }
  return pixels;
}
