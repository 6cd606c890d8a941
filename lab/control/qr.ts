import { crc32, deflateSync } from 'node:zlib'
import { encode } from 'uqr'
import { z } from 'zod'
import { type Route, route } from '../http/route.ts'

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(12 + data.length)
  out.writeUInt32BE(data.length)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), 8 + data.length)
  return out
}

/** A code as a picture: grey PNG, `scale` pixels a module, four modules of white around. */
export function qrPng(text: string, scale = 8): Buffer {
  const { data, size } = encode(text, { border: 4, ecc: 'M' })
  const side = size * scale
  const rows = Buffer.alloc((side + 1) * side, 255)
  for (let y = 0; y < side; y += 1) {
    rows[y * (side + 1)] = 0
    for (let x = 0; x < side; x += 1) {
      if (data[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true) rows[y * (side + 1) + 1 + x] = 0
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Pictures of codes: `/qr/<kind>/<id>.png` says `/qr/<kind>/<id>`, which a browser opens as a scan. */
export const qrRoutes: Route[] = [
  route(
    'page',
    'GET',
    '/qr/:kind/:file',
    z.object({ kind: z.string(), file: z.string().max(1000) }),
    (world, { kind, file }, { reply }) => {
      if (file.endsWith('.png'))
        return reply.type('image/png').send(qrPng(`${world.url}/qr/${kind}/${file.slice(0, -4)}`))
      return reply.redirect(`/?scan=${encodeURIComponent(`${world.url}/qr/${kind}/${file}`)}`, 302)
    },
  ),
  route('page', 'GET', '/ca/:link', z.object({ link: z.string() }), (world, _input, { reply, request }) =>
    reply.redirect(`/?scan=${encodeURIComponent(world.url + request.url)}`, 302),
  ),
]
