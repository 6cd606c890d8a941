import { implement } from '@orpc/server'
import type { z } from 'zod'
import { day, minute } from '#kit/time'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { type sendSchema, sends } from '../../core/sendsContract.ts'
import { variablesIn } from '../../core/welcome.ts'
import { type Account, findAccount } from '../accounts.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import type { CarrierTables } from '../tables.ts'
import type { SendDeps } from './ports.ts'
import { previewOf } from './preview.ts'
import { settle } from './settle.ts'
import { membersOfSend, peopleOfSend, shownSends } from './shown.ts'
import type { SendRow, SendTables, UnitRow } from './tables.ts'

/** So long a send can be stopped before anything leaves. */
const hold = minute
const remindersADay = 3

export type SendHandlerDeps = SendDeps & {
  /** The send may go on now. */
  readonly wake: () => void
}

/** The endpoints of sends. */
export function sendHandlers(deps: SendHandlerDeps) {
  const os = implement(sends).$context<RequestContext>()
  const one = async (id: string) =>
    (await shownSends(deps, { ids: [id], limit: 1 }))[0] ?? refuseCarrier('no-such-send')
  return os.router({
    list: os.list.handler(async ({ input: { account, cursor, limit } }) => {
      const rows = await shownSends(deps, { account, below: cursor, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    }),
    get: os.get.handler(({ input }) => one(input.id)),
    preview: os.preview.handler(async ({ input }) => {
      const account = await wecomAccount(deps, input.account)
      const at = input.startAt === undefined ? deps.now() + hold : Date.parse(input.startAt)
      const { segment, people, purpose, staff = null } = input
      return previewOf(deps, { account, purpose, staff, at: Math.max(at, deps.now()) }, { segment, people })
    }),
    create: os.create.handler(async ({ input, context }) => {
      const id = await create(deps, input, nameOf(context.actor))
      deps.wake()
      return one(id)
    }),
    stop: os.stop.handler(async ({ input, context }) => {
      await stop(deps, input.id, nameOf(context.actor))
      return one(input.id)
    }),
    remind: os.remind.handler(({ input, context }) => remind(deps, input, nameOf(context.actor))),
    members: os.members.handler(async ({ input }) => {
      await one(input.id)
      return { items: await membersOfSend(deps, input.id) }
    }),
    people: os.people.handler(async ({ input }) => {
      await one(input.id)
      return peopleOfSend(deps, input)
    }),
  })
}

async function wecomAccount(deps: SendDeps, id: string) {
  const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, id)
  if (!account) return refuseCarrier('no-such-account')
  if (account.kind !== 'wecom') refuseCarrier('not-a-wecom')
  if (!account.on) refuseCarrier('switched-off')
  return account
}

async function create(deps: SendDeps, given: z.output<typeof sendSchema>, by: string): Promise<string> {
  const account = await wecomAccount(deps, given.account)
  const named = variablesIn(given.content.text)
  if (!named.ok) refuseCarrier('unknown-variable', named.refusal.unknown)
  // One task has one text for all of its customers: WeCom fills nothing in.
  if (named.ok && named.value.size > 0) refuseCarrier('no-variables-here', [...named.value].join(' '))
  const { name, purpose, content, segment = null, people = null, staff = null } = given
  if (segment !== null && (await deps.membersOf(segment, '0', 1)) === null) refuseCarrier('no-such-segment')
  const asked = given.startAt === undefined ? 0 : Date.parse(given.startAt)
  const startAt = new Date(Math.max(asked, deps.now() + hold))
  return deps.postgres.transaction(async (tx) => {
    const { id } = await tx
      .tables<SendTables>()
      .insertInto('carriers_send')
      .values({
        ...{ account: account.id, name, purpose, segment, people, staff, state: 'held' as const },
        content: JSON.stringify(content) as never,
        ...{ start_at: startAt, look_at: startAt },
        ...{ made_by: by, made_at: new Date(deps.now()), ended_at: null, error: null },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'send.planned', id, { name, purpose, segment, people: people?.length ?? null })
    return id
  })
}

/** First nothing more leaves, then what members have not confirmed is called back. */
async function stop(deps: SendDeps, id: string, by: string) {
  const db = deps.postgres.tables<SendTables>()
  const send = await deps.postgres.transaction(async (tx) => {
    const own = tx.tables<SendTables>()
    const row = await own.selectFrom('carriers_send').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    if (!row) return refuseCarrier('no-such-send')
    if (row.state === 'done') refuseCarrier('is-over')
    // A stop that the platform broke off is asked for again.
    if (row.state === 'stopped') return row
    const set = { state: 'stopped' as const, ended_at: new Date(deps.now()) }
    await own.updateTable('carriers_send').set(set).where('id', '=', id).execute()
    await audit(tx, by, 'send.stopped', id, { name: row.name })
    return row
  })
  const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, send.account)
  const units = await db.selectFrom('carriers_send_unit').selectAll().where('send', '=', id).execute()
  for (const unit of units.filter(({ state }) => state !== 'sent' && state !== 'failed')) {
    // Marked first: whoever is just asking for it then sees that it is to be called back.
    await db.updateTable('carriers_send_unit').set({ state: 'stopped' }).where('id', '=', unit.id).execute()
    if (account) await callBack(deps, account, send, unit)
  }
  const left = await db
    .selectFrom('carriers_send_person')
    .select('person')
    .where('send', '=', id)
    .where('state', 'in', ['planned', 'asked'])
    .execute()
  await settle(
    deps,
    id,
    left.map(({ person }) => person),
    'stopped',
  )
}

/** Calls a task back, also one that was asked for and of which nothing was heard. */
async function callBack(deps: SendDeps, account: Account, { content }: SendRow, { userid, msgid, asked_at }: UnitRow) {
  let task = msgid
  if (task === null && asked_at !== null) {
    const found = await deps.masses.find(account, { userid, externals: [], content }, asked_at.getTime())
    if (!found.ok) refuseByPlatform(found.refusal)
    task = found.ok ? found.value : null
  }
  if (task === null) return
  const done = await deps.masses.cancel(account, task)
  if (!done.ok && done.refusal.meaning !== 'gone') refuseByPlatform(done.refusal)
}

async function remind(deps: SendDeps, { id, staff }: { id: string; staff?: string[] | undefined }, by: string) {
  const db = deps.postgres.tables<SendTables>()
  const send = await db.selectFrom('carriers_send').selectAll().where('id', '=', id).executeTakeFirst()
  if (!send) return refuseCarrier('no-such-send')
  const account = await wecomAccount(deps, send.account)
  const all = await db
    .selectFrom('carriers_send_unit')
    .selectAll()
    .where('send', '=', id)
    .where('state', '=', 'waiting')
    .execute()
  const asked = all.filter(({ userid }) => staff === undefined || staff.includes(userid))
  const recent = ({ reminders }: UnitRow) => reminders.filter((at) => at.getTime() > deps.now() - day)
  const may = asked.filter((unit) => recent(unit).length < remindersADay)
  for (const unit of may) {
    const done = await deps.masses.remind(account, unit.msgid ?? '')
    if (!done.ok) refuseByPlatform(done.refusal)
    const reminders = [...recent(unit), new Date(deps.now())]
    await db.updateTable('carriers_send_unit').set({ reminders }).where('id', '=', unit.id).execute()
  }
  await deps.postgres.transaction((tx) =>
    audit(tx, by, 'send.reminded', id, { members: may.map(({ userid }) => userid) }),
  )
  return { reminded: may.length, tooOften: asked.length - may.length }
}
