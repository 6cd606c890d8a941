import { z } from 'zod'
import { type Claim, normalise } from './claims.ts'
import { baseOf, builtIn, isNamed, type Kind, kindOf } from './kinds.ts'

const limit = z.int().min(1).max(1000).nullable()
const custom = z.object({
  type: z.string().regex(/^custom:[\p{L}\p{N}_.@-]{1,64}$/u, 'must be custom:name'),
  title: z.string().trim().min(1).max(40),
  strength: z.enum(['strong', 'weak']),
  open: z.boolean(),
  priority: z.int().min(1).max(99),
  perPerson: limit,
  perValue: limit,
})
const adjusted = z.object({ priority: z.int().min(1).max(99), perPerson: limit, perValue: limit })
const adjustable = Object.keys(builtIn).filter((type) => !isNamed(type)) as [string, ...string[]]
const blocked = z.object({
  /** A type such as `phone`; absent = of every type. */
  type: z.string().max(100).optional(),
  /** In lower case; a star at the end stands for anything. */
  value: z.string().trim().min(1).max(255),
})

/** How evidence is weighed: a setting with versions. What is absent is as built in. */
export const policySchema = z.object({
  /** People with more ids together are not merged without a human. */
  maxSize: z.int().min(2).max(5000).default(200),
  /** What becomes of a device on which somebody else logs in: theirs from now on, or still the first one's. */
  devices: z.enum(['move', 'stay']).default('move'),
  /** A phone first seen longer ago may have a new owner: it does not join two people who are known without it. */
  recycleDays: z.int().min(30).max(3650).default(365),
  /** Built-in types with other numbers. */
  kinds: z.partialRecord(z.enum(adjustable), adjusted).default({}),
  /** Types of the workspace's own. */
  custom: z.array(custom).max(50).default([]),
  blocked: z.array(blocked).max(1000).default([]),
})

export type Policy = z.output<typeof policySchema>

/** A policy made ready: asked for every claim. */
export interface Rules extends Pick<Policy, 'maxSize' | 'devices' | 'recycleDays'> {
  kindOf(type: string): Kind | null
  isBlocked(claim: Claim): boolean
}

/** What a policy says of each type and value. */
export function rulesOf({ maxSize, devices, recycleDays, kinds, custom, blocked }: Policy): Rules {
  const own = new Map(custom.map(({ type, ...kind }) => [type, { ...kind, personal: true }]))
  const exact = new Set(
    blocked.flatMap(({ type = '', value }) => spellings(type, value).map((one) => `${type}\0${one}`)),
  )
  const starts = blocked.flatMap(({ type, value }) =>
    value.endsWith('*') ? [{ type, start: value.slice(0, -1).toLowerCase() }] : [],
  )
  const known = new Map<string, Kind | null>()
  const find = (type: string): Kind | null => {
    const base = baseOf(type)
    const kind = base === 'custom' ? (own.get(type) ?? null) : kindOf(type)
    return kind && { ...kind, ...kinds[base] }
  }
  return {
    ...{ maxSize, devices, recycleDays },
    kindOf(type) {
      const before = known.get(type)
      if (before !== undefined) return before
      const kind = find(type)
      // Types come from outside: only those that exist are worth a place.
      if (kind) known.set(type, kind)
      return kind
    },
    isBlocked({ type, value }) {
      const low = value.toLowerCase()
      const base = baseOf(type)
      if (exact.has(`\0${low}`) || exact.has(`${base}\0${low}`) || exact.has(`${type}\0${low}`)) return true
      return starts.some(
        (one) => low.startsWith(one.start) && (one.type === undefined || [base, type].includes(one.type)),
      )
    },
  }
}

/** A value as it may be written and as ids are kept: somebody who blocks a phone does not write +86 before it. */
function spellings(type: string, value: string): string[] {
  const kept = normalise({ type, value })
  const all = [value, typeof kept === 'string' ? value : kept.value]
  return [...new Set(all.map((one) => one.toLowerCase()))]
}

/** The policy of a workspace that has said nothing. */
export const defaultRules: Rules = rulesOf(policySchema.parse({}))
