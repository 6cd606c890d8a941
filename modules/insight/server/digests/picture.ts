import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Digest } from '../../core/digestText.ts'

/** Fonts with Chinese that machines have; without one of them letters would be boxes. */
const fonts = [
  ...['Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'Source Han Sans CN', 'PingFang SC'],
  ...['Microsoft YaHei', 'WenQuanYi Micro Hei', 'WenQuanYi Zen Hei'],
  // A collection of fonts goes by the name of its first one; it has every Chinese letter.
  ...['Noto Sans CJK JP', 'Noto Sans CJK TC', 'Noto Sans CJK HK', 'Noto Sans CJK KR', 'Source Han Sans'],
]
export type NoPicture = 'no-font' | 'no-canvas'
export type Picture = { readonly png: Buffer } | { readonly why: NoPicture }

const [width, margin, lineHeight] = [750, 40, 34]
const ink = {
  dark: '#12261f',
  grey: '#5d6b66',
  line: '#dfe6e2',
  brand: '#0b7a5b',
  ground: '#ffffff',
  tile: '#f3f7f5',
  red: '#c0392b',
}

/** The digest as a PNG; or why there is none: then the text goes alone. */
export async function pictureOf(digest: Digest): Promise<Picture> {
  // Its native part is missing on machines it was not built for.
  const canvas = await import('@napi-rs/canvas').catch(() => null)
  if (!canvas) return { why: 'no-canvas' }
  const font = fonts.find((name) => canvas.GlobalFonts.has(name))
  if (!font) return { why: 'no-font' }
  const height = heightOf(digest)
  const sheet = canvas.createCanvas(width * 2, height * 2)
  const pen = sheet.getContext('2d')
  pen.scale(2, 2)
  pen.lang = 'zh-Hans'
  pen.fillStyle = ink.ground
  pen.fillRect(0, 0, width, height)
  draw({ pen, font, y: margin }, digest)
  return { png: await sheet.encode('png') }
}

interface Place {
  readonly pen: SKRSContext2D
  readonly font: string
  y: number
}

const tileHeight = 108
const rowsOf = (digest: Digest) => Math.ceil(digest.lines.length / 2)

function heightOf(digest: Digest): number {
  const tables = digest.tables.reduce((sum, { rows }) => sum + (rows.length + 1.4) * lineHeight, 0)
  const alarms = digest.alarms.reduce((sum, { text, step }) => sum + linesNeeded(text) + linesNeeded(step) + 0.5, 0)
  return margin * 2 + 90 + rowsOf(digest) * (tileHeight + 14) + tables + (alarms + 1.5) * lineHeight + 20
}

/** Chinese letters are as wide as the font is high, others half of it. */
const widthIn = (text: string, size: number) =>
  [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e7f ? size : size * 0.56), 0)
const linesNeeded = (text: string) => Math.ceil(widthIn(text, 22) / (width - margin * 2 - 30))

function draw(place: Place, digest: Digest): void {
  write(place, digest.title, { size: 34, bold: true })
  write(place, digest.about, { size: 20, color: ink.grey, down: 46 })
  place.y += 74
  for (let i = 0; i < digest.lines.length; i += 2) {
    for (const [at, line] of digest.lines.slice(i, i + 2).entries()) tile(place, line, at)
    place.y += tileHeight + 14
  }
  for (const { title, rows } of digest.tables) table(place, title, rows)
  alarms(place, digest)
}

interface Style {
  size: number
  bold?: boolean
  color?: string
  x?: number
  down?: number
  most?: number
}

function write({ pen, font, y }: Place, text: string, { size, bold, color, x = margin, down = 0, most }: Style): void {
  pen.font = `${bold ? 700 : 400} ${size}px "${font}"`
  pen.fillStyle = color ?? ink.dark
  pen.textBaseline = 'top'
  if (most === undefined) pen.fillText(text, x, y + down)
  else pen.fillText(text, x, y + down, most)
}

function tile(place: Place, { title, text, note, value, metric }: Digest['lines'][number], at: number): void {
  const wide = (width - margin * 2 - 14) / 2
  const x = margin + at * (wide + 14)
  place.pen.fillStyle = ink.tile
  place.pen.beginPath()
  place.pen.roundRect(x, place.y, wide, tileHeight, 12)
  place.pen.fill()
  const isBad = value < 0 && metric !== ''
  const inside = wide - 36
  write(place, title, { size: 19, color: ink.grey, x: x + 18, down: 12, most: inside })
  write(place, text, { size: 32, bold: true, color: isBad ? ink.red : ink.dark, x: x + 18, down: 36, most: inside })
  write(place, note, { size: 18, color: ink.grey, x: x + 18, down: 78, most: inside })
}

function table(place: Place, title: string, rows: readonly (readonly string[])[]): void {
  write(place, title, { size: 22, bold: true, color: ink.brand })
  place.y += lineHeight
  const columns = [margin, margin + 44, 380, 530, 640]
  for (const row of rows) {
    for (const [i, cell] of row.entries())
      write(place, cell, {
        size: 21,
        x: columns[i] ?? margin,
        most: (columns[i + 1] ?? width - margin) - (columns[i] ?? 0) - 10,
      })
    place.y += lineHeight
  }
  place.y += lineHeight * 0.4
}

function alarms(place: Place, { alarms: list, responsible }: Digest): void {
  for (const { text, step } of list) {
    place.pen.fillStyle = ink.red
    place.pen.fillRect(margin, place.y + 4, 4, 22)
    paragraph(place, text, true)
    paragraph(place, `${responsible ? `@${responsible} ` : ''}${step}`, false)
    place.y += lineHeight * 0.5
  }
}

/** Text over as many lines as it needs; Chinese may be broken anywhere. */
function paragraph(place: Place, text: string, bold: boolean): void {
  let line = ''
  const put = () => {
    write(place, line, { size: 22, bold, x: margin + 18, color: bold ? ink.dark : ink.grey })
    place.y += lineHeight
    line = ''
  }
  for (const letter of text) {
    if (widthIn(line + letter, 22) > width - margin * 2 - 30) put()
    line += letter
  }
  if (line) put()
}
