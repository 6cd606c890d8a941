type Scalar = string | number | boolean
export type Leaving = Readonly<Record<string, Scalar | readonly Scalar[]>>

/** What one person did, as it may leave: nobody can be told from it but by whoever holds the forwarder's key. */
export interface LeavingEvent {
  /** The same whenever it is sent again; another for each forwarder. */
  readonly id: string
  /** Stands for the person; another for each forwarder. */
  readonly person: string
  readonly type: 'track' | 'page' | 'screen'
  readonly event: string
  /** Epoch ms. */
  readonly at: number
  readonly properties: Leaving
}

const longest = 500
const mostItems = 50

/** As written by people: with blanks, dashes, dots or brackets between the digits. */
const gap = String.raw`[\s\u00a0\-.()·_/]{0,2}`
const shapes = [
  // A Chinese mobile number, with or without the code of the country.
  new RegExp(String.raw`(?<!\d)(?:(?:\+|00)?86${gap})?1${gap}[3-9](?:${gap}\d){9}(?!\d)`),
  // Any number that says which country it is of.
  new RegExp(String.raw`(?:\+|(?<!\d)00)[1-9](?:${gap}\d){7,14}(?!\d)`),
  // A landline with its area.
  /(?<!\d)0\d{2,3}-\d{7,8}(?!\d)/,
  /[^\s@]+@[^\s@]+\.[^\s@]+/,
  // An identity card.
  /(?<!\d)\d{17}[\dXx](?!\d)/,
  // An openid or unionid.
  /(?<![\w-])o[\w-]{27}(?![\w-])/,
  /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/,
]

/** True when a text holds something that looks like a phone, a mail, an id card, an id of WeChat or an address of the network. */
export function looksPersonal(text: string): boolean {
  return [text, unescaped(text)].some((one) => {
    // Digits and signs of full width are the same to a reader.
    const plain = one.normalize('NFKC')
    return shapes.some((shape) => shape.test(plain))
  })
}

/** Addresses hide what they say behind percent signs. */
function unescaped(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text.replaceAll(/%[0-9a-f]{2}/gi, ' ')
  }
}

const fine = (value: unknown): value is Scalar =>
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value) && !looksPersonal(String(value))) ||
  (typeof value === 'string' && value.length <= longest && !looksPersonal(value))

/** The properties that may leave: those on the list whose value says nothing of who it was; long texts and objects stay. */
export function leavingProperties(
  properties: Readonly<Record<string, unknown>>,
  allowed: readonly string[],
  isOpen: (property: string) => boolean,
): { properties: Leaving; left: readonly string[] } {
  const list = new Set(allowed)
  const kept: [string, Scalar | readonly Scalar[]][] = []
  const left: string[] = []
  for (const [name, value] of Object.entries(properties)) {
    const isListed = list.has(name) && isOpen(name) && !looksPersonal(name)
    if (isListed && fine(value)) kept.push([name, value])
    else if (isListed && Array.isArray(value) && value.length <= mostItems && value.every(fine))
      kept.push([name, value])
    else if (value !== null) left.push(name)
  }
  return { properties: Object.fromEntries(kept), left }
}

/** The same shape without what it says, to be looked at. */
export function veiled(properties: Leaving): Leaving {
  const veil = (value: Scalar): Scalar => {
    if (typeof value === 'string') return value === '' ? '' : `${[...value][0]}***`
    return typeof value === 'number' ? 0 : value
  }
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      typeof value === 'object' ? value.map(veil) : veil(value),
    ]),
  )
}
