import { implement } from '@orpc/server'
import { z } from 'zod'
import { no, type Result } from '#kit/result'
import { minute } from '#kit/time'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { hooks as contract } from '../../core/hookContract.ts'
import { hookKinds } from '../../core/hookKinds.ts'
import { type HookRefusal, hookProblems } from '../../core/hookRefusals.ts'
import { claim } from './claim.ts'
import type { HookDeps } from './deps.ts'
import { keepGiven } from './given.ts'
import { listClaims } from './list.ts'
import { moveClaim, redeem } from './moves.ts'
import { payJob } from './paying.ts'
import { addressOf, givenOf, hookOf, shownClaims, shownHook, waitingOf } from './read.ts'
import { changeHook, createHook } from './store.ts'
import type { ClaimRow, HookRow, HookTables } from './tables.ts'
import { ticketFor } from './tickets.ts'

const got = <T>(result: Result<T, HookRefusal>): T => (result.ok ? result.value : refuse(hookProblems, result.refusal))

/** The endpoints of hooks. */
export function hookHandlers(deps: HookDeps) {
  const os = implement(contract).$context<RequestContext>()
  const show = async (row: HookRow, { origin = '' }: RequestContext) =>
    shownHook(row, (await waitingOf(deps.postgres, [row.id])).get(row.id) ?? 0, origin)
  const isLeft = rateOf(deps.now)
  return os.router({
    kinds: os.kinds.handler(() => ({ items: hookKinds.map(shownKind) })),
    list: os.list.handler(({ input, context }) => listHooks(deps, input, context)),
    get: os.get.handler(async ({ input, context }) => show(await hookOf(deps, input.id), context)),
    create: os.create.handler(async ({ input, context }) =>
      show(await createHook(deps, input, nameOf(context.actor)), context),
    ),
    change: os.change.handler(async ({ input: { id, ...patch }, context }) =>
      show(await changeHook(deps, id, patch, nameOf(context.actor)), context),
    ),
    ticket: os.ticket.handler(async ({ input: { id, person, seenAt }, context }) => {
      const { origin = '' } = context
      await hookOf(deps, id)
      await keepGiven(deps, id, person, nameOf(context.actor))
      const ticket = ticketFor(deps.vault, id, person, seenAt ? Date.parse(seenAt) : deps.now())
      return { url: `${origin}/m/hook/${id}?t=${ticket}` }
    }),
    claim: os.claim.handler(async ({ input: { id, ...asked }, context }) => {
      if (!isLeft(context.ip)) return refuse(hookProblems, 'too-often')
      const hook = await hookOf(deps, id)
      const row = got(await claim(deps, hook, asked))
      await payLater(deps, hook, row, context.origin ?? '')
      return givenOf(hook, row)
    }),
    claims: os.claims.handler(async ({ input }) => listClaims(deps, input)),
    ...moving(os, deps),
  })
}

type Os = ReturnType<typeof implementing>
const implementing = () => implement(contract).$context<RequestContext>()

/** What staff do with claims. */
function moving(os: Os, deps: HookDeps) {
  const shown = async (row: ClaimRow) => {
    const [one] = await shownClaims(deps, [row])
    return one ?? refuse(hookProblems, 'no-such-claim')
  }
  return {
    move: os.move.handler(async ({ input: { id, move, ...how }, context }) =>
      shown(got(await moveClaim(deps, id, move, { ...how, by: nameOf(context.actor) }))),
    ),
    ship: os.ship.handler(async ({ input: { id: hook, items }, context }) => {
      const by = nameOf(context.actor)
      const own = await ownOf(
        deps,
        hook,
        items.map(({ claim: one }) => one),
      )
      const refused: { claim: string; why: { zh: string; en: string } }[] = []
      for (const { claim: id, ...how } of items) {
        const done = own.has(id) ? await moveClaim(deps, id, 'send', { ...how, by }) : no('no-such-claim' as const)
        if (!done.ok) refused.push({ claim: id, why: hookProblems[done.refusal].title })
      }
      return { sent: items.length - refused.length, refused }
    }),
    redeem: os.redeem.handler(async ({ input: { code, note }, context }) => {
      const row = got(await redeem(deps, code, { note, by: nameOf(context.actor) }))
      return { claim: await shown(row), title: (await hookOf(deps, row.hook)).title }
    }),
    reveal: os.reveal.handler(async ({ input: { id, reason }, context }) => {
      const db = deps.postgres.tables<HookTables>()
      const row = await db.selectFrom('acquisition_claim').selectAll().where('id', '=', id).executeTakeFirst()
      const address = row && addressOf(deps, row)
      if (!address) return refuse(hookProblems, 'no-such-claim')
      await deps.postgres.transaction((tx) => audit(tx, nameOf(context.actor), 'campaignHook.revealed', id, { reason }))
      return address
    }),
  }
}

/** Which of these are claims of the hook. */
async function ownOf({ postgres }: HookDeps, hook: string, claims: readonly string[]): Promise<ReadonlySet<string>> {
  const db = postgres.tables<HookTables>()
  const of = db
    .selectFrom('acquisition_claim')
    .select('id')
    .where('hook', '=', hook)
    .where('id', 'in', [...claims])
  return new Set((await of.execute()).map(({ id }) => id))
}

const shownKind = ({ kind, title, help, asks, handed, settings, cost }: (typeof hookKinds)[number]) => ({
  ...{ kind, title, help, asks, handed, cost },
  settings: z.toJSONSchema(settings, { io: 'input' }) as Record<string, unknown>,
})

/** Money is on its way as soon as it is promised; where it cannot go by itself the claim waits for a hand. */
async function payLater({ jobs }: HookDeps, hook: HookRow, row: ClaimRow, origin: string) {
  if (row.state === 'claimed' && hookKinds.some(({ kind, handed }) => kind === hook.kind && handed === 'transferred'))
    await jobs.enqueue(payJob, { claim: row.id, origin }, { key: row.id })
}

async function listHooks(
  deps: HookDeps,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  { origin = '' }: RequestContext,
) {
  let query = deps.postgres
    .tables<HookTables>()
    .selectFrom('acquisition_hook')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (/^\d{1,18}$/.test(cursor ?? '')) query = query.where('id', '<', cursor ?? '')
  const rows = await query.execute()
  const waiting = await waitingOf(
    deps.postgres,
    rows.map(({ id }) => id),
  )
  const items = rows.slice(0, limit).map((row) => shownHook(row, waiting.get(row.id) ?? 0, origin))
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}

/** Many phones stand behind one address of a carrier: a bound for machines, not for people. */
const perMinute = 240

/** Whether one more try is allowed from an address within the minute; it counts. */
function rateOf(now: () => number) {
  const tries = new Map<string, { from: number; count: number }>()
  return (ip: string): boolean => {
    if (tries.size > 20_000) tries.clear()
    const found = tries.get(ip)
    const one = found && now() - found.from < minute ? found : { from: now(), count: 0 }
    one.count += 1
    tries.set(ip, one)
    return one.count <= perMinute
  }
}
