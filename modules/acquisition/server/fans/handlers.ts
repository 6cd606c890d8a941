import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { fans as contract, fanProblems } from '../../core/fansContract.ts'
import type { FanDeps } from './deps.ts'
import { type Counter, counter, fansOf, listFans, platformsOf, shownBatches } from './read.ts'
import type { FanTables } from './tables.ts'

/** The endpoints of fans. */
export function fanHandlers(deps: FanDeps) {
  const count = counter(deps)
  const os = implement(contract).$context<RequestContext>()
  const batchOf = async (id: string) => {
    const db = deps.postgres.tables<FanTables>()
    const row = await db.selectFrom('acquisition_fan_batch').selectAll().where('import', '=', id).executeTakeFirst()
    return row ?? refuse(fanProblems, 'no-such-batch')
  }
  return os.router({
    batches: os.batches.handler(async ({ input }) => listBatches(deps, count, input)),
    platforms: os.platforms.handler(async () => ({ items: await platformsOf(deps, count) })),
    batch: os.batch.handler(async ({ input }) => {
      const [one] = await shownBatches(deps, count, [await batchOf(input.id)])
      return one ?? refuse(fanProblems, 'no-such-batch')
    }),
    fans: os.fans.handler(async ({ input }) => {
      await batchOf(input.batch)
      return listFans(deps, input, input)
    }),
    segment: os.segment.handler(async ({ input, context }) => {
      const { platform } = await batchOf(input.batch)
      const found = new Set<string>()
      for await (const { standing } of fansOf(deps, input))
        if (standing && !standing.excluded) found.add(standing.person)
      const persons = [...found]
      if (persons.length === 0) refuse(fanProblems, 'nobody-there')
      const asked = { name: input.name, note: `${platform} #${input.batch}`, persons }
      return { segment: await deps.listOf(asked, nameOf(context.actor)), people: persons.length }
    }),
  })
}

async function listBatches(
  deps: FanDeps,
  count: Counter,
  { cursor, limit, platform }: { cursor?: string | undefined; limit: number; platform?: string | undefined },
) {
  let query = deps.postgres
    .tables<FanTables>()
    .selectFrom('acquisition_fan_batch')
    .selectAll()
    .orderBy('import', 'desc')
    .limit(limit + 1)
  if (platform) query = query.where('platform', '=', platform)
  if (/^\d{1,18}$/.test(cursor ?? '')) query = query.where(sql<boolean>`import < ${cursor}::bigint`)
  const rows = await query.execute()
  const items = await shownBatches(deps, count, rows.slice(0, limit))
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}
