import type { GlobalFonts, Image, SKRSContext2D } from '@napi-rs/canvas'
import { encode } from 'uqr'
import { bleed, type CardBox, type CardForm, type CardLayout, shapeOf } from '../../core/card.ts'
import { familiesFor } from './fonts.ts'

/** What draws, in millimetres: the same for a picture on the screen and for a page of the print file. */
export interface Pen {
  readonly to: SKRSContext2D
  readonly fonts: typeof GlobalFonts
  readonly pictures: ReadonlyMap<string, Image>
}

/** What is on one card alone. */
export interface Own {
  readonly url: string
  readonly code: string
}

const mmOfPoint = 25.4 / 72
/** Marks stand in a margin of their own around the bleed. */
export const margin = 8

/** A card from bleed to bleed; the pen stands at the left upper corner of the cut. */
export function drawCard(pen: Pen, form: CardForm, layout: CardLayout, own: Own): void {
  const { width, height } = shapeOf[form]
  pen.to.fillStyle = layout.ground
  pen.to.fillRect(-bleed, -bleed, width + 2 * bleed, height + 2 * bleed)
  drawBoxes(pen, layout.boxes, own)
}

/** What stands on something, from the lowest to the highest. */
export function drawBoxes(pen: Pen, boxes: readonly CardBox[], own: Own): void {
  for (const box of boxes) drawBox(pen, box, own)
}

function drawBox(pen: Pen, box: CardBox, own: Own) {
  if (box.kind === 'qr') return drawQr(pen.to, own.url, box)
  if (box.kind === 'text') return drawText(pen, box, box.text)
  if (box.kind === 'code') return drawText(pen, { ...box, weight: 500 }, own.code.replace(/(.{5})(?=.)/g, '$1 '))
  if (box.kind === 'area') {
    pen.to.fillStyle = box.color
    pen.to.fillRect(box.x, box.y, box.width, box.height)
    return
  }
  const picture = pen.pictures.get(box.picture)
  if (picture) drawPicture(pen.to, picture, box)
}

interface Square {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Dark on white with its quiet zone, as one shape: single squares would leave seams on some printers. */
function drawQr(to: SKRSContext2D, url: string, { x, y, width }: Square) {
  const { data, size } = encode(url, { ecc: 'M', border: 4 })
  const module = width / size
  to.fillStyle = '#ffffff'
  to.fillRect(x, y, width, width)
  to.beginPath()
  for (const [row, cells] of data.entries()) {
    for (let column = 0; column < size; column++) {
      if (!cells[column]) continue
      const from = column
      while (column + 1 < size && cells[column + 1]) column++
      to.rect(x + from * module, y + row * module, (column - from + 1) * module, module)
    }
  }
  to.fillStyle = '#000000'
  to.fill()
}

interface Lettering extends Square {
  readonly size: number
  readonly weight: number
  readonly color: string
  readonly align: 'left' | 'center' | 'right'
}

/** No line begins with one of these. */
const neverFirst = /^[，。、；：！？）】》」』”’…,.;:!?)\]%]/

/** Lines of a text that fit a width: words stay whole, Chinese breaks between letters. */
function linesOf(to: SKRSContext2D, text: string, width: number): string[] {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = ''
    for (const part of paragraph.match(/[\w¥￥.,:/%+-]+\s*|\s+|./gu) ?? []) {
      const isFull = line !== '' && to.measureText(line + part.trimEnd()).width > width
      if (isFull && !neverFirst.test(part)) {
        lines.push(line)
        line = part.trimStart()
      } else line += part
    }
    lines.push(line)
  }
  return lines
}

function drawText({ to, fonts }: Pen, box: Lettering, text: string) {
  const size = box.size * mmOfPoint
  to.fillStyle = box.color
  to.textAlign = box.align
  to.textBaseline = 'alphabetic'
  to.font = `${box.weight} ${size}px ${familiesFor(fonts, text)}`
  const x = box.align === 'left' ? box.x : box.align === 'right' ? box.x + box.width : box.x + box.width / 2
  for (const [i, line] of linesOf(to, text, box.width).entries()) {
    const y = box.y + size * (0.95 + i * 1.35)
    if (y <= box.y + box.height + size * 0.3) to.fillText(line, x, y)
  }
}

/** Fills the box and keeps its shape: what does not fit is left out on both sides alike. */
function drawPicture(to: SKRSContext2D, picture: Image, { x, y, width, height }: Square) {
  const scale = Math.max(width / picture.width, height / picture.height)
  const [w, h] = [width / scale, height / scale]
  to.drawImage(picture, (picture.width - w) / 2, (picture.height - h) / 2, w, h, x, y, width, height)
}

/** Where it is cut: marks at the four corners, outside the bleed. */
export function drawMarks({ to }: Pen, form: CardForm) {
  const { width, height } = shapeOf[form]
  to.strokeStyle = '#000000'
  to.lineWidth = 0.1
  to.beginPath()
  for (const x of [0, width])
    for (const [from, end] of [
      [-bleed - 1, -bleed - 5],
      [height + bleed + 1, height + bleed + 5],
    ] as const) {
      to.moveTo(x, from)
      to.lineTo(x, end)
    }
  for (const y of [0, height])
    for (const [from, end] of [
      [-bleed - 1, -bleed - 5],
      [width + bleed + 1, width + bleed + 5],
    ] as const) {
      to.moveTo(from, y)
      to.lineTo(end, y)
    }
  to.stroke()
}

/** The line of the die: the cut and the holes whole, folds dashed. */
export function drawDie({ to }: Pen, form: CardForm) {
  const { width, height, corner, holes, folds } = shapeOf[form]
  to.strokeStyle = '#e4007f'
  to.lineWidth = 0.25
  to.setLineDash([])
  to.beginPath()
  to.roundRect(0, 0, width, height, corner)
  to.stroke()
  for (const { x, y, radius } of holes) {
    to.beginPath()
    to.arc(x, y, radius, 0, 2 * Math.PI)
    to.stroke()
  }
  to.setLineDash([2, 1.5])
  for (const { x1, y1, x2, y2 } of folds) {
    to.beginPath()
    to.moveTo(x1, y1)
    to.lineTo(x2, y2)
    to.stroke()
  }
  to.setLineDash([])
}
