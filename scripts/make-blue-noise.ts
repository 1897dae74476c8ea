// Generates src/render/tone/blue-noise.ts: a tile of ranks whose thresholds are evenly distributed at every level, by
// void and cluster (Ulichney 1993). The result is always the same: node scripts/make-blue-noise.ts
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const side = 64;
const cells = side * side;
const sigma = 1.5;
/** The initial pattern has a tenth of the cells. */
const seeds = Math.floor(cells / 10);

/** Weight of a set cell for a cell at a distance on the torus. */
const falloff = Float64Array.from({ length: cells }, (_, index) => {
  const along = (distance: number) => Math.min(distance, side - distance);
  const dx = along(index % side);
  const dy = along(Math.floor(index / side));
  return Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
});

class Pattern {
  readonly set: Uint8Array;
  readonly #energy: Float64Array;

  constructor(from?: Pattern) {
    this.set = from ? from.set.slice() : new Uint8Array(cells);
    this.#energy = from ? from.#energy.slice() : new Float64Array(cells);
  }

  flip(cell: number): void {
    const sign = this.set[cell] === 1 ? -1 : 1;
    this.set[cell] = sign === 1 ? 1 : 0;
    const [x, y] = [cell % side, Math.floor(cell / side)];
    for (let other = 0; other < cells; other++) {
      const dx = (other - x + side) % side;
      const dy = (Math.floor(other / side) - y + side) % side;
      this.#energy[other] = (this.#energy[other] ?? 0) + sign * (falloff[dy * side + dx] ?? 0);
    }
  }

  /** The set cell in the tightest cluster, or the empty cell in the largest void. */
  extreme(set: 0 | 1): number {
    let best = -1;
    for (let cell = 0; cell < cells; cell++) {
      if (this.set[cell] !== set) continue;
      const energy = this.#energy[cell] ?? 0;
      const before = this.#energy[best] ?? 0;
      if (best < 0 || (set === 1 ? energy > before : energy < before)) best = cell;
    }
    return best;
  }
}

/** Pseudorandom numbers from a fixed seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function ranks(): Uint16Array {
  const first = new Pattern();
  const random = numbers(1);
  for (let placed = 0; placed < seeds;) {
    const cell = Math.floor(random() * cells);
    if (first.set[cell] === 1) continue;
    first.flip(cell);
    placed += 1;
  }
  // Moves the tightest cell into the largest void until it would move back.
  for (;;) {
    const cluster = first.extreme(1);
    first.flip(cluster);
    const gap = first.extreme(0);
    first.flip(gap);
    if (gap === cluster) break;
  }
  const rank = new Uint16Array(cells);
  const down = new Pattern(first);
  for (let next = seeds - 1; next >= 0; next--) {
    const cluster = down.extreme(1);
    down.flip(cluster);
    rank[cluster] = next;
  }
  const up = new Pattern(first);
  for (let next = seeds; next < cells; next++) {
    const gap = up.extreme(0);
    up.flip(gap);
    rank[gap] = next;
  }
  return rank;
}

const text = Buffer.from(ranks().buffer).toString('base64');
const lines = text.match(/.{1,110}/g) ?? [];
writeFileSync(
  path.join(import.meta.dirname, '..', 'src', 'render', 'tone', 'blue-noise.ts'),
  `// Made by scripts/make-blue-noise.ts. Begin at \`noiseSide\`.

/** Width and height of the tile in device pixels. */
export const noiseSide = ${side};

const packed = Buffer.from(
  [
${lines.map((line) => `    '${line}',`).join('\n')}
  ].join(''),
  'base64',
);

/** Row by row, every number from 0 to ${cells - 1} once: neighbors are far apart at every level. */
export const noiseRanks = Uint16Array.from({ length: noiseSide * noiseSide }, (_, index) => packed.readUInt16LE(index * 2));
`,
);
