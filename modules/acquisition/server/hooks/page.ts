import type { Bilingual } from '#kit/api'
import { givesNow, leftOf } from '../../core/hook.ts'
import { hookKindOf } from '../../core/hookKinds.ts'
import { hookProblems } from '../../core/hookRefusals.ts'
import { claimOf } from './claim.ts'
import type { HookDeps } from './deps.ts'
import { givenOf, givingOf } from './read.ts'
import type { HookTables } from './tables.ts'
import { ticketIn } from './tickets.ts'

/** A hook as whoever may claim it sees it. */
export interface HookShown {
  readonly id: string
  readonly kind: Bilingual
  readonly title: string
  readonly text: string
  readonly organiser: string
  /** Honest: null = no bound. */
  readonly left: number | null
  readonly endsAt: string | null
  /** Why it cannot be claimed now. */
  readonly closed: Bilingual | null
  readonly asks: 'address' | 'nothing'
  /** Nothing says who opens it: a phone number has to. */
  readonly needsPhone: boolean
  readonly given: ReturnType<typeof givenOf> | null
}

/** The page of a hook, opened by a ticket, by a card, or by nobody who is known. Null = there is none. */
export async function hookPage(
  deps: HookDeps,
  id: string,
  { ticket, card }: { ticket?: string; card?: string },
): Promise<HookShown | null> {
  if (!/^[1-9]\d{0,17}$/.test(id)) return null
  const db = deps.postgres.tables<HookTables>()
  const hook = await db.selectFrom('acquisition_hook').selectAll().where('id', '=', id).executeTakeFirst()
  if (!hook) return null
  const told = ticket === undefined ? null : ticketIn(deps.vault, id, ticket)
  const strand = told?.strand ?? (card === undefined ? null : (await deps.cards.seen(card))?.strand) ?? null
  const claim = strand === null ? undefined : await claimOf(deps, id, { strand, phone: null })
  const giving = givingOf(hook)
  const open = givesNow(giving, deps.now())
  const kind = hookKindOf(hook.kind)
  return {
    ...{ id, kind: kind.title, title: hook.title, text: hook.text, organiser: hook.organiser, left: leftOf(giving) },
    ...{ endsAt: hook.ends_at?.toISOString() ?? null, closed: open.ok ? null : hookProblems[open.refusal].title },
    ...{ asks: kind.asks, needsPhone: strand === null, given: claim ? givenOf(hook, claim) : null },
  }
}
