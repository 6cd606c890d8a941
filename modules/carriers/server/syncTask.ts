import { z } from 'zod'
import { Id } from '#kit/api'
import { taskKind } from '#platform/tasks/kind'
import { findAccount } from './accounts.ts'
import type { CarrierDeps } from './deps.ts'
import type { Syncs } from './syncs.ts'
import type { CarrierTables } from './tables.ts'

/** Reads an account anew, member by member: whatever changed without our being told, and everything at the first time. */
export const syncTask = (deps: CarrierDeps, syncs: Syncs) =>
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
    async total({ account }) {
      const rows = await deps.postgres
        .tables<CarrierTables>()
        .selectFrom('carriers_staff')
        .select((e) => e.fn.countAll<string>().as('count'))
        .where('account', '=', account)
        .where('serves', '=', true)
        .executeTakeFirst()
      return Number(rows?.count ?? 0)
    },
    async *steps({ account: id }) {
      const account = await findAccount(deps.postgres.tables(), deps.vault, id)
      const counts = { relations: 0, unseen: 0, failed: 0 }
      if (!account) return
      const team = await syncs.team(account)
      if (!team.ok) throw new Error(`${team.refusal.code} ${team.refusal.text}`)
      let done = 0
      for (const userid of team.value) {
        const got = await syncs.member(account, userid)
        done += 1
        if (got.ok) {
          counts.relations += got.value.relations
          counts.unseen += got.value.unseen
        } else {
          counts.failed += 1
          deps.log.warn({ account: id, userid, error: got.refusal.text }, 'member not synced')
        }
        yield { done, counts: { ...counts } }
      }
      const at = new Date(deps.now())
      await deps.postgres
        .tables<CarrierTables>()
        .updateTable('carriers_account')
        .set({ synced_at: at })
        .where('id', '=', id)
        .execute()
    },
  })
