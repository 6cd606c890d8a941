import { crc32, deflateSync } from 'node:zlib'
import { encode } from 'uqr'

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** A QR code as a grey PNG: phones save no SVG. `scale` pixels a module, whole ones so that no seam shows; four modules of white around. */
export function qrPng(text: string, scale = 10): Buffer {
  const { data, size } = encode(text, { border: 4, ecc: 'M' })
  const side = size * scale
  const rows = Buffer.alloc((side + 1) * side, 255)
  for (let y = 0; y < side; y += 1) {
    const from = y * (side + 1)
    // Each line begins with its filter: none.
    rows[from] = 0
    const modules = data[Math.floor(y / scale)] ?? []
    for (let x = 0; x < side; x += 1) if (modules[Math.floor(x / scale)] === true) rows[from + 1 + x] = 0
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head[8] = 8
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
