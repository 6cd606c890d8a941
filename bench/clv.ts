import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Olap, openOlap } from '#platform/clickhouse/olap'
import { migrateClickhouse } from '#platform/migrate'
import { fitModels, grouped } from '../modules/insight/core/clv/fit.ts'
import { expectedValue } from '../modules/insight/core/clv/value.ts'
import { fitted } from '../modules/insight/server/clv/fitted.ts'
import { buyersAfter, readHistories } from '../modules/insight/server/clv/purchases.ts'
import { buyerOf } from '../modules/insight/server/clv/task.ts'
import { ms, table, whole } from './figures.ts'
import { root } from './siyu.ts'

const zone = 'Asia/Shanghai'
const end = '2024-12-31'
const most = 5000

/**
 * Customer value of generated buyers, from the orders in the store to the parameters (P8: 300,000 within 5 s on one core),
 * with the longest that another request of the process would have waited, and the values of everybody after it.
 */
export async function benchClv(sizes: { people: number; small: number }) {
  const columns = [await measure(sizes.small), await measure(sizes.people)]
  const line = (name: string, of: (figures: Figures) => string) => [name, ...columns.map(of)]
  table(`customer value, BG/NBD and Gamma-Gamma by week; ${availableParallelism()} cores here, the fit takes one`, [
    line('', (f) => `${whole(f.people)} people`),
    line('orders', (f) => whole(f.orders)),
    line('fit alone, one core', (f) => `${ms(f.cpu)}${bar(f)}`),
    line('steps of the searches', (f) => f.steps),
    line('orders read and fit, by the clock', (f) => ms(f.fit)),
    line('longest wait meanwhile', (f) => ms(f.wait)),
    line('values of everybody', (f) => ms(f.values)),
    line('r, alpha, a, b', (f) => f.parameters),
  ])
}

const bar = ({ people, cpu }: Figures) => (people < 300_000 ? '' : cpu <= most ? ' ≤ 5 s' : ' ABOVE 5 s')

type Figures = Awaited<ReturnType<typeof measure>>

async function measure(people: number) {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  const olap = openOlap({ path: join(folder, 'olap') })
  try {
    await migrateClickhouse(olap, root)
    await olap.command(ordersOf(people))
    const orders = Number((await olap.bytes('select count() from orders format TSV')).toString('utf8'))
    const question = { calibrationEnd: end, unit: 'week', scope: 'direct', pareto: false } as const
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const from = performance.now()
    const found = await fitted(olap, question, zone)
    const fit = performance.now() - from
    delay.disable()
    if (!found.ok) throw new Error(found.refusal)
    const { cpu, steps } = await fitAlone(olap)
    const started = performance.now()
    let worth = 0
    for (let after = '0'; ; ) {
      const rows = await buyersAfter(olap, { zone, end, scope: 'direct' }, after, 50_000)
      const last = rows.at(-1)
      if (!last) break
      for (const row of rows) worth += expectedValue(found.value, buyerOf(row), 52).clv
      after = last.who
    }
    const values = performance.now() - started
    if (!(worth > 0)) throw new Error('nobody is worth anything')
    const { r, alpha, a, b } = found.value.bgnbd
    const parameters = [r, alpha, a, b].map((one) => one.toFixed(3)).join(' ')
    return { people, orders, fit, cpu, steps, wait: delay.max / 1e6, values, parameters }
  } finally {
    await olap.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

/** The fit without reading, in this thread: what it takes of one core, and how many steps the searches made. */
async function fitAlone(olap: Olap) {
  const { columns } = await readHistories(olap, { zone, end, scope: 'direct' })
  const before = process.cpuUsage()
  const { buyers, spends } = grouped(columns, 7)
  const found = fitModels({ buyers, spends, pareto: false })
  const { user, system } = process.cpuUsage(before)
  if (!found.ok) throw new Error(found.refusal)
  return { cpu: (user + system) / 1000, steps: `${found.value.bgnbd.steps} and ${found.value.gammaGamma.steps}` }
}

/** Buyers with paces of their own over a year, half of them gone after some time. */
const ordersOf = (people: number) => `
insert into orders (id, version, source, order_no, identity, person, paid_at, gross, refunded, net, source_kind, deleted)
select rowNumberInAllBlocks() + 1, 1, 'shop', toString(rowNumberInAllBlocks()), person, person,
  toDateTime64('2024-01-01 00:00:00', 3, 'UTC') + toIntervalSecond(first + at), spent, 0, spent, 'private', 0
from (
  select number + 1 as person, cityHash64(number, 1) % 25000000 as first,
    toUInt64(864000 - log((cityHash64(number, 2) % 999983 + 1) / 999984) * 5000000) as gap,
    if(cityHash64(number, 3) % 2 = 0, cityHash64(number, 4) % 15000000, 31000000) as stays,
    arrayJoin(arrayFilter(t -> t <= stays and first + t < 31000000, arrayMap(k -> k * gap, range(0, 30)))) as at,
    toInt64(3000 + cityHash64(number, 5) % 20000 + cityHash64(number, at, 6) % 4000) as spent
  from numbers(${people})
)`
