import { z } from 'zod'
import { Id } from '#kit/api'
import { taskKind } from '#platform/tasks/kind'
import { lineOf } from '../core/trouble.ts'
import { findAccount } from './accounts.ts'
import type { SyncCounts } from './adapter.ts'
import type { CarrierDeps } from './deps.ts'
import type { Inbox } from './inbox.ts'
import type { CarrierTables } from './tables.ts'

type Deps = Pick<CarrierDeps, 'postgres' | 'vault' | 'log' | 'now'>

/** Reads an account anew, part by part: whatever changed without our being told, and everything at the first time. */
export const syncTask = (deps: Deps, inbox: Pick<Inbox, 'adapterOf'>) =>
  taskKind({
    kind: 'carriers.sync',
    title: { zh: '同步客户', en: 'Sync of customers' },
    rights: { read: 'carriers:read', write: 'carriers:write' },
    input: z.object({ account: Id }),
    counts: counted,
    about: ({ account }) => ({ zh: `账号 ${account}`, en: `Account ${account}` }),
    async total({ account: id }) {
      const count = await serving(deps, id)
      const account = await findAccount(deps.postgres.tables(), deps.vault, id)
      return (account && inbox.adapterOf(account).sync?.partsOf?.(count, account)) ?? count
    },
    async *steps({ account: id }, { before }) {
      const account = await findAccount(deps.postgres.tables(), deps.vault, id)
      const sync = account && inbox.adapterOf(account).sync
      if (!account || !sync) return
      const since = await begin(deps, id, Object.keys(before).length > 0)
      const parts = await sync.parts(account)
      if (!parts.ok) throw new Error(lineOf(parts.refusal))
      let counts = nothing
      for (const [i, name] of parts.value.entries()) {
        const got = await sync.part(account, name, since)
        counts = got.ok ? sum(counts, got.value) : { ...counts, failed: counts.failed + 1 }
        const error = got.ok ? got.value.why : lineOf(got.refusal)
        if (error !== undefined) deps.log.warn({ account: id, part: name, error }, 'part of an account not synced')
        yield { done: i + 1, counts }
      }
      const all = deps.postgres.tables<CarrierTables>().updateTable('carriers_account')
      await all
        .set({ synced_at: new Date(deps.now()), sync_from: null })
        .where('id', '=', id)
        .execute()
    },
  })

const counted = {
  relations: { zh: '好友关系', en: 'ties' },
  unseen: { zh: '已不在的关系', en: 'ties that are gone' },
  chats: { zh: '客户群', en: 'chat groups' },
  joined: { zh: '新看到的群成员', en: 'newly seen in chat groups' },
  left: { zh: '已不在群里的', en: 'gone from chat groups' },
  messages: { zh: '员工自己群发的消息', en: 'messages for many made elsewhere' },
  orders: { zh: '订单', en: 'orders' },
  unread: { zh: '没读到或没入账的订单', en: 'orders not read or not taken' },
  failed: { zh: '没读到的部分', en: 'parts not read' },
}

const nothing = { relations: 0, unseen: 0, chats: 0, joined: 0, left: 0, messages: 0, orders: 0, unread: 0, failed: 0 }

const sum = (all: typeof nothing, got: SyncCounts) => {
  const { relations = 0, unseen = 0, chats = 0, joined = 0, left = 0, messages = 0 } = got
  const { orders = 0, unread: untaken = 0 } = got
  return {
    ...{ relations: all.relations + relations, unseen: all.unseen + unseen, failed: all.failed },
    ...{ chats: all.chats + chats, joined: all.joined + joined, left: all.left + left },
    ...{ messages: all.messages + messages, orders: all.orders + orders, unread: all.unread + untaken },
  }
}

/** When this sync was begun (epoch ms): one that was broken off goes on where it was. */
async function begin({ postgres, now }: Deps, id: string, isAgain: boolean): Promise<number> {
  const db = postgres.tables<CarrierTables>()
  const row = await db.selectFrom('carriers_account').select('sync_from').where('id', '=', id).executeTakeFirst()
  const known = isAgain ? row?.sync_from : null
  const since = known ?? new Date(now())
  await db.updateTable('carriers_account').set({ sync_from: since }).where('id', '=', id).execute()
  return since.getTime()
}

async function serving({ postgres }: Deps, account: string): Promise<number> {
  const row = await postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_staff')
    .select((e) => e.fn.countAll<string>().as('count'))
    .where('account', '=', account)
    .where('serves', '=', true)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
