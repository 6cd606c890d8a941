/**
 * Split-block Bloom filter (the one of the Parquet format, "BloomFilter.md"): a key sets one bit in each of the eight
 * words of one 32-byte block, so a test touches one cache line. At 24 bits a key about 1 of 5,000 strangers passes.
 */
const salts = [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31] as const
const bitsPerKey = 24

export function newFilter(keys: number): Uint32Array {
  const blocks = Math.max(1, Math.ceil((keys * bitsPerKey) / 256))
  return new Uint32Array(blocks * 8)
}

function blockOf(filter: Uint32Array, high: number): number {
  return Math.floor((high / 4_294_967_296) * (filter.length / 8)) * 8
}

export function addToFilter(filter: Uint32Array, low: number, high: number) {
  const block = blockOf(filter, high)
  for (let i = 0; i < 8; i += 1) {
    const at = block + i
    filter[at] = (filter[at] ?? 0) | (1 << (Math.imul(low, salts[i] ?? 1) >>> 27))
  }
}

/** False = certainly never added. */
export function mayHold(filter: Uint32Array, low: number, high: number): boolean {
  const block = blockOf(filter, high)
  for (let i = 0; i < 8; i += 1) {
    if (((filter[block + i] ?? 0) & (1 << (Math.imul(low, salts[i] ?? 1) >>> 27))) === 0) return false
  }
  return true
}
