import { implement } from '@orpc/server'
import type { RequestContext } from '#platform/http/context'
import { metricCatalogue } from '../core/metricContract.ts'
import { metricNames, metricSources, metrics } from '../core/metrics.ts'
import { creditQuery } from './credit/orders.ts'
import { poolDaily } from './daily.ts'
import { tallies } from './gmv.ts'
import { poolStock } from './pool.ts'

/** The named queries that the catalogue refers to: the very ones that answer. */
const queries = new Map([tallies.period, poolStock, poolDaily, creditQuery].map(({ name, sql }) => [name, sql.trim()]))

/** The catalogue of metrics, for screens, other programs and whoever asks what a number means. */
export function metricHandlers() {
  const os = implement(metricCatalogue).$context<RequestContext>()
  return os.router({
    list: os.list.handler(() => ({
      items: metricNames.map((name) => {
        const { source, ...metric } = metrics[name]
        const { endpoint, query } = metricSources[source]
        return { name, ...metric, endpoint, query, sql: query === null ? null : (queries.get(query) ?? null) }
      }),
    })),
  })
}
