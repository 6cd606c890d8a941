import jsQR from 'jsqr'
import { encode } from 'uqr'
import { no, ok, type Result } from '#kit/result'
import type { CardBox } from '../../core/card.ts'
import { leastCode, type PosterDesign, posterLayout } from '../../core/posters/poster.ts'
import type { PosterRefusal } from '../../core/postersContract.ts'
import { drawBoxes } from '../cards/draw.ts'
import { drawingOf, penOf } from '../cards/sheet.ts'

export interface Drawn {
  readonly picture: string
  readonly width: number
  readonly height: number
  readonly code: number
}

/** Smaller modules a poor camera does not tell apart, though a program does. */
const leastModule = 3

/** A code whose modules are whole pixels is as sharp as one can be; never below the least. */
function sharp(box: CardBox, address: string): CardBox {
  if (box.kind !== 'qr') return box
  const { size } = encode(address, { ecc: 'M', border: 4 })
  const wholes = [Math.floor(box.width / size) * size, Math.ceil(leastCode / size) * size]
  const side =
    wholes.find((one) => one >= leastCode && one <= box.width + 20) ?? Math.max(leastCode, Math.round(box.width))
  const moved = (box.width - side) / 2
  return { kind: 'qr', x: Math.round(box.x + moved), y: Math.round(box.y + moved), width: side, height: side }
}

/** Draws a poster by the hand that draws cards, and reads its code again before it is given out. */
export async function drawPoster(design: PosterDesign, address: string): Promise<Result<Drawn, PosterRefusal>> {
  const { width, height, boxes } = posterLayout(design)
  const drawing = await drawingOf({ boxes })
  if (design.picture !== null && !drawing.pictures.has(design.picture)) return no('unreadable-picture')
  const sheet = drawing.canvas.createCanvas(width, height)
  const pen = penOf(drawing, sheet.getContext('2d'))
  const placed = boxes.map((box) => sharp(box, address))
  drawBoxes(pen, placed, { url: address, code: '' })
  const code = placed.find(({ kind }) => kind === 'qr')
  if (!code || code.width / encode(address, { ecc: 'M', border: 4 }).size < leastModule) return no('unreadable-code')
  const { data } = pen.to.getImageData(0, 0, width, height)
  const found = jsQR.default(new Uint8ClampedArray(data), width, height, { inversionAttempts: 'dontInvert' })
  if (found?.data !== address) return no('unreadable-code')
  const picture = `data:image/png;base64,${(await sheet.encode('png')).toString('base64')}`
  return ok({ picture, width, height, code: code.width })
}

/** What the picture of a code says; null = no code is in it. */
export async function codeIn(picture: Buffer): Promise<string | null> {
  const canvas = await import('@napi-rs/canvas')
  const image = await canvas.loadImage(picture).catch(() => null)
  if (!image || image.width > 4000 || image.height > 4000) return null
  const sheet = canvas.createCanvas(image.width, image.height)
  const to = sheet.getContext('2d')
  to.fillStyle = '#ffffff'
  to.fillRect(0, 0, image.width, image.height)
  to.drawImage(image, 0, 0)
  const { data } = to.getImageData(0, 0, image.width, image.height)
  return jsQR.default(new Uint8ClampedArray(data), image.width, image.height)?.data ?? null
}
