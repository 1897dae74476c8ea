// The loops over pixels of scalar-kernels.ts with SIMD of 128 bits, in AssemblyScript: TypeScript's syntax, WebAssembly's types.
// `npm run kernels` compiles this file to pixel-kernels-module.ts. Addresses are byte offsets into the memory that is passed in;
// simd-kernels.ts allocates all arrays there, each with room for reading and writing `padding` bytes beyond its end.
//
// Sums are made of 64-bit floats in the order of the scalar code and rounded to 32 bits in the same places, so that results
// are equal bit by bit. A multiplication of two 32-bit floats is exact in 64 bits.

/** The upper two of four floats of 32 bits, as 64 bits. */
function promoteHigh(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
}

/** Two times two floats of 64 bits, rounded to four of 32 bits. */
function demote(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

// ---- Rows of stored pixels → 16-bit values ----

/** `output[i · outputStride] = table[input[i · stride]]` for bytes; strides in elements. */
export function lookUpBytes(
  input: usize,
  stride: usize,
  count: i32,
  table: usize,
  output: usize,
  outputStride: usize,
): void {
  for (let i = 0; i < count; i++) {
    store<f32>(output, <f32>load<u16>(table + ((<usize>load<u8>(input)) << 1)));
    input += stride;
    output += outputStride << 2;
  }
}

/** The same for words of 16 bits. */
export function lookUpWords(
  input: usize,
  stride: usize,
  count: i32,
  table: usize,
  output: usize,
  outputStride: usize,
): void {
  for (let i = 0; i < count; i++) {
    store<f32>(output, <f32>load<u16>(table + ((<usize>load<u16>(input)) << 1)));
    input += stride << 1;
    output += outputStride << 2;
  }
}

// ---- Horizontal: output[o] = Σ weights · line, one or three channels ----
// Weights are 64-bit floats in pairs: tap t of output 2p, then tap t of output 2p + 1.

/** Sum of four taps of two outputs, whose first inputs are at `a` and `b`. */
function fourOfTwo(a: usize, b: usize, w: usize): v128 {
  const first = v128.load(a);
  const second = v128.load(b);
  const low = v128.shuffle<f32>(first, second, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(first, second, 2, 6, 3, 7);
  let sum = f64x2.mul(f64x2.promote_low_f32x4(low), v128.load(w));
  sum = f64x2.add(sum, f64x2.mul(promoteHigh(low), v128.load(w, 16)));
  sum = f64x2.add(sum, f64x2.mul(f64x2.promote_low_f32x4(high), v128.load(w, 32)));
  return f64x2.add(sum, f64x2.mul(promoteHigh(high), v128.load(w, 48)));
}

/** Two more taps: (sum + first) + second. */
function addTwoOfTwo(sum: v128, a: usize, b: usize, w: usize): v128 {
  const low = v128.shuffle<f32>(v128.load64_zero(a), v128.load64_zero(b), 0, 4, 1, 5);
  sum = f64x2.add(sum, f64x2.mul(f64x2.promote_low_f32x4(low), v128.load(w)));
  return f64x2.add(sum, f64x2.mul(promoteHigh(low), v128.load(w, 16)));
}

function storePair(output: usize, sum: v128): void {
  v128.store64_lane(output, f32x4.demote_f64x2_zero(sum), 0);
}

export function mixColumns(
  line: usize,
  starts: usize,
  weights: usize,
  taps: i32,
  outputs: i32,
  output: usize,
): void {
  const pairBytes: usize = (<usize>taps) << 4;
  const end = output + ((<usize>outputs) << 2);
  if (taps == 1) {
    for (; output < end; output += 4, starts += 4)
      store<f32>(output, load<f32>(line + ((<usize>load<u32>(starts)) << 2)));
    return;
  }
  if (taps == 2) {
    for (; output < end; output += 8, starts += 8, weights += pairBytes) {
      const a = line + ((<usize>load<u32>(starts)) << 2);
      const b = line + ((<usize>load<u32>(starts, 4)) << 2);
      const low = v128.shuffle<f32>(v128.load64_zero(a), v128.load64_zero(b), 0, 4, 1, 5);
      const first = f64x2.mul(f64x2.promote_low_f32x4(low), v128.load(weights));
      storePair(output, f64x2.add(first, f64x2.mul(promoteHigh(low), v128.load(weights, 16))));
    }
    return;
  }
  const groups = taps >> 2;
  const rest = taps & 3;
  for (; output < end; output += 8, starts += 8, weights += pairBytes) {
    let a = line + ((<usize>load<u32>(starts)) << 2);
    let b = line + ((<usize>load<u32>(starts, 4)) << 2);
    let w = weights;
    let sum = fourOfTwo(a, b, w);
    for (let group = 1; group < groups; group++) {
      a += 16;
      b += 16;
      w += 64;
      sum = f64x2.add(sum, fourOfTwo(a, b, w));
    }
    if (rest != 0) sum = addTwoOfTwo(sum, a + 16, b + 16, w + 64);
    storePair(output, sum);
  }
}

/** The same for red, green and blue side by side; `starts` count pixels. */
export function mixColumnsOfColors(
  line: usize,
  starts: usize,
  weights: usize,
  taps: i32,
  outputs: i32,
  output: usize,
): void {
  for (let o = 0; o < outputs; o++) {
    // Weights of the second output of a pair lie 8 bytes further on.
    let w = weights + <usize>(o >> 1) * ((<usize>taps) << 4) + ((<usize>(o & 1)) << 3);
    let a = line + <usize>load<u32>(starts) * 12;
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    let t = 0;
    while (t < taps) {
      // Groups of four, as the scalar code adds them; of two when there are only two, one by one after the last group.
      const group = taps - t >= 4 ? 4 : t > 0 ? 1 : taps;
      let pixel = v128.load(a);
      let weight = v128.load64_splat(w);
      let lowSum = f64x2.mul(f64x2.promote_low_f32x4(pixel), weight);
      let highSum = f64x2.mul(promoteHigh(pixel), weight);
      a += 12;
      w += 16;
      for (let i = 1; i < group; i++) {
        pixel = v128.load(a);
        weight = v128.load64_splat(w);
        lowSum = f64x2.add(lowSum, f64x2.mul(f64x2.promote_low_f32x4(pixel), weight));
        highSum = f64x2.add(highSum, f64x2.mul(promoteHigh(pixel), weight));
        a += 12;
        w += 16;
      }
      low = f64x2.add(low, lowSum);
      high = f64x2.add(high, highSum);
      t += group;
    }
    v128.store64_lane(output, f32x4.demote_f64x2_zero(low), 0);
    v128.store32_lane(output, f32x4.demote_f64x2_zero(high), 0, 8);
    output += 12;
    starts += 4;
  }
}

// ---- Vertical: output = Σ weights[t] · rows[t] ----
// `rows` are addresses of 32 bits, `weights` floats of 64 bits.

export function mixRows(rows: usize, taps: i32, weights: usize, samples: i32, output: usize): void {
  const length = (<usize>samples) << 2;
  if (taps == 4) {
    mixFourRows(rows, weights, length, output);
    return;
  }
  // Up to eight rows are one sum. More: four, then two at a time, rounded after each.
  const inSum = taps > 8 ? 4 : taps;
  for (let x: usize = 0; x < length; x += 16) {
    let pixels = v128.load(<usize>load<u32>(rows) + x);
    let weight = v128.load64_splat(weights);
    let low = f64x2.mul(f64x2.promote_low_f32x4(pixels), weight);
    let high = f64x2.mul(promoteHigh(pixels), weight);
    for (let t = 1; t < inSum; t++) {
      pixels = v128.load(<usize>load<u32>(rows + ((<usize>t) << 2)) + x);
      weight = v128.load64_splat(weights + ((<usize>t) << 3));
      low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(pixels), weight));
      high = f64x2.add(high, f64x2.mul(promoteHigh(pixels), weight));
    }
    let sum = demote(low, high);
    for (let t = inSum; t < taps; t += 2) {
      const row = rows + ((<usize>t) << 2);
      const pair = weights + ((<usize>t) << 3);
      const first = v128.load(<usize>load<u32>(row) + x);
      const second = v128.load(<usize>load<u32>(row, 4) + x);
      const p = v128.load64_splat(pair);
      const q = v128.load64_splat(pair, 8);
      low = f64x2.add(
        f64x2.mul(f64x2.promote_low_f32x4(first), p),
        f64x2.mul(f64x2.promote_low_f32x4(second), q),
      );
      high = f64x2.add(f64x2.mul(promoteHigh(first), p), f64x2.mul(promoteHigh(second), q));
      sum = demote(f64x2.add(f64x2.promote_low_f32x4(sum), low), f64x2.add(promoteHigh(sum), high));
    }
    v128.store(output + x, sum);
  }
}

function mixFourRows(rows: usize, weights: usize, length: usize, output: usize): void {
  const a: usize = load<u32>(rows);
  const b: usize = load<u32>(rows, 4);
  const c: usize = load<u32>(rows, 8);
  const d: usize = load<u32>(rows, 12);
  const p = v128.load64_splat(weights);
  const q = v128.load64_splat(weights, 8);
  const r = v128.load64_splat(weights, 16);
  const s = v128.load64_splat(weights, 24);
  for (let x: usize = 0; x < length; x += 16) {
    const first = v128.load(a + x);
    const second = v128.load(b + x);
    const third = v128.load(c + x);
    const fourth = v128.load(d + x);
    let low = f64x2.mul(f64x2.promote_low_f32x4(first), p);
    let high = f64x2.mul(promoteHigh(first), p);
    low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(second), q));
    high = f64x2.add(high, f64x2.mul(promoteHigh(second), q));
    low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(third), r));
    high = f64x2.add(high, f64x2.mul(promoteHigh(third), r));
    low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(fourth), s));
    high = f64x2.add(high, f64x2.mul(promoteHigh(fourth), s));
    v128.store(output + x, demote(low, high));
  }
}

// ---- 16-bit values → device values ----

/**
 * Nearest whole numbers, halves upwards, from 0 to 65535. The fraction is exact in 32 bits, where adding ½ would not be; below
 * 0 everything becomes 0.
 */
function rounded(v: v128): v128 {
  const whole = f32x4.floor(v);
  const up = f32x4.ge(f32x4.sub(v, whole), f32x4.splat(0.5));
  const nearest = f32x4.add(whole, v128.and(up, f32x4.splat(1)));
  return i32x4.min_u(i32x4.trunc_sat_f32x4_u(nearest), i32x4.splat(65535));
}

export function toneBytes(values: usize, samples: i32, table: usize, output: usize): void {
  for (let x = 0; x < samples; x += 4, values += 16, output += 4) {
    const index = rounded(v128.load(values));
    const a = <u32>load<u8>(table + <usize>i32x4.extract_lane(index, 0));
    const b = <u32>load<u8>(table + <usize>i32x4.extract_lane(index, 1));
    const c = <u32>load<u8>(table + <usize>i32x4.extract_lane(index, 2));
    const d = <u32>load<u8>(table + <usize>i32x4.extract_lane(index, 3));
    store<u32>(output, a | (b << 8) | (c << 16) | (d << 24));
  }
}

/** Words of 16 bits, big endian. */
export function toneWords(values: usize, samples: i32, table: usize, output: usize): void {
  for (let x = 0; x < samples; x += 4, values += 16, output += 8) {
    const index = i32x4.shl(rounded(v128.load(values)), 1);
    const a = <u64>load<u16>(table + <usize>i32x4.extract_lane(index, 0));
    const b = <u64>load<u16>(table + <usize>i32x4.extract_lane(index, 1));
    const c = <u64>load<u16>(table + <usize>i32x4.extract_lane(index, 2));
    const d = <u64>load<u16>(table + <usize>i32x4.extract_lane(index, 3));
    const words = a | (b << 16) | (c << 32) | (d << 48);
    store<u64>(output, ((words & 0x00ff00ff00ff00ff) << 8) | ((words >> 8) & 0x00ff00ff00ff00ff));
  }
}

// ---- PNG filters ----
// `bpp` bytes before a row are 0, in the row above as well: they stand for the pixels left of the first.

function distance(a: v128, b: v128): v128 {
  return i8x16.sub(i8x16.max_u(a, b), i8x16.min_u(a, b));
}

/**
 * The filter Paeth. Of the distances to the prediction a + b − c, |b − c| is that of `left`, |a − c| that of `up`; that of
 * `corner` is their sum if both differences have the same sign, else their difference. The sum may be saturated: it is then
 * still not less than either.
 */
export function filterPaeth(row: usize, above: usize, length: i32, bpp: usize, output: usize): void {
  for (let x: usize = 0; x < <usize>length; x += 16) {
    const left = v128.load(row + x - bpp);
    const up = v128.load(above + x);
    const corner = v128.load(above + x - bpp);
    const toLeft = distance(up, corner);
    const toUp = distance(left, corner);
    const opposite = v128.xor(i8x16.lt_u(up, corner), i8x16.lt_u(left, corner));
    const toCorner = v128.bitselect(distance(toLeft, toUp), i8x16.add_sat_u(toLeft, toUp), opposite);
    const isLeft = v128.and(i8x16.le_u(toLeft, toUp), i8x16.le_u(toLeft, toCorner));
    const upOrCorner = v128.bitselect(up, corner, i8x16.le_u(toUp, toCorner));
    const predicted = v128.bitselect(left, upOrCorner, isLeft);
    v128.store(output + x, i8x16.sub(v128.load(row + x), predicted));
  }
}

// ---- Compression: repeated bytes and literals as Huffman codes (RFC 1951) ----
// A run is found where eight bytes equal the byte before each; shorter ones are literals. The first byte is a literal.

/** Bytes from `at` that equal the byte before, of which eight are known to: at most 258. */
function runLength(at: usize, end: usize, word: u64): usize {
  const max = min<usize>(258, end - at);
  let run: usize = 8;
  while (run + 8 <= max && load<u64>(at + run) == word) run += 8;
  while (run < max && load<u8>(at + run) == <u8>word) run++;
  return run;
}

function count(table: usize, symbol: u64): void {
  const at = table + ((<usize>(symbol & 0xff)) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Adds to `literals`, four tables of 256 counters whose sum counts, and to `runs`, by length. */
export function countSymbols(input: usize, length: i32, literals: usize, runs: usize): void {
  const end = input + <usize>length;
  if (length > 0) count(literals, load<u8>(input++));
  while (input + 8 <= end) {
    const word = load<u64>(input);
    if (word == load<u64>(input - 1)) {
      const run = runLength(input, end, word);
      const at = runs + (run << 2);
      store<u32>(at, load<u32>(at) + 1);
      input += run;
      continue;
    }
    // Counters of neighbors are apart: the next one need not wait until the same counter is stored.
    count(literals, word);
    count(literals + 1024, word >> 8);
    count(literals + 2048, word >> 16);
    count(literals + 3072, word >> 24);
    count(literals, word >> 32);
    count(literals + 1024, word >> 40);
    count(literals + 2048, word >> 48);
    count(literals + 3072, word >> 56);
    input += 8;
  }
  while (input < end) count(literals, load<u8>(input++));
}

/**
 * Writes the codes of what `countSymbols` counted. `literals` and `runs` have a code for each value or length: its bits above
 * its number of bits, which has eight. `state` has the bits that did not fill a byte and their number, before and after.
 * Returns the end of the output.
 */
export function encodeSymbols(
  input: usize,
  length: i32,
  literals: usize,
  runs: usize,
  output: usize,
  state: usize,
): usize {
  const end = input + <usize>length;
  let bits: u64 = load<u32>(state);
  let held: u64 = load<u32>(state, 4);
  let code: u64 = 0;
  if (length > 0) {
    code = load<u32>(literals + ((<usize>load<u8>(input++)) << 2));
    bits |= (code >> 8) << held;
    held += code & 0xff;
    store<u64>(output, bits);
    output += <usize>(held >> 3);
    bits >>= held & 0x38;
    held &= 7;
  }
  while (input + 8 <= end) {
    const word = load<u64>(input);
    if (word == load<u64>(input - 1)) {
      const run = runLength(input, end, word);
      code = load<u32>(runs + (run << 2));
      bits |= (code >> 8) << held;
      held += code & 0xff;
      input += run;
    } else {
      for (let shift: u64 = 0; shift < 32; shift += 8) {
        code = load<u32>(literals + ((<usize>((word >> shift) & 0xff)) << 2));
        bits |= (code >> 8) << held;
        held += code & 0xff;
      }
      store<u64>(output, bits);
      output += <usize>(held >> 3);
      bits >>= held & 0x38;
      held &= 7;
      for (let shift: u64 = 32; shift < 64; shift += 8) {
        code = load<u32>(literals + ((<usize>((word >> shift) & 0xff)) << 2));
        bits |= (code >> 8) << held;
        held += code & 0xff;
      }
      input += 8;
    }
    store<u64>(output, bits);
    output += <usize>(held >> 3);
    bits >>= held & 0x38;
    held &= 7;
  }
  while (input < end) {
    code = load<u32>(literals + ((<usize>load<u8>(input++)) << 2));
    bits |= (code >> 8) << held;
    held += code & 0xff;
    store<u64>(output, bits);
    output += <usize>(held >> 3);
    bits >>= held & 0x38;
    held &= 7;
  }
  store<u32>(state, <u32>bits);
  store<u32>(state, <u32>held, 4);
  return output;
}

function sumOfLanes(v: v128): u32 {
  return (
    i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3)
  );
}

/** The checksum Adler-32 (RFC 1950) after more bytes. */
export function adler32(input: usize, length: i32, before: u32): u32 {
  let a: u32 = before & 0xffff;
  let b: u32 = before >> 16;
  const first = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const second = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  while (length >= 16) {
    // The most bytes whose sums are below 2^32.
    const part = min(length, 5552) & ~15;
    length -= part;
    let sums = i32x4.splat(0);
    let earlier = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    for (let x = 0; x < part; x += 16, input += 16) {
      const bytes = v128.load(input);
      const low = i16x8.extend_low_i8x16_u(bytes);
      const high = i16x8.extend_high_i8x16_u(bytes);
      earlier = i32x4.add(earlier, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes)));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(low, first));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(high, second));
    }
    b = (b + <u32>part * a + 16 * sumOfLanes(earlier) + sumOfLanes(weighted)) % 65521;
    a = (a + sumOfLanes(sums)) % 65521;
  }
  for (let x = 0; x < length; x++) {
    a += load<u8>(input++);
    b += a;
  }
  return ((b % 65521) << 16) | (a % 65521);
}
