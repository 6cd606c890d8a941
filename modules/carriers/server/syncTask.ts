import { z } from 'zod'
import { Id } from '#kit/api'
import { taskKind } from '#platform/tasks/kind'
import { lineOf } from '../core/trouble.ts'
import { findAccount } from './accounts.ts'
import type { CarrierDeps } from './deps.ts'
import type { Inbox } from './inbox.ts'
import type { CarrierTables } from './tables.ts'

/** Reads an account anew, part by part: whatever changed without our being told, and everything at the first time. */
export const syncTask = (deps: CarrierDeps, inbox: Pick<Inbox, 'adapterOf'>) =>
  taskKind({
    kind: 'carriers.sync',
    title: { zh: '同步客户', en: 'Sync of customers' },
    rights: { read: 'carriers:read', write: 'carriers:write' },
    input: z.object({ account: Id }),
    counts: {
      relations: { zh: '好友关系', en: 'ties' },
      unseen: { zh: '已不在的关系', en: 'ties that are gone' },
      failed: { zh: '没读到的员工', en: 'members not read' },
    },
    about: ({ account }) => ({ zh: `账号 ${account}`, en: `Account ${account}` }),
    total: ({ account }) => serving(deps, account),
    async *steps({ account: id }) {
      const account = await findAccount(deps.postgres.tables(), deps.vault, id)
      const sync = account && inbox.adapterOf(account).sync
      if (!account || !sync) return
      const parts = await sync.parts(account)
      if (!parts.ok) throw new Error(lineOf(parts.refusal))
      const counts = { relations: 0, unseen: 0, failed: 0 }
      for (const [i, name] of parts.value.entries()) {
        const got = await sync.part(account, name)
        counts.relations += got.ok ? got.value.relations : 0
        counts.unseen += got.ok ? got.value.unseen : 0
        counts.failed += got.ok ? 0 : 1
        if (!got.ok)
          deps.log.warn({ account: id, part: name, error: lineOf(got.refusal) }, 'part of an account not synced')
        yield { done: i + 1, counts: { ...counts } }
      }
      const all = deps.postgres.tables<CarrierTables>().updateTable('carriers_account')
      await all
        .set({ synced_at: new Date(deps.now()) })
        .where('id', '=', id)
        .execute()
    },
  })

async function serving({ postgres }: CarrierDeps, account: string): Promise<number> {
  const row = await postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_staff')
    .select((e) => e.fn.countAll<string>().as('count'))
    .where('account', '=', account)
    .where('serves', '=', true)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
