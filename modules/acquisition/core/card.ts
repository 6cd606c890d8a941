/** Shapes a card can have. Millimetres, from the left upper corner of the trimmed card. */
export const cardForms = ['postcard', 'bookmark', 'pendant', 'windChime'] as const
export type CardForm = (typeof cardForms)[number]

export interface FormShape {
  readonly width: number
  readonly height: number
  /** Radius of the corners. */
  readonly corner: number
  readonly holes: readonly { readonly x: number; readonly y: number; readonly radius: number }[]
  readonly folds: readonly { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number }[]
}

/** Printed beyond the cut, so that no white edge is left. */
export const bleed = 3
/** Nothing that matters stands nearer to the cut or a fold. */
const safe = 3
/** The least side of a code that phones read from a hand's distance. */
export const leastQr = 15

export const shapeOf: Record<CardForm, FormShape> = {
  postcard: { width: 148, height: 100, corner: 3, holes: [], folds: [] },
  bookmark: { width: 50, height: 150, corner: 4, holes: [{ x: 25, y: 8, radius: 2.5 }], folds: [] },
  pendant: { width: 60, height: 95, corner: 10, holes: [{ x: 30, y: 9, radius: 3 }], folds: [] },
  // Four panes that fold into a column and hang by the hole of the uppermost.
  windChime: {
    ...{ width: 60, height: 200, corner: 2, holes: [{ x: 30, y: 7, radius: 2.5 }] },
    folds: [50, 100, 150].map((y) => ({ x1: 0, y1: y, x2: 60, y2: y })),
  },
}

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What stands on a card, from the lowest to the highest. */
export type CardBox = Place &
  (
    | {
        readonly kind: 'text'
        readonly text: string
        readonly size: number
        readonly weight: number
        readonly color: string
        readonly align: 'left' | 'center' | 'right'
      }
    | { readonly kind: 'picture'; readonly picture: string }
    | { readonly kind: 'area'; readonly color: string }
    | { readonly kind: 'qr' }
    | {
        readonly kind: 'code'
        readonly size: number
        readonly color: string
        readonly align: 'left' | 'center' | 'right'
      }
  )

export interface CardLayout {
  readonly ground: string
  readonly boxes: readonly CardBox[]
}

export type CardIssue =
  | 'no-qr'
  | 'two-qr'
  | 'qr-small'
  | 'qr-not-square'
  | 'qr-outside'
  | 'qr-on-fold'
  | 'qr-on-hole'
  | 'qr-covered'
  | 'text-outside'
  | 'text-on-hole'
  | 'no-code'

/** Whether two places overlap. */
export const touches = (a: Place, b: Place): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** What keeps a card from being printed: a code that cannot be read, or words that are cut off. */
export function issuesOf(form: CardForm, { boxes }: CardLayout): CardIssue[] {
  const shape = shapeOf[form]
  const found = new Set<CardIssue>()
  const inside = (one: Place) =>
    one.x >= safe &&
    one.y >= safe &&
    one.x + one.width <= shape.width - safe &&
    one.y + one.height <= shape.height - safe
  const onHole = (one: Place) =>
    shape.holes.some(({ x, y, radius }) =>
      touches(one, { x: x - radius - 1, y: y - radius - 1, width: 2 * radius + 2, height: 2 * radius + 2 }),
    )
  const codes = boxes.filter(({ kind }) => kind === 'qr')
  if (codes.length === 0) found.add('no-qr')
  if (codes.length > 1) found.add('two-qr')
  if (!boxes.some(({ kind }) => kind === 'code')) found.add('no-code')
  for (const one of codes) {
    if (Math.abs(one.width - one.height) > 0.01) found.add('qr-not-square')
    if (Math.min(one.width, one.height) < leastQr) found.add('qr-small')
    if (!inside(one)) found.add('qr-outside')
    if (onHole(one)) found.add('qr-on-hole')
    if (shape.folds.some(({ y1 }) => touches(one, { x: 0, y: y1 - safe, width: shape.width, height: 2 * safe })))
      found.add('qr-on-fold')
    if (boxes.slice(boxes.indexOf(one) + 1).some((above) => touches(one, above))) found.add('qr-covered')
  }
  for (const one of boxes.filter(({ kind }) => kind === 'text' || kind === 'code')) {
    if (!inside(one)) found.add('text-outside')
    if (onHole(one)) found.add('text-on-hole')
  }
  return [...found]
}

interface FirstWords {
  readonly title: string
  readonly invite: string
  readonly brand: string
}

const ink = '#14201c'
const green = '#0b7a5b'

type Style = Pick<Extract<CardBox, { kind: 'text' }>, 'size' | 'weight'> & { color?: string; align?: 'left' }
const write = (at: Place, text: string, style: Style): CardBox => ({
  ...{ kind: 'text', ...at, text, color: ink, align: 'center', ...style },
})
const codeAt = (at: Place): CardBox => ({ kind: 'code', ...at, size: 7, color: '#55615c', align: 'center' })

/** What a new design of a form begins with. */
export function firstLayout(form: CardForm, words: FirstWords): CardLayout {
  return form === 'postcard' ? postcard(words) : upright(form, words)
}

function postcard({ title, invite, brand }: FirstWords): CardLayout {
  const { height } = shapeOf.postcard
  const left = { x: 16, width: 78 }
  return {
    ground: '#ffffff',
    boxes: [
      { kind: 'area', x: -bleed, y: -bleed, width: 8 + bleed, height: height + 2 * bleed, color: green },
      write({ ...left, y: 14, height: 10 }, brand, { size: 11, weight: 500, align: 'left', color: green }),
      write({ ...left, y: 28, height: 28 }, title, { size: 22, weight: 700, align: 'left' }),
      write({ ...left, y: 64, height: 20 }, invite, { size: 11, weight: 400, align: 'left' }),
      { kind: 'qr', x: 102, y: 26, width: 36, height: 36 },
      codeAt({ x: 98, y: 66, width: 44, height: 6 }),
    ],
  }
}

/** Where things stand on what hangs or is held upright: top of brand, title and invitation, their heights, sizes in points. */
const uprights = {
  bookmark: { brand: 18, title: [27, 30, 15], invite: [60, 26, 9], side: 30 },
  pendant: { brand: 14, title: [23, 9, 12], invite: [34, 11, 7.5], side: 32 },
  windChime: { brand: 22, title: [63, 30, 15], invite: [108, 26, 9], side: 32 },
} as const

function upright(form: Exclude<CardForm, 'postcard'>, { title, invite, brand }: FirstWords): CardLayout {
  const { width, height, folds } = shapeOf[form]
  const { title: titleAt, invite: inviteAt, side, ...at } = uprights[form]
  const row = (y: number, tall: number) => ({ x: 5, y, width: width - 10, height: tall })
  const last = folds.at(-1)
  const top = last ? last.y1 + 5 : height - side - 16
  return {
    ground: '#f4f8f6',
    boxes: [
      write(row(at.brand, 8), brand, { size: 9, weight: 500, color: green }),
      write(row(titleAt[0], titleAt[1]), title, { size: titleAt[2], weight: 700 }),
      write(row(inviteAt[0], inviteAt[1]), invite, { size: inviteAt[2], weight: 400 }),
      { kind: 'qr', x: (width - side) / 2, y: top, width: side, height: side },
      codeAt(row(top + side + 2, 5)),
    ],
  }
}
