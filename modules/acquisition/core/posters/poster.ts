import type { CardBox } from '../card.ts'
import { area, codeAt, dark, inkOn, light, type Place, write } from './lettering.ts'

/** Where posters are shown, with the pixels that the place asks for. */
export const posterSizes = {
  moments: { width: 1080, height: 1920 },
  group: { width: 750, height: 1334 },
  article: { width: 900, height: 383 },
} as const
export type PosterSize = keyof typeof posterSizes
export const posterSizeNames = ['moments', 'group', 'article'] as const

export const posterTemplates = ['panel', 'full', 'frame', 'plain'] as const
export type PosterTemplate = (typeof posterTemplates)[number]

/** The least side of a code, its quiet zone included, in pixels. */
export const leastCode = 240

export interface PosterWords {
  readonly title: string
  readonly text: string
  /** Who invites. */
  readonly brand: string
  /** Below the code. */
  readonly hint: string
}

export interface PosterDesign extends PosterWords {
  readonly size: PosterSize
  readonly template: PosterTemplate
  /** `#rrggbb` */
  readonly ground: string
  /** A picture as it was uploaded. */
  readonly picture: string | null
}

export interface PosterLayout {
  readonly width: number
  readonly height: number
  /** In pixels. */
  readonly boxes: readonly CardBox[]
}

/** Where everything of a poster stands. */
export function posterLayout(design: PosterDesign): PosterLayout {
  const { width, height } = posterSizes[design.size]
  const whole = { x: 0, y: 0, width, height }
  return { width, height, boxes: width > height ? lying(design, whole) : standing[design.template](design, whole) }
}

type Draw = (design: PosterDesign, whole: Place) => CardBox[]

const picture = ({ picture: given }: PosterDesign, at: Place): CardBox[] =>
  given === null ? [] : [{ kind: 'picture', ...at, picture: given }]

const standing: Record<PosterTemplate, Draw> = {
  /** The picture above, a white panel with words and code below. */
  panel(design, { width, height }) {
    // With nothing to be seen on it the coloured ground is small, and the title large.
    const isBare = design.picture === null && design.brand === ''
    const top = height * (isBare ? 0.32 : 0.56)
    const edge = width * 0.08
    const side = width * 0.3
    const words = { x: edge, width: width - 3 * edge - side }
    return [
      area({ x: 0, y: 0, width, height }, light),
      area({ x: 0, y: 0, width, height: top }, design.ground),
      ...picture(design, { x: 0, y: 0, width, height: top }),
      area({ x: edge, y: top + edge * 0.9, width: edge * 0.9, height: 8 }, design.ground),
      ...write(
        design.title,
        { ...words, width: width - 2 * edge, y: top + edge * 1.3, height: height * (isBare ? 0.3 : 0.12) },
        { most: width * (isBare ? 0.13 : 0.082), weight: 700, color: dark },
      ),
      ...write(
        design.text,
        { ...words, y: height - side - edge * 1.9, height: side * 0.72 },
        { most: width * 0.038, weight: 400, color: '#4a5550' },
      ),
      ...(design.picture === null
        ? write(
            design.brand,
            { x: edge, y: top * 0.42, width: width - 2 * edge, height: top * 0.3 },
            { most: width * 0.12, weight: 700, color: inkOn(design.ground), align: 'center' },
          )
        : write(
            design.brand,
            { ...words, y: height - edge * 2.1, height: width * 0.05 },
            { most: width * 0.034, weight: 500, color: dark },
          )),
      ...codeAt(
        { x: width - edge - side, y: height - side - edge * 1.9, width: side, height: side },
        design.hint,
        '#4a5550',
      ),
    ]
  },
  /** The picture over all, a dark veil for the words. */
  full(design, { width, height }) {
    const edge = width * 0.09
    const side = width * 0.34
    const ink = design.picture === null ? inkOn(design.ground) : light
    const veil =
      design.picture === null ? [] : [area({ x: 0, y: height * 0.5, width, height: height * 0.5 }, '#000000a6')]
    return [
      area({ x: 0, y: 0, width, height }, design.ground),
      ...picture(design, { x: 0, y: 0, width, height }),
      ...veil,
      ...write(
        design.brand,
        { x: edge, y: edge, width: width - 2 * edge, height: width * 0.06 },
        { most: width * 0.042, weight: 500, color: ink },
      ),
      ...write(
        design.title,
        design.picture === null
          ? { x: edge, y: height * 0.16, width: width - 2 * edge, height: height * 0.3 }
          : { x: edge, y: height * 0.53, width: width - 2 * edge, height: height * 0.13 },
        { most: width * (design.picture === null ? 0.14 : 0.092), weight: 700, color: ink },
      ),
      ...write(
        design.text,
        design.picture === null
          ? { x: edge, y: height * 0.49, width: width - 2 * edge, height: height * 0.16 }
          : { x: edge, y: height * 0.665, width: width - 2 * edge, height: height * 0.075 },
        { most: width * (design.picture === null ? 0.055 : 0.04), weight: 400, color: ink },
      ),
      ...codeAt({ x: (width - side) / 2, y: height * 0.755, width: side, height: side }, design.hint, ink),
    ]
  },
  /** A coloured frame around a white sheet. */
  frame(design, { width, height }) {
    const edge = width * 0.06
    const side = width * 0.36
    const ink = inkOn(design.ground)
    const sheet = { x: edge, y: height * 0.13, width: width - 2 * edge, height: height * 0.82 }
    const inner = { x: edge * 2, width: width - 4 * edge }
    const tall = design.picture === null ? 0 : height * 0.3
    return [
      area({ x: 0, y: 0, width, height }, design.ground),
      ...write(
        design.brand,
        { x: edge, y: height * 0.05, width: width - 2 * edge, height: width * 0.07 },
        { most: width * 0.046, weight: 500, color: ink, align: 'center' },
      ),
      area(sheet, light),
      ...picture(design, { x: sheet.x, y: sheet.y, width: sheet.width, height: tall }),
      ...write(
        design.title,
        { ...inner, y: sheet.y + tall + edge, height: height * 0.15 + (design.picture === null ? height * 0.08 : 0) },
        { most: width * 0.085, weight: 700, color: dark, align: 'center' },
      ),
      ...write(
        design.text,
        {
          ...inner,
          y: sheet.y + tall + edge + height * (design.picture === null ? 0.25 : 0.155),
          height: height * 0.08,
        },
        { most: width * 0.042, weight: 400, color: '#4a5550', align: 'center' },
      ),
      ...codeAt(
        { x: (width - side) / 2, y: sheet.y + sheet.height - side - side * 0.3, width: side, height: side },
        design.hint,
        '#4a5550',
      ),
    ]
  },
  /** One colour, large words, a large code. */
  plain(design, { width, height }) {
    const edge = width * 0.1
    const side = width * 0.42
    const ink = inkOn(design.ground)
    const tall = design.picture === null ? 0 : height * 0.26
    const inner = { x: edge, width: width - 2 * edge }
    return [
      area({ x: 0, y: 0, width, height }, design.ground),
      ...write(
        design.brand,
        { ...inner, y: edge, height: width * 0.06 },
        { most: width * 0.042, weight: 500, color: ink, align: 'center' },
      ),
      ...picture(design, { ...inner, y: height * 0.11, height: tall }),
      ...write(
        design.title,
        {
          ...inner,
          y: height * (design.picture === null ? 0.16 : 0.39),
          height: height * (design.picture === null ? 0.24 : 0.14),
        },
        { most: width * (design.picture === null ? 0.12 : 0.09), weight: 700, color: ink, align: 'center' },
      ),
      ...write(
        design.text,
        { ...inner, y: height * (design.picture === null ? 0.43 : 0.54), height: height * 0.09 },
        { most: width * 0.044, weight: 400, color: ink, align: 'center' },
      ),
      ...codeAt({ x: (width - side) / 2, y: height - side * 1.5, width: side, height: side }, design.hint, ink),
    ]
  },
}

/** Lying, as above an article: words on the left, the code on the right. */
function lying(design: PosterDesign, { width, height }: Place): CardBox[] {
  const side = height * 0.66
  const edge = height * 0.1
  const isLight = design.template === 'panel' || design.template === 'frame'
  const hasPicture = design.picture !== null
  const ground = isLight ? light : design.ground
  const ink = design.template === 'full' && hasPicture ? light : inkOn(ground)
  const right = width - side - edge * 1.6
  const words = { x: edge * 1.2, width: right - edge * 2.6 }
  const photo = design.template === 'full' ? { x: 0, y: 0, width, height } : { x: 0, y: 0, width: width * 0.26, height }
  const moved = hasPicture && design.template !== 'full' ? width * 0.26 : 0
  const at = { x: words.x + moved, width: words.width - moved }
  return [
    area({ x: 0, y: 0, width, height }, ground),
    ...picture(design, photo),
    ...(design.template === 'full' && hasPicture ? [area({ x: 0, y: 0, width, height }, '#000000a6')] : []),
    ...(design.template === 'frame' ? frameOf(width, height, design.ground) : []),
    ...(design.template === 'panel' ? [area({ x: moved, y: 0, width: 10, height }, design.ground)] : []),
    ...write(design.brand, { ...at, y: edge, height: 34 }, { most: 24, weight: 500, color: ink }),
    ...write(design.title, { ...at, y: edge + 46, height: height * 0.42 }, { most: 54, weight: 700, color: ink }),
    ...write(design.text, { ...at, y: height * 0.68, height: height * 0.24 }, { most: 24, weight: 400, color: ink }),
    ...codeAt({ x: right, y: edge * 0.9, width: side, height: side }, design.hint, ink),
  ]
}

const frameOf = (width: number, height: number, color: string): CardBox[] => [
  area({ x: 0, y: 0, width, height: 12 }, color),
  area({ x: 0, y: height - 12, width, height: 12 }, color),
  area({ x: 0, y: 0, width: 12, height }, color),
  area({ x: width - 12, y: 0, width: 12, height }, color),
]
