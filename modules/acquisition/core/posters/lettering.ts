import type { CardBox } from '../card.ts'

export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const pointsOfPixel = 72 / 25.4
export const dark = '#14201c'
export const light = '#ffffff'

/** Relative luminance as WCAG 2.1 defines it, of `#rrggbb`. */
function luminanceOf(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast of two colours, 1 … 21. */
export function contrastOf(a: string, b: string): number {
  const [low = 0, high = 0] = [luminanceOf(a), luminanceOf(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

/** What is written on a ground: the one of the two inks that is read better. */
export const inkOn = (ground: string): string => (contrastOf(ground, light) >= contrastOf(ground, dark) ? light : dark)

/** About how wide a text is, in times of its size: letters of Latin are half of a Chinese one. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) < 0x2e80 ? 0.58 : 1), 0)

/** Lines that a text takes at a size; a line is left a little short, for no line begins with a full stop. */
export const linesAt = (text: string, size: number, width: number): number =>
  text
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil((widthOf(line) * size) / Math.max(1, width - size))), 0)

/**
 * The largest size, in pixels, at which a text fits a place; at least a third of the largest that was asked for. Where a
 * little less saves a line it is less: a last line of one letter looks like a mistake.
 */
export function sizeFor(text: string, { width, height }: Pick<Place, 'width' | 'height'>, most: number): number {
  const least = Math.floor(most / 3)
  const lines = (size: number) => linesAt(text, size, width)
  let size = most
  while (size > least && lines(size) * size * 1.35 > height) size -= 2
  const bounded = Math.max(least, size)
  for (let less = bounded - 2; less > Math.max(least, bounded * 0.8); less -= 2)
    if (lines(less) < lines(bounded)) return less
  return bounded
}

interface Letters {
  readonly most: number
  readonly weight: number
  readonly color: string
  readonly align?: 'left' | 'center'
}

/** A text as large as it fits its place; nothing where there is none. */
export function write(text: string, at: Place, { most, weight, color, align = 'left' }: Letters): CardBox[] {
  if (text === '') return []
  return [{ kind: 'text', ...at, text, size: sizeFor(text, at, most) * pointsOfPixel, weight, color, align }]
}

/** A filled place. */
export const area = (at: Place, color: string): CardBox => ({ kind: 'area', ...at, color })

/** The code on white, with what is written below it. */
export function codeAt({ x, y, width, height }: Place, hint: string, color: string): CardBox[] {
  const below = { x: x - width * 0.2, y: y + height + height * 0.05, width: width * 1.4, height: height * 0.2 }
  return [
    area({ x: x - 12, y: y - 12, width: width + 24, height: height + 24 }, light),
    { kind: 'qr', x, y, width, height },
    ...write(hint, below, { most: height * 0.085, weight: 500, color, align: 'center' }),
  ]
}
