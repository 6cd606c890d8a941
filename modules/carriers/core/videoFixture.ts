const box = (name: string, ...parts: readonly Uint8Array[]): Uint8Array => {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, body])
}

/** An MP4 that has nothing but its heads, and says that it lasts so long. */
export function emptyMp4(seconds: number, { long = false, padding = 0 } = {}): Uint8Array {
  const head = Buffer.alloc(long ? 112 : 100)
  if (long) {
    head.writeUInt8(1, 0)
    head.writeUInt32BE(1000, 20)
    head.writeBigUInt64BE(BigInt(Math.round(seconds * 1000)), 24)
  } else {
    head.writeUInt32BE(1000, 12)
    head.writeUInt32BE(Math.round(seconds * 1000), 16)
  }
  const type = box('ftyp', Buffer.from('isom\0\0\u0002\0isomiso2', 'latin1'))
  return Buffer.concat([type, box('mdat', Buffer.alloc(padding)), box('moov', box('mvhd', head))])
}
