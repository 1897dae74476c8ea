// Arrays in the memory of the SIMD kernels, borrowed for as long as an image or a compressed stream needs them. The
// memory has a fixed size, so that no array is ever moved; the system allocates pages when they are first used. When
// it is full, callers get ordinary arrays, for which the scalar code is used. Start at `openWorkspace`.

/** Bytes of the memory: an image needs 1 to 3 MiB. */
export const memoryBytes = 32 << 20;
const pageBytes = 1 << 16;
/** Space behind each array, which kernels read and write. */
const padding = 64;
const alignment = 16;

const size = memoryBytes / pageBytes;
export const memory = new WebAssembly.Memory({ initial: size, maximum: size });

interface Block {
  readonly start: number;
  readonly end: number;
}

/** Free blocks in the order of their addresses, none next to another. Address 0 is never used. */
let free: readonly Block[] = [{ start: alignment, end: memoryBytes }];

function take(bytes: number): Block | undefined {
  const length = Math.ceil((bytes + padding) / alignment) * alignment;
  const index = free.findIndex(({ start, end }) => end - start >= length);
  const found = free[index];
  if (found === undefined) return undefined;
  const taken = { start: found.start, end: found.start + length };
  const rest = taken.end < found.end ? [{ start: taken.end, end: found.end }] : [];
  free = [...free.slice(0, index), ...rest, ...free.slice(index + 1)];
  return taken;
}

function give(block: Block): void {
  const before = free.filter(({ end }) => end <= block.start);
  const after = free.filter(({ start }) => start >= block.end);
  let { start, end } = block;
  const [left, right] = [before.at(-1), after[0]];
  if (left?.end === start) {
    before.pop();
    start = left.start;
  }
  if (right?.start === end) {
    after.shift();
    end = right.end;
  }
  free = [...before, { start, end }, ...after];
}

/** Bytes of the memory that are not borrowed. */
export const freeBytes = () => free.reduce((sum, { start, end }) => sum + end - start, 0);

/** Arrays that are released together. They are filled with zeros. */
export interface Workspace {
  bytes(length: number): Uint8Array;
  words(length: number): Uint16Array;
  integers(length: number): Int32Array;
  floats(length: number): Float32Array;
  doubles(length: number): Float64Array;
  /** After this call the arrays must not be used. */
  release(): void;
}

export function openWorkspace(): Workspace {
  const blocks: Block[] = [];
  const place = (bytes: number): { buffer: ArrayBuffer; start: number } => {
    const block = take(bytes);
    if (block === undefined) return { buffer: new ArrayBuffer(bytes), start: 0 };
    blocks.push(block);
    new Uint8Array(memory.buffer, block.start, block.end - block.start).fill(0);
    return { buffer: memory.buffer, start: block.start };
  };
  return {
    bytes: (length) => {
      const { buffer, start } = place(length);
      return new Uint8Array(buffer, start, length);
    },
    words: (length) => {
      const { buffer, start } = place(length * 2);
      return new Uint16Array(buffer, start, length);
    },
    integers: (length) => {
      const { buffer, start } = place(length * 4);
      return new Int32Array(buffer, start, length);
    },
    floats: (length) => {
      const { buffer, start } = place(length * 4);
      return new Float32Array(buffer, start, length);
    },
    doubles: (length) => {
      const { buffer, start } = place(length * 8);
      return new Float64Array(buffer, start, length);
    },
    release: () => {
      for (const block of blocks.splice(0)) give(block);
    },
  };
}
