import { sql } from 'kysely'
import { no, ok } from '#kit/result'
import { audit } from '#platform/audit'
import type { Db, Tx } from '#platform/postgres/postgres'
import type { Rules } from '../core/policy.ts'
import { mergeByHand, transferId } from './byHand.ts'
import type { IdentityDeps } from './deps.ts'
import type { ByHand } from './facts.ts'
import { type GraphDeps, sideOf } from './graph.ts'
import { shownBecause } from './shown.ts'
import { keepApart, undoMerge } from './split.ts'
import { strandsOf } from './store.ts'
import type { IdentityTables } from './tables.ts'

export type Why = 'too-large' | 'recycled' | 'only-remarked' | 'shared' | 'order-claimed'
export type Decision = 'merge' | 'apart' | 'undo' | 'keep' | 'transfer'

interface DoubtQuestion {
  state: 'open' | 'decided'
  why?: Why | undefined
  cursor?: string | undefined
  limit: number
}

type Row = Omit<IdentityTables['identity_doubt'], 'why'> & { why: Why; one_person: string; other_person: string }

/** What can be decided: a merge that was made is kept or undone, one that waits is made or not. */
const choices: Record<Why, readonly Decision[]> = {
  'too-large': ['merge', 'apart'],
  'only-remarked': ['merge', 'apart'],
  recycled: ['transfer', 'merge', 'apart'],
  shared: ['undo', 'keep'],
  'order-claimed': ['transfer', 'merge', 'apart'],
}

/** What an order's own source says of its customer is not for us to change. */
const choicesOf = ({ why, over }: Row): Decision[] => choices[why].filter((one) => one !== 'transfer' || over !== null)

// A question is open while it still is one: two who have become one need no merging, and an undone merge no undoing.
const open = sql`d.decided is null and (case when d.merge is null
    then coalesce(a.person, d.one) <> coalesce(b.person, d.other)
    else exists (select 1 from identity_merge m where m.id = d.merge and m.undone_at is null) end)`
const doubtsWithPeople = sql`
  select d.*, coalesce(a.person, d.one) as one_person, coalesce(b.person, d.other) as other_person
  from identity_doubt d left join identity_strand a on a.strand = d.one left join identity_strand b on b.strand = d.other`

/** A page of merges that wait, or of those decided; newest first. */
export async function listDoubts({ postgres, vault }: GraphDeps, { state, why, cursor, limit }: DoubtQuestion) {
  const db = postgres.tables<IdentityTables>()
  const before = /^\d{1,18}$/.exec(cursor ?? '')?.[0] ?? null
  const rows = await sql<Row>`${doubtsWithPeople}
    where ${state === 'open' ? open : sql`d.decided is not null`} and (${why ?? null}::text is null or d.why = ${why ?? null})
      and (${before}::bigint is null or d.id < ${before}::bigint)
    order by d.id desc limit ${limit + 1}`.execute(db)
  const items = await Promise.all(rows.rows.slice(0, limit).map((row) => shown({ postgres, vault }, db, row)))
  const last = items.at(-1)
  return rows.rows.length > limit && last ? { items, next: last.id } : { items }
}

export async function countDoubts({ postgres }: GraphDeps): Promise<number> {
  const rows = await sql<{
    n: string
  }>`select count(*) as n from (${doubtsWithPeople} where ${open} limit 1000) t`.execute(
    postgres.tables<IdentityTables>(),
  )
  return Number(rows.rows[0]?.n)
}

async function shown({ vault }: GraphDeps, db: Db<IdentityTables>, row: Row) {
  const side = async (person: string, strand: string) => {
    // A merge in question has one person on both sides: each is shown by the strand that came in.
    const strands = row.merge === null ? await strandsOf(db, person) : [strand]
    return sideOf(db, vault, { person, strands })
  }
  return {
    ...{ id: row.id, why: row.why, because: shownBecause(vault, row.because), origin: row.origin },
    at: row.at.toISOString(),
    one: await side(row.one_person, row.one),
    other: await side(row.other_person, row.other),
    choices: row.decided === null ? choicesOf(row) : [],
    decided: row.decided_at && {
      ...{ at: row.decided_at.toISOString(), by: row.decided_by ?? '', reason: row.decided_reason ?? '' },
      decision: row.decided ?? '',
    },
  }
}

/** Carries out what a human has decided of a merge that waits. */
export async function decideDoubt(
  deps: IdentityDeps,
  tx: Tx,
  { id, decision, rules }: { id: string; decision: Decision; rules: Rules },
  hand: ByHand,
) {
  const db = tx.tables<IdentityTables>()
  const rows = await sql<Row>`${doubtsWithPeople} where d.id = ${id} for update of d`.execute(db)
  const row = rows.rows[0]
  if (!row) return no('no-such-doubt')
  if (row.decided !== null) return no('decided-already')
  if (!choicesOf(row).includes(decision)) return no('not-for-this')
  const done = await carryOut(deps, tx, { row, decision, rules }, hand)
  if (!done.ok) return done
  await db
    .updateTable('identity_doubt')
    .set({ decided: decision, decided_at: new Date(), decided_by: hand.by, decided_reason: hand.reason })
    .where('id', '=', id)
    .execute()
  await audit(tx, hand.by, 'doubt.decided', id, { reason: hand.reason, decision })
  return ok(null)
}

async function carryOut(
  deps: IdentityDeps,
  tx: Tx,
  { row, decision, rules }: { row: Row; decision: Decision; rules: Rules },
  hand: ByHand,
) {
  if (decision === 'merge') return mergeByHand(deps, tx, { one: row.one, other: row.other, rules }, hand)
  if (decision === 'apart') return ok(await keepApart(tx, row, hand))
  if (decision === 'undo') {
    const sides = await undoMerge(deps, tx, row.one_person, row.merge ?? '', hand)
    return sides ? ok(sides) : no('no-such-merge')
  }
  if (decision === 'keep') return ok(null)
  const at = row.at.getTime()
  return transferId(deps, tx, { identity: row.over ?? '0', from: row.other_person, to: row.one, at, rules })
}
