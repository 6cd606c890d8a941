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
export const safe = 3
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

/** What a new design of a form begins with. */
export function firstLayout(
  form: CardForm,
  { title, invite, brand }: { title: string; invite: string; brand: string },
): CardLayout {
  const { width, height, folds } = shapeOf[form]
  const ink = '#14201c'
  const text = (
    at: Place,
    words: string,
    size: number,
    weight: number,
    align: 'left' | 'center' = 'center',
    color = ink,
  ): CardBox => ({
    ...{ kind: 'text', ...at, text: words, size, weight, color, align },
  })
  const code = (at: Place): CardBox => ({ kind: 'code', ...at, size: 7, color: '#55615c', align: 'center' })
  if (form === 'postcard')
    return {
      ground: '#ffffff',
      boxes: [
        { kind: 'area', x: -bleed, y: -bleed, width: 8 + bleed, height: height + 2 * bleed, color: '#0b7a5b' },
        text({ x: 16, y: 14, width: 78, height: 10 }, brand, 11, 500, 'left', '#0b7a5b'),
        text({ x: 16, y: 28, width: 78, height: 28 }, title, 22, 700, 'left'),
        text({ x: 16, y: 64, width: 78, height: 20 }, invite, 11, 400, 'left'),
        { kind: 'qr', x: 102, y: 26, width: 36, height: 36 },
        code({ x: 98, y: 66, width: 44, height: 6 }),
      ],
    }
  const last = folds.at(-1)?.y1 ?? height / 2
  const side = form === 'bookmark' ? 30 : 32
  const top = folds.length > 0 ? last + 5 : height - side - 16
  const [head, body] = folds.length > 0 ? [58, 108] : [form === 'pendant' ? 18 : 22, form === 'pendant' ? 34 : 60]
  return {
    ground: '#f4f8f6',
    boxes: [
      text(
        { x: 5, y: folds.length > 0 ? 22 : head - 4, width: width - 10, height: 8 },
        brand,
        9,
        500,
        'center',
        '#0b7a5b',
      ),
      text(
        { x: 5, y: head + 5, width: width - 10, height: form === 'pendant' ? 9 : 30 },
        title,
        form === 'pendant' ? 12 : 15,
        700,
      ),
      text(
        { x: 5, y: body, width: width - 10, height: form === 'pendant' ? 11 : 26 },
        invite,
        form === 'pendant' ? 7.5 : 9,
        400,
      ),
      { kind: 'qr', x: (width - side) / 2, y: top, width: side, height: side },
      code({ x: 5, y: top + side + 2, width: width - 10, height: 5 }),
    ],
  }
}
