import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { checkedCode } from '#kit/checkedCode'
import { no, ok, type Result } from '#kit/result'
import { audit } from '#platform/audit'
import type { Tx } from '#platform/postgres/postgres'
import { firstMoves, moved } from '../../core/claim.ts'
import { givesNow, isFor } from '../../core/hook.ts'
import type { Address } from '../../core/hookFields.ts'
import { hookKindOf } from '../../core/hookKinds.ts'
import type { HookRefusal } from '../../core/hookRefusals.ts'
import { book } from './booking.ts'
import type { HookDeps } from './deps.ts'
import { addressContext, givingOf } from './read.ts'
import type { ClaimRow, HookRow, HookTables } from './tables.ts'
import { ticketIn } from './tickets.ts'

export interface Asked {
  readonly ticket?: string | undefined
  readonly card?: string | undefined
  readonly phone?: string | undefined
  readonly address?: Address | undefined
}

interface Claimant {
  readonly strand: string | null
  readonly person: string | null
  /** Keyed hash. */
  readonly phone: Buffer | null
  readonly card: string | null
}

/** Somebody claims a hook: once, and only while there is a piece and money for it. */
export async function claim(deps: HookDeps, hook: HookRow, asked: Asked): Promise<Result<ClaimRow, HookRefusal>> {
  const phone = await phoneIn(deps, asked)
  if (!phone.ok) return phone
  const who = await claimantOf(deps, hook, asked, phone.value)
  if (!who.ok) return who
  const { seenAt, ...claimant } = who.value
  // Whoever has it already is answered, also when it is over by now.
  const before = await claimOf(deps, hook.id, claimant)
  if (before) return ok(before)
  const open = givesNow(givingOf(hook), deps.now())
  if (!open.ok) return open
  const standing = claimant.strand === null ? null : await deps.whole.standing(claimant.strand)
  const nobody = { bought: 0, boughtPrivate: 0, refunded: 0, refundedPrivate: 0, enteredAt: null, excluded: false }
  const fits = isFor(hook.newness, standing ?? nobody, seenAt)
  if (!fits.ok) return fits
  if (hookKindOf(hook.kind).asks === 'address' && !asked.address) return no('address-missing')
  return take(deps, hook, claimant, asked.address)
}

/** The number that is typed, in itself or with the address; it proves nothing of who somebody is. */
async function phoneIn({ whole }: HookDeps, { phone, address }: Asked) {
  const text = phone || address?.phone
  if (!text) return ok(null)
  const found = await whole.phone(text)
  return found ? ok(found) : no('wrong-phone')
}

type Phone = { readonly normal: string; readonly strand: string | null } | null

/** As whom: by the ticket, else by the card, else by the phone number. */
async function claimantOf(
  deps: HookDeps,
  hook: HookRow,
  { ticket, card }: Asked,
  phone: Phone,
): Promise<Result<Claimant & { seenAt: number }, HookRefusal>> {
  const hashed = phone && deps.vault.hash(`hook phone ${phone.normal}`)
  const now = deps.now()
  const as = async (strand: string | null, seenAt: number, by: string | null) => {
    const standing = strand === null ? null : await deps.whole.standing(strand)
    return ok({ strand, person: standing?.person ?? null, phone: hashed, card: by, seenAt })
  }
  if (ticket !== undefined) {
    const told = ticketIn(deps.vault, hook.id, ticket)
    return told ? as(told.strand, told.seenAt, null) : no('wrong-ticket')
  }
  if (card !== undefined) {
    const seen = await deps.cards.seen(card)
    if (!seen) return no('wrong-ticket')
    // Who was a customer before adds nobody by the card: the number that they are known by says so.
    const strand = seen.strand ?? phone?.strand ?? null
    return strand === null ? no('add-first') : as(strand, seen.scannedAt, seen.id)
  }
  return phone ? as(phone.strand, now, null) : no('who')
}

/** What they have of it already, by who they are or by the number they gave. */
export async function claimOf(
  deps: Pick<HookDeps, 'postgres' | 'whole'>,
  hook: string,
  { strand, phone }: Pick<Claimant, 'strand' | 'phone'>,
) {
  const standing = strand === null ? null : await deps.whole.standing(strand)
  const strands = standing?.strands ?? (strand === null ? [] : [strand])
  const found = await sql<ClaimRow>`
    select * from acquisition_claim where hook = ${hook} and state <> 'cancelled'
      and (strand = any(${strands}::bigint[]) or phone = ${phone}) order by id limit 1`.execute(
    deps.postgres.tables<HookTables>(),
  )
  return found.rows[0]
}

class Taken extends Error {
  readonly why: HookRefusal | 'twice'

  constructor(why: HookRefusal | 'twice') {
    super(why)
    this.why = why
  }
}

/** Stock, budget, claim and books in one transaction: all of it, or nothing. */
async function take(
  deps: HookDeps,
  hook: HookRow,
  claimant: Claimant,
  address: Address | undefined,
): Promise<Result<ClaimRow, HookRefusal>> {
  try {
    return ok(await deps.postgres.transaction((tx) => taking(deps, tx, hook, claimant, address)))
  } catch (error) {
    if (!(error instanceof Taken)) throw error
    if (error.why !== 'twice') return no(error.why)
    const before = await claimOf(deps, hook.id, claimant)
    return before ? ok(before) : no('none-left')
  }
}

async function taking(deps: HookDeps, tx: Tx, hook: HookRow, claimant: Claimant, address: Address | undefined) {
  const kind = hookKindOf(hook.kind)
  const now = deps.now()
  const [at, by] = [new Date(now), claimant.strand === null ? 'nobody' : `person:${claimant.strand}`]
  const made = await tx
    .tables<HookTables>()
    .insertInto('acquisition_claim')
    .values({
      ...{ hook: hook.id, ...claimant, state: 'claimed', cost: hook.cost, transfer: null },
      code: kind.handed === 'code' ? checkedCode(10, (n) => Array.from({ length: n }, () => randomInt(31))) : null,
      address: address ? deps.vault.seal(JSON.stringify(address), addressContext) : null,
      ...{ claimed_at: at, changed_at: at },
    })
    .onConflict((on) => on.doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!made) throw new Taken('twice')
  const left = await reserve(tx, hook.id, made.cost, at)
  if (left.isStopped) await audit(tx, 'system', 'campaignHook.stopped', hook.id, { why: 'budget', spent: left.spent })
  await book(deps, tx, made, 'claim', { kind: hook.kind, at: now, by })
  let state = made.state
  for (const move of firstMoves(kind)) {
    await book(deps, tx, { ...made, state }, move, { kind: hook.kind, at: now, by })
    const next = moved(state, move)
    if (next.ok) state = next.value
  }
  if (state !== made.state)
    await tx.tables<HookTables>().updateTable('acquisition_claim').set({ state }).where('id', '=', made.id).execute()
  if (claimant.card !== null) await deps.cards.claimed(tx, claimant.card, now)
  return { ...made, state }
}

/**
 * Takes one piece and its money, if both are there, in one statement: of those who come at once each sees what the one
 * before has left. Where the budget has no room for another piece, the hook is stopped with it.
 */
async function reserve(tx: Tx, hook: string, cost: string, at: Date) {
  const rows = await sql<{ spent: string; stopped: string | null }>`
    update acquisition_hook set taken = taken + 1, spent = spent + ${cost}::bigint,
      stopped = case when spent + ${cost}::bigint + cost > budget then 'budget' else stopped end,
      stopped_at = case when spent + ${cost}::bigint + cost > budget then ${at} else stopped_at end
    where id = ${hook} and "on" and stopped is null and (ends_at is null or ends_at > ${at})
      and (stock is null or taken < stock) and (budget is null or spent + ${cost}::bigint <= budget)
    returning spent, stopped`.execute(tx.tables<HookTables>())
  const [row] = rows.rows
  if (!row) throw new Taken(await whyNot(tx, hook, at.getTime()))
  return { spent: Number(row.spent), isStopped: row.stopped !== null }
}

/** Why there was none: others were quicker. */
async function whyNot(tx: Tx, hook: string, now: number): Promise<HookRefusal> {
  const row = await tx
    .tables<HookTables>()
    .selectFrom('acquisition_hook')
    .selectAll()
    .where('id', '=', hook)
    .executeTakeFirst()
  const open = row && givesNow(givingOf(row), now)
  return open && !open.ok ? open.refusal : 'none-left'
}
