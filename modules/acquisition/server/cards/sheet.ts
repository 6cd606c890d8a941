import type { GlobalFonts, Image, SKRSContext2D } from '@napi-rs/canvas'
import jsQR from 'jsqr'
import { bleed, type CardForm, type CardLayout, shapeOf, touches } from '../../core/card.ts'
import { drawCard, drawDie, drawMarks, margin, type Own, type Pen } from './draw.ts'
import { familiesFor } from './fonts.ts'

const pointsOfMm = 72 / 25.4
/** Dots a millimetre at 150 dpi: half of what is printed, about what a poor camera sees. */
const dotsOfMm = 150 / 25.4

interface Design {
  readonly form: CardForm
  readonly layout: CardLayout
}

interface Drawing {
  readonly canvas: typeof import('@napi-rs/canvas')
  readonly pictures: ReadonlyMap<string, Image>
}

/** Opens what draws; its native part is there on every machine that the project starts on. */
export async function drawingOf({ boxes }: Pick<CardLayout, 'boxes'>): Promise<Drawing> {
  const canvas = await import('@napi-rs/canvas')
  const named = boxes.flatMap((box) => (box.kind === 'picture' ? [box.picture] : []))
  const loaded = await Promise.all(
    [...new Set(named)].map(async (address) => [address, await canvas.loadImage(address).catch(() => null)] as const),
  )
  return { canvas, pictures: new Map(loaded.flatMap(([address, image]) => (image ? [[address, image]] : []))) }
}

export const penOf = ({ canvas, pictures }: Drawing, to: SKRSContext2D): Pen => {
  to.lang = 'zh-Hans'
  return { to, fonts: canvas.GlobalFonts, pictures }
}

/** A card as a picture, with cut, holes and folds; `dots` a millimetre. */
export async function pictureOfCard({ form, layout }: Design, own: Own, dots = 6): Promise<string> {
  const drawing = await drawingOf(layout)
  const { width, height } = shapeOf[form]
  const sheet = drawing.canvas.createCanvas(
    Math.round((width + 2 * bleed) * dots),
    Math.round((height + 2 * bleed) * dots),
  )
  const pen = penOf(drawing, sheet.getContext('2d'))
  pen.to.scale(dots, dots)
  pen.to.translate(bleed, bleed)
  drawCard(pen, form, layout, own)
  drawDie(pen, form)
  return `data:image/png;base64,${(await sheet.encode('png')).toString('base64')}`
}

/** Gives way to requests between two pages. */
const breath = () => new Promise((resolve) => setImmediate(resolve))

/**
 * Print file of some cards: the die first, then a card a page with bleed and crop marks, in millimetres as they are. Letters
 * and codes are outlines.
 * @yields how many cards are drawn; returns the file
 */
export async function* drawSheets({ form, layout }: Design, cards: readonly Own[], title: string) {
  const drawing = await drawingOf(layout)
  const { width, height } = shapeOf[form]
  const [w, h] = [width + 2 * (bleed + margin), height + 2 * (bleed + margin)]
  const file = new drawing.canvas.PDFDocument({ title, creator: 'Siyu', producer: 'Siyu' })
  const page = (draw: (pen: Pen) => void) => {
    const pen = penOf(drawing, file.beginPage(w * pointsOfMm, h * pointsOfMm) as SKRSContext2D)
    pen.to.scale(pointsOfMm, pointsOfMm)
    pen.to.translate(bleed + margin, bleed + margin)
    draw(pen)
    file.endPage()
  }
  page((pen) => {
    drawDie(pen, form)
    drawMarks(pen, form)
    pen.to.fillStyle = '#e4007f'
    pen.to.textAlign = 'left'
    label(pen, `刀版 Die line  ${width} × ${height} mm  出血 Bleed ${bleed} mm`, 0, -bleed - 2)
  })
  for (const [i, own] of cards.entries()) {
    page((pen) => {
      drawCard(pen, form, layout, own)
      drawMarks(pen, form)
      pen.to.fillStyle = '#000000'
      pen.to.textAlign = 'left'
      label(pen, own.code, 2, height + bleed + 4)
    })
    yield i + 1
    await breath()
  }
  return file.close()
}

function label({ to, fonts }: { to: SKRSContext2D; fonts: typeof GlobalFonts }, text: string, x: number, y: number) {
  to.font = `400 2.6px ${familiesFor(fonts, text)}`
  to.fillText(text, x, y)
}

/**
 * How many of the codes a phone would read, as they are printed: drawn at 150 dpi by the same hand, with what stands under
 * and over them, and read again.
 */
export async function readBack({ form, layout }: Design, cards: readonly Own[]): Promise<number> {
  const box = layout.boxes.find(({ kind }) => kind === 'qr')
  if (!box) return 0
  const drawing = await drawingOf(layout)
  const side = Math.round(box.width * dotsOfMm)
  const sheet = drawing.canvas.createCanvas(side, side)
  const pen = penOf(drawing, sheet.getContext('2d'))
  pen.to.scale(dotsOfMm, dotsOfMm)
  pen.to.translate(-box.x, -box.y)
  const near = layout.boxes.filter((one) => touches(one, box))
  let read = 0
  for (const own of cards) {
    drawCard(pen, form, { ...layout, boxes: near }, own)
    const { data } = pen.to.getImageData(0, 0, side, side)
    const found = jsQR.default(new Uint8ClampedArray(data), side, side, { inversionAttempts: 'dontInvert' })
    if (found?.data === own.url) read += 1
    await breath()
  }
  return read
}
