import { isCheckedCode } from '#kit/checkedCode'
import { no, ok, type Result } from '#kit/result'
import { audit } from '#platform/audit'
import type { Tx } from '#platform/postgres/postgres'
import { type ClaimMove, holds, moved } from '../../core/claim.ts'
import { hasNoBudget } from '../../core/hook.ts'
import type { HookRefusal } from '../../core/hookRefusals.ts'
import { book } from './booking.ts'
import type { HookDeps } from './deps.ts'
import { givingOf } from './read.ts'
import type { ClaimRow, HookRow, HookTables } from './tables.ts'

export interface How {
  readonly by: string
  readonly carrier?: string
  readonly tracking?: string
  readonly note?: string
  readonly transfer?: string
}

/** A claim goes on: its books, and the piece and the money of its hook, go with it in one transaction. */
export async function moveClaim(
  deps: HookDeps,
  id: string,
  move: ClaimMove,
  how: How,
): Promise<Result<ClaimRow, HookRefusal>> {
  return deps.postgres.transaction((tx) => moving(deps, tx, id, move, how))
}

async function moving(
  deps: HookDeps,
  tx: Tx,
  id: string,
  move: ClaimMove,
  how: How,
): Promise<Result<ClaimRow, HookRefusal>> {
  const found = await held(tx, id)
  if (!found) return no('no-such-claim')
  const { hook, before } = found
  const next = moved(before.state, move)
  if (!next.ok) return next
  const at = deps.now()
  const { by, carrier = '', tracking = '', note = '', transfer } = how
  const after = await tx
    .tables<HookTables>()
    .updateTable('acquisition_claim')
    .set({
      ...{ state: next.value, changed_at: new Date(at) },
      ...(move === 'send' ? { carrier, tracking } : {}),
      ...(note ? { note } : {}),
      ...(transfer === undefined ? {} : { transfer }),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await book(deps, tx, before, move, { kind: hook.kind, at, by })
  if (holds(before.state) && !holds(next.value)) await giveBack(deps, tx, hook, before)
  await audit(tx, by, 'campaignHook.moved', id, { hook: hook.id, move, ...(note ? { note } : {}) })
  return ok(after)
}

/** A claim with its hook, for this transaction alone. The hook first, as claims do: two that wait for each other would both fail. */
async function held(tx: Tx, id: string) {
  const db = tx.tables<HookTables>()
  const named = await db.selectFrom('acquisition_claim').select('hook').where('id', '=', id).executeTakeFirst()
  if (!named) return null
  const hooks = db.selectFrom('acquisition_hook').selectAll().where('id', '=', named.hook)
  const hook = await hooks.forUpdate().executeTakeFirstOrThrow()
  const claims = db.selectFrom('acquisition_claim').selectAll().where('id', '=', id)
  return { hook, before: await claims.forUpdate().executeTakeFirstOrThrow() }
}

/** The piece is there again; so is its money, and with it the hook when only the budget had stopped it. */
async function giveBack(deps: HookDeps, tx: Tx, hook: HookRow, claim: ClaimRow) {
  const [taken, spent] = [hook.taken - 1, Number(hook.spent) - Number(claim.cost)]
  const isOpen = hook.stopped === 'budget' && !hasNoBudget({ ...givingOf(hook), spent })
  await tx
    .tables<HookTables>()
    .updateTable('acquisition_hook')
    .set({ taken, spent: String(spent), ...(isOpen ? { stopped: null, stopped_at: null } : {}) })
    .where('id', '=', hook.id)
    .execute()
  if (claim.card !== null) await deps.cards.claimed(tx, claim.card, null)
}

/** A till takes a code: once. A mistyped one asks no store. */
export async function redeem(deps: HookDeps, text: string, how: How): Promise<Result<ClaimRow, HookRefusal>> {
  const code = text.toLowerCase().replaceAll(/[\s-]/g, '')
  if (!isCheckedCode(code)) return no('wrong-code')
  const db = deps.postgres.tables<HookTables>()
  const found = await db.selectFrom('acquisition_claim').select('id').where('code', '=', code).executeTakeFirst()
  if (!found) return no('wrong-code')
  const done = await moveClaim(deps, found.id, 'receive', how)
  return done.ok ? done : no(done.refusal === 'not-from-here' ? 'code-used' : done.refusal)
}
