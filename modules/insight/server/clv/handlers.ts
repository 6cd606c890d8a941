import { implement } from '@orpc/server'
import type { RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { StartTask } from '#platform/tasks/kind'
import { clv, clvProblems, type PersonValueReply } from '../../core/clvContract.ts'
import { fitted } from './fitted.ts'
import { bandsOf, type ClvTables, modelInUse, type ValueRow, valueOfPerson, valuePage } from './store.ts'
import { type ClvTaskDeps, startClv } from './task.ts'

export interface ClvDeps extends ClvTaskDeps {
  startTask: StartTask
}

/** Customer lifetime value. */
export function clvHandlers(deps: ClvDeps) {
  const os = implement(clv).$context<RequestContext>()
  const inUse = () => modelInUse(deps.postgres.tables<ClvTables>())
  return os.router({
    fit: os.fit.handler(async ({ input }) => {
      const { zone } = await deps.settings()
      const { calibrationEnd, holdoutEnd } = input
      if (holdoutEnd !== undefined && holdoutEnd <= calibrationEnd) refuse(clvProblems, 'holdout-before-calibration')
      const found = await fitted(deps.olap, input, zone)
      return found.ok ? found.value : refuse(clvProblems, found.refusal)
    }),
    card: os.card.handler(async () => ({ card: (await inUse())?.card ?? null })),
    run: os.run.handler(async ({ input, context }) => ({ task: await startClv(deps.startTask, input, context) })),
    bands: os.bands.handler(async () => {
      const model = await inUse()
      const rows = model ? await bandsOf(deps.olap, model.version) : []
      return { items: rows.map(({ low, high, ...row }) => ({ ...row, clvBand: { low, high } })) }
    }),
    people: os.people.handler(async ({ input: { band = 0, cursor, limit } }) => {
      const model = await inUse()
      if (!model) return { items: [] }
      const offset = Number(/^\d{1,9}$/.exec(cursor ?? '')?.[0] ?? 0)
      const rows = await valuePage(deps.olap, { version: model.version, band, offset, limit: limit + 1 })
      const items = rows.slice(0, limit).map((row) => ({ ...shown(row), person: row.person, repeats: row.repeats }))
      return rows.length > limit ? { items, next: String(offset + limit) } : { items }
    }),
    person: os.person.handler(async ({ input }) => ({ value: await personValue(deps, input.person) })),
  })
}

function shown({ alive, orders, orders_low, orders_high, spend, clv: worth, clv_low, clv_high }: ValueRow) {
  return {
    ...{ alive, orders, spend, clv: worth },
    ordersBand: { low: orders_low, high: orders_high },
    clvBand: { low: clv_low, high: clv_high },
  }
}

/** Port: what is expected of a unified person; null before the first run and for whoever never bought. */
export async function personValue(
  { postgres, olap }: Pick<ClvDeps, 'postgres' | 'olap'>,
  person: string,
): Promise<PersonValueReply | null> {
  const model = await modelInUse(postgres.tables<ClvTables>())
  const row = model && (await valueOfPerson(olap, model.version, person))
  if (!row) return null
  return { ...shown(row), at: model.card.at, horizonWeeks: model.card.horizonWeeks }
}
