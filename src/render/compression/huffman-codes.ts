// Huffman codes of limited length for deflate (RFC 1951, 3.2.2): numbers of symbols → lengths of codes → codes. Start at
// `codeLengths`.

/** Adds to an element. */
export const add = (numbers: Int32Array, at: number, amount: number): void => {
  numbers[at] = (numbers[at] ?? 0) + amount;
};

/** Lengths of codes by symbol, at most `maxBits`; 0 for symbols that do not occur. At least two symbols get a code. */
export function codeLengths(counts: Int32Array, maxBits: number): Uint8Array {
  const lengths = new Uint8Array(counts.length);
  const order = [...counts.keys()].filter((symbol) => (counts[symbol] ?? 0) > 0);
  // A single code would have no bits, and no codes at all are not allowed either.
  for (let symbol = 0; order.length < 2; symbol += 1) if (!order.includes(symbol)) order.push(symbol);
  order.sort((a, b) => (counts[a] ?? 0) - (counts[b] ?? 0));
  const numbers = limited(depthCounts(Float64Array.from(order, (symbol) => counts[symbol] ?? 0)), maxBits);
  let next = 0;
  for (let bits = maxBits; bits > 0; bits -= 1)
    for (let left = numbers[bits] ?? 0; left > 0; left -= 1) lengths[order[next++] ?? 0] = bits;
  return lengths;
}

/** How many leaves of the Huffman tree of these weights, which ascend, are at each depth. */
function depthCounts(weights: Float64Array): Int32Array {
  const leaves = weights.length;
  // Inner nodes are made in ascending order, so that two queues have the lightest nodes in front.
  const inner = new Float64Array(leaves - 1);
  const parents = new Int32Array(leaves * 2 - 1);
  let [leaf, node] = [0, 0];
  for (let made = 0; made < leaves - 1; made += 1) {
    let weight = 0;
    for (let child = 0; child < 2; child += 1) {
      const takesLeaf = leaf < leaves && (node >= made || (weights[leaf] ?? 0) <= (inner[node] ?? 0));
      weight += (takesLeaf ? weights[leaf] : inner[node]) ?? 0;
      parents[takesLeaf ? leaf++ : leaves + node++] = leaves + made;
    }
    inner[made] = weight;
  }
  const depths = new Int32Array(leaves * 2 - 1);
  const counts = new Int32Array(leaves + 1);
  for (let at = leaves * 2 - 3; at >= 0; at -= 1) {
    depths[at] = (depths[parents[at] ?? 0] ?? 0) + 1;
    if (at < leaves) add(counts, depths[at] ?? 0, 1);
  }
  return counts;
}

/** Numbers of codes by length when none is longer than `maxBits`: too long ones are shortened, others made longer for them. */
function limited(counts: Int32Array, maxBits: number): Int32Array {
  const numbers = new Int32Array(maxBits + 1);
  for (const [bits, count] of counts.entries()) add(numbers, Math.min(bits, maxBits), count);
  let used = 0;
  for (let bits = 1; bits <= maxBits; bits += 1) used += (numbers[bits] ?? 0) * 2 ** (maxBits - bits);
  for (; used > 2 ** maxBits; used -= 1) {
    // One of the longest becomes the neighbor of a shorter one, which gets one bit more.
    add(numbers, maxBits, -1);
    let bits = maxBits - 1;
    while (numbers[bits] === 0) bits -= 1;
    add(numbers, bits, -1);
    add(numbers, bits + 1, 2);
  }
  return numbers;
}

/** The canonical codes of these lengths, with their first bit lowest, as deflate sends them. */
export function canonicalCodes(lengths: Uint8Array): Uint16Array {
  const codes = new Uint16Array(lengths.length);
  let code = 0;
  for (let bits = 1; bits <= 15; bits += 1) {
    for (let symbol = 0; symbol < lengths.length; symbol += 1)
      if (lengths[symbol] === bits) codes[symbol] = reversed(code++, bits);
    code <<= 1;
  }
  return codes;
}

function reversed(code: number, bits: number): number {
  let result = 0;
  for (let bit = 0; bit < bits; bit += 1) result |= ((code >> bit) & 1) << (bits - 1 - bit);
  return result;
}
