const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** A box of an MP4: its size and its name before what it holds. */
function box(name: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = joined(...parts)
  const head = new DataView(new ArrayBuffer(8))
  head.setUint32(0, body.length + 8)
  for (const [i, char] of [...name].entries()) head.setUint8(4 + i, char.charCodeAt(0))
  return joined(new Uint8Array(head.buffer), body)
}

/** An MP4 that has nothing but its heads, and says that it lasts so long. */
export function emptyMp4(seconds: number, { long = false, padding = 0 } = {}): Uint8Array {
  const head = new DataView(new ArrayBuffer(long ? 112 : 100))
  const thousandths = Math.round(seconds * 1000)
  if (long) head.setUint8(0, 1)
  head.setUint32(long ? 20 : 12, 1000)
  if (long) head.setBigUint64(24, BigInt(thousandths))
  else head.setUint32(16, thousandths)
  const data = box('mdat', new Uint8Array(padding))
  return joined(box('ftyp', new Uint8Array(16)), data, box('moov', box('mvhd', new Uint8Array(head.buffer))))
}
