import type { Claim } from '#modules/identity'
import type { ProfileChange } from '../index.ts'
import type { ParkReason } from './parkReasons.ts'

/** An event of any protocol on its way in: parsed and checked, not yet resolved or stored. */
export interface Incoming {
  /** Repeats have the same: unique within the source. */
  messageId: string
  type: string
  event: string
  /** Epoch ms, corrected for a wrong client clock. */
  at: number
  claims: readonly Claim[]
  properties: Record<string, unknown>
  context: Record<string, unknown>
  /** What it says about the person. */
  profile: ProfileChange | null
  /** The share that the person came by. */
  share: Share | null
  /** The ids that it takes off whoever has them. */
  unbind: Unbind | null
}

/** Ids that go their own way from now on. */
export interface Unbind {
  ids: readonly Claim[]
  /** What the sender's id may be; the first that is known counts, and none is made. */
  by: readonly Claim[]
}

/** What a shared card or link says of itself. */
export interface Share {
  /** What the sharer's id may be; the first that is known counts. */
  by: readonly Claim[]
  /** 1 = opened from the first sharer. */
  depth: number | null
  path: string | null
  method: string | null
}

export type Parsed = { ok: true; event: Incoming } | { ok: false; reason: ParkReason; messageId: string | null }

const year = 365.25 * 86_400_000

/** True for −40 years … +1 day around now: anything else is a broken clock or a unit mistake. */
export function inRange(at: number, now: number): boolean {
  return at >= now - 40 * year && at <= now + 86_400_000
}

/**
 * Event time by the sender's own clock, corrected by how far that clock is off at sending, but only when it is off by
 * more than 30 s: below that network delay would be taken for clock error. All epoch ms.
 */
export function correctedTime(original: number, sentAt: number | null, receivedAt: number): number {
  if (sentAt === null || Math.abs(receivedAt - sentAt) <= 30_000) return original
  return receivedAt - (sentAt - original)
}

const maxDepth = 20
const maxValues = 2000
/** Segment's limit for one event; counted in characters, a little below the length of its JSON text. */
const maxText = 32 * 1024

/** Why a call is too much to keep, in one walk over all of it; null when it is not. */
export function tooMuch(call: unknown): 'too-deep' | 'too-large' | null {
  let values = 0
  let text = 0
  const visit = (node: unknown, depth: number): 'too-deep' | 'too-large' | null => {
    values += 1
    if (values > maxValues) return 'too-deep'
    if (typeof node === 'string') text += node.length
    if (text > maxText) return 'too-large'
    if (typeof node !== 'object' || node === null) return null
    if (depth > maxDepth) return 'too-deep'
    // Parsed JSON has no inherited names, and for-in is six times as fast as Object.entries.
    for (const name in node) {
      text += name.length
      const why = visit((node as Record<string, unknown>)[name], depth + 1)
      if (why) return why
    }
    return null
  }
  return visit(call, 0)
}
