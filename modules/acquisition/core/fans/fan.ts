import { isMasked } from '#modules/intake'

/** Why a row means nobody: a nickname alone, an id that the platform has hidden, ids that may not be used, or erased since. */
export const fanReasons = ['nickname', 'hidden', 'unusable', 'erased'] as const
export type FanReason = (typeof fanReasons)[number]

/** What a row of a list of fans says of who they are. */
export interface Named {
  /** Ids that can be looked up. */
  readonly ids: readonly { readonly type: string; readonly value: string }[]
  readonly nickname: string | null
  /** Their account at the platform, as it stands in the file. */
  readonly account: string | null
  /** Nobody is made of these; null = an id says who it is, or the row says nothing at all. */
  readonly why: 'nickname' | 'hidden' | null
}

const prefix = 'identity:'

/** Reads the cells of a row, by target. */
export function namedIn(values: Readonly<Record<string, string>>): Named {
  const given = Object.entries(values).filter(([target]) => target.startsWith(prefix))
  const ids = given
    .filter(([, value]) => !isMasked(value))
    .map(([target, value]) => ({ type: target.slice(prefix.length), value }))
  const nickname = values['nickname'] ?? values['trait:nickname'] ?? null
  const account = given.find(([target]) => target.startsWith(`${prefix}platform:`))?.[1] ?? null
  const isNobody = ids.length === 0 && nickname !== null
  return { ids, nickname, account, why: isNobody ? (given.length > 0 ? 'hidden' : 'nickname') : null }
}

/** How far a matched fan is. Times are epoch ms. */
export interface FanStanding {
  readonly person: string
  readonly excluded: boolean
  readonly hasPhone: boolean
  readonly isMember: boolean
  /** When the first carrier began to reach them; null = none ever has. */
  readonly addedAt: number | null
}

export interface Bought {
  /** Of the first direct order. */
  readonly first: number
  readonly orders: readonly { readonly at: number; readonly net: number }[]
}

/** A row of a batch as it is stored. */
export interface StoredFan {
  readonly strand: string | null
  readonly known: boolean
  readonly why: FanReason | null
  /** The same for the same one who is not matched. */
  readonly key: string | null
  /** When its batch came, epoch ms. */
  readonly at: number
}

/** How far the fans of some batches are; of people each counts once, as of their first batch. Money in fen. */
export interface FanProgress {
  readonly fans: number
  readonly matched: number
  /** Of the matched: here before the list came. */
  readonly known: number
  readonly unmatched: Readonly<Record<FanReason, number>>
  /** With a phone number, or reached by a carrier. */
  readonly contactable: number
  readonly added: number
  /** Of the added: before the list came. */
  readonly addedBefore: number
  readonly members: number
  readonly ordered: number
  /** Of those who ordered: before the list came. */
  readonly orderedBefore: number
  /** Net of direct orders since the list came. */
  readonly gmv: number
}

/** What of a batch is meant. */
export const fanParts = [
  'all',
  'matched',
  'known',
  'new',
  'unmatched',
  'contactable',
  'notAdded',
  'added',
  'members',
  'ordered',
] as const
export type FanPart = (typeof fanParts)[number]

/** A matched fan with what is known of them; null for whoever is gone or in no number. */
export interface JudgedFan extends StoredFan {
  readonly standing: FanStanding | null
  readonly bought: Bought | null
}

/** Whether a fan belongs to a part. */
export function isOf(part: FanPart, { standing, bought, strand, known }: JudgedFan): boolean {
  if (part === 'all') return true
  if (part === 'unmatched') return strand === null
  if (standing === null || standing.excluded) return false
  const tests: Record<Exclude<FanPart, 'all' | 'unmatched'>, boolean> = {
    ...{ matched: true, known, new: !known },
    contactable: standing.hasPhone || standing.addedAt !== null,
    notAdded: standing.hasPhone && standing.addedAt === null,
    added: standing.addedAt !== null,
    members: standing.isMember,
    ordered: bought !== null,
  }
  return tests[part]
}

/** Each human once, of the earliest batch they are in; who is in no number is left out. */
function eachOnce<Fan extends JudgedFan>(fans: readonly Fan[]): Fan[] {
  const seen = new Set<string>()
  return fans
    .toSorted((a, b) => a.at - b.at)
    .filter(({ standing, key, strand }) => {
      if (strand !== null && (standing === null || standing.excluded)) return false
      const who = standing ? `person ${standing.person}` : key === null ? null : `fan ${key}`
      if (who === null) return true
      return !seen.has(who) && seen.add(who)
    })
}

/** Counts how far fans are. */
export function progressOf(all: readonly JudgedFan[]): FanProgress {
  const fans = eachOnce(all)
  const count = (part: FanPart, also: (fan: JudgedFan) => boolean = () => true) =>
    fans.filter((fan) => isOf(part, fan) && also(fan)).length
  const because = (reason: FanReason) => count('unmatched', ({ why }) => why === reason)
  const since = fans.flatMap(({ bought, at }) => bought?.orders.filter((order) => order.at >= at) ?? [])
  return {
    ...{ fans: fans.length, matched: count('matched'), known: count('known') },
    unmatched: {
      ...{ nickname: because('nickname'), hidden: because('hidden') },
      ...{ unusable: because('unusable'), erased: because('erased') },
    },
    ...{ contactable: count('contactable'), added: count('added') },
    addedBefore: count('added', ({ standing, at }) => (standing?.addedAt ?? at) < at),
    ...{ members: count('members'), ordered: count('ordered') },
    orderedBefore: count('ordered', ({ bought, at }) => (bought?.first ?? at) < at),
    gmv: since.reduce((sum, { net }) => sum + net, 0),
  }
}
