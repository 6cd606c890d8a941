import { implement } from '@orpc/server'
import { sql } from 'kysely'
import type { z } from 'zod'
import { minute } from '#kit/time'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import type { Tx } from '#platform/postgres/postgres'
import { type transferSchema, transfers } from '../../core/transfersContract.ts'
import { refuseCarrier } from '../problems.ts'
import { chatsOf, codesOf, customersOf, givingAccount, memberNamed, membersOf, planOf, sendsOf } from './plan.ts'
import type { TransferDeps } from './ports.ts'
import { customersOfTransfer, partsOfTransfer, shownTransfers } from './shown.ts'
import type { TransferTables } from './tables.ts'

/** So long a hand-over can be stopped before the platform hears of it. */
const hold = minute

export type TransferHandlerDeps = TransferDeps & {
  /** The hand-over may go on now. */
  readonly wake: () => void
}

/** The endpoints of hand-overs. */
export function transferHandlers(deps: TransferHandlerDeps) {
  const os = implement(transfers).$context<RequestContext>()
  const one = async (id: string) =>
    (await shownTransfers(deps, { ids: [id], limit: 1 }))[0] ?? refuseCarrier('no-such-transfer')
  return os.router({
    hanging: os.hanging.handler(({ input }) => hanging(deps, input.account, input.userid)),
    preview: os.preview.handler(({ input }) => preview(deps, input)),
    create: os.create.handler(async ({ input, context }) => {
      const id = await create(deps, input, nameOf(context.actor))
      deps.wake()
      return one(id)
    }),
    list: os.list.handler(async ({ input: { account, cursor, limit } }) => {
      const rows = await shownTransfers(deps, { account, below: cursor, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    }),
    get: os.get.handler(({ input }) => one(input.id)),
    stop: os.stop.handler(async ({ input, context }) => {
      await stop(deps, input.id, nameOf(context.actor))
      return one(input.id)
    }),
    customers: os.customers.handler(async ({ input }) => {
      await one(input.id)
      return customersOfTransfer(deps, input)
    }),
    parts: os.parts.handler(async ({ input }) => {
      await one(input.id)
      return partsOfTransfer(deps, input.id)
    }),
  })
}

async function hanging(deps: TransferDeps, id: string, userid: string) {
  const { account, port } = await givingAccount(deps, id)
  const member = await memberNamed(deps, account.id, userid)
  const [customers, chats, codes, sends, members] = await Promise.all([
    customersOf(deps, account, member),
    chatsOf(deps, account.id, userid),
    codesOf(deps, account.id, userid),
    sendsOf(deps, account.id, userid),
    membersOf(deps, account.id),
  ])
  const { may, ...held } = customers
  return {
    member: { userid, name: member.name, left: member.left },
    ...{ customers: may.length, ...held, chats, codes, sends },
    takers: members
      .filter((one) => one.serves && one.userid !== userid)
      .map(({ userid: taker, name, customers: now }) => ({
        ...{ userid: taker, name, customers: now, room: Math.max(0, port.capacity(account) - now) },
      })),
  }
}

type Asked = Pick<z.output<typeof transferSchema>, 'account' | 'from' | 'to' | 'customers' | 'chats' | 'codes'>

async function preview(deps: TransferDeps, asked: Asked) {
  const { takers, customers, codes, shared, chatsShared } = await planOf(deps, asked)
  const { may, ...held } = customers
  return {
    ...{ customers: may.length - shared.left.length, noRoom: shared.left.length, ...held, codes: codes.length },
    takers: takers.map(({ userid, name, room, customers: now }) => ({
      ...{ userid, name, now, room },
      ...{ customers: shared.given.get(userid)?.length ?? 0, chats: chatsShared.given.get(userid)?.length ?? 0 },
    })),
  }
}

async function create(deps: TransferDeps, given: z.output<typeof transferSchema>, by: string): Promise<string> {
  const plan = await planOf(deps, given)
  const { account, giver, takers, codes, shared, chatsShared } = plan
  const customers = [...shared.given.values()].flat().length
  const chats = [...chatsShared.given.values()].flat().length
  if (customers + chats + codes.length === 0) return refuseCarrier('nothing-to-hand-over')
  const startAt = new Date(deps.now() + hold)
  return deps.postgres.transaction(async (tx) => {
    const { id } = await tx
      .tables<TransferTables>()
      .insertInto('carriers_transfer')
      .values({
        ...{ account: account.id, giver: giver.userid, has_left: giver.left, message: given.message ?? null },
        ...{ takers: takers.map(({ userid }) => userid), state: 'held' as const, start_at: startAt, look_at: startAt },
        ...{ made_by: by, made_at: new Date(deps.now()), ended_at: null, error: null },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await writeParts(tx, id, plan)
    const to = takers.map(({ userid }) => userid)
    await audit(tx, by, 'transfer.planned', id, { from: giver.userid, to, customers, chats, codes: codes.length })
    return id
  })
}

async function writeParts(tx: Tx, id: string, { shared, chatsShared, codes }: Awaited<ReturnType<typeof planOf>>) {
  const db = tx.tables<TransferTables>()
  for (const [taker, contacts] of shared.given)
    await sql`insert into carriers_transfer_customer (transfer, contact, taker, state)
      select ${id}::bigint, c, ${taker}, 'planned' from unnest(${contacts}::bigint[]) as c`.execute(db)
  for (const [taker, chats] of chatsShared.given)
    await sql`insert into carriers_transfer_chat (transfer, chat, taker, state)
      select ${id}::bigint, c, ${taker}, 'planned' from unnest(${chats}::bigint[]) as c`.execute(db)
  await sql`insert into carriers_transfer_code (transfer, code, state)
    select ${id}::bigint, c, 'planned' from unnest(${codes.map((code) => code.id)}::bigint[]) as c`.execute(db)
}

/** What was asked for cannot be called back: those are waited for. */
async function stop(deps: TransferHandlerDeps, id: string, by: string) {
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<TransferTables>()
    const all = db.selectFrom('carriers_transfer').selectAll().where('id', '=', id).forUpdate()
    const row = (await all.executeTakeFirst()) ?? refuseCarrier('no-such-transfer')
    if (row.state === 'done') refuseCarrier('is-over')
    if (row.state === 'stopped') return
    const at = new Date(deps.now())
    await db.updateTable('carriers_transfer').set({ state: 'stopped', look_at: at }).where('id', '=', id).execute()
    for (const part of ['carriers_transfer_customer', 'carriers_transfer_chat', 'carriers_transfer_code'] as const)
      await db
        .updateTable(part)
        .set({ state: 'stopped' })
        .where('transfer', '=', id)
        .where('state', '=', 'planned')
        .execute()
    await audit(tx, by, 'transfer.stopped', id, { from: row.giver })
  })
  deps.wake()
}
