import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openOlap } from '#platform/clickhouse/olap'
import { migrateClickhouse } from '#platform/migrate'
import { chainOf } from '../modules/insight/core/chain.ts'
import { chainGroups, chainPeople, chainTroubles } from '../modules/insight/server/chain.ts'
import { median, ms, table, whole } from './figures.ts'
import { root } from './siyu.ts'

const runs = 7
const spreadDays = 60
const rangeDays = 30

/** The doctor over a generated log: the report, the troubles beside it, and pages of people, at two sizes in one run. */
export async function benchChain(sizes: { people: number; small: number; visits: number }) {
  const columns = [await measure(sizes.small, sizes.visits), await measure(sizes.people, sizes.visits)]
  const line = (name: string, of: (figures: Figures) => string) => [name, ...columns.map(of)]
  table(`the chain over ${rangeDays} of ${spreadDays} days, ${sizes.visits} events a person, median of ${runs}`, [
    line('', (f) => `${whole(f.people)} people`),
    line('seen in the range', (f) => whole(f.seen)),
    line('report', (f) => ms(f.report)),
    line('troubles beside it', (f) => ms(f.troubles)),
    line('first page of people', (f) => ms(f.first)),
    line('page in the middle', (f) => ms(f.middle)),
  ])
}

type Figures = Awaited<ReturnType<typeof measure>>

async function measure(people: number, visits: number) {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  const olap = openOlap({ path: join(folder, 'olap') })
  try {
    await migrateClickhouse(olap, root)
    const now = Date.now()
    for (const sql of worldOf(people, visits)) await olap.command(sql)
    const question = { from: now - rangeDays * 86_400_000, to: now, clients: [1] }
    const { people: seen } = chainOf(await chainGroups(olap, question))
    const page = { hop: 'contact', side: 'broken', limit: 51 } as const
    const before = String(people >> 1)
    return {
      ...{ people, seen },
      report: await timed(() => chainGroups(olap, question)),
      troubles: await timed(() => chainTroubles(olap, question)),
      first: await timed(() => chainPeople(olap, question, page)),
      middle: await timed(() => chainPeople(olap, question, { ...page, before })),
    }
  } finally {
    await olap.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

/** Two thirds have an openid, half a unionid, two fifths a contact, a third a phone, a fifth an order; one in ten is merged. */
function worldOf(people: number, visits: number): string[] {
  const ago = (rows: string) => `now64(3) - toIntervalSecond(cityHash64(${rows}) % ${spreadDays * 86_400})`
  const some = (salt: number, of: number) => `cityHash64(number, ${salt}) % 60 < ${of}`
  const from = (rows: number) => `from numbers(1, ${rows})`
  return [
    `insert into events (received, at, source, key, type, event, identity, person, properties, context)
      select ${ago('number, 1')}, ${ago('number, 1')}, 1, number, 'page', '$pageview', number % ${people} + 1, number % ${people} + 1, '{}',
        if(number % 3 = 0, '{"client":{"app":"wechat"}}', '{"client":{"browser":"Chrome"}}') ${from(people * visits)}`,
    `insert into id_types select number, 1, arrayFilter(t -> t != '', [if(${some(1, 40)}, 'openid:wx' || toString(number % 3), ''),
      if(${some(2, 30)}, 'unionid', ''), if(${some(3, 24)}, 'external_userid:corp', ''), if(${some(4, 20)}, 'phone', '')]),
      if(${some(5, 3)}, ['phone'], []) ${from(people)}`,
    `insert into people select number, 1, ${ago('number, 2')}, 'self', 0, 'source ' || toString(number % 20), '', number % 500 = 0, 0 ${from(people)}`,
    `insert into carriers select number, 1, number, number, 'wecom', 'a', ${ago('number, 3')}, null, 0 ${from(people)} where ${some(3, 24)}`,
    `insert into orders (id, version, source, order_no, person, paid_at, gross, net) select number, 1, 'shop', toString(number),
      if(number % 20 = 0, 0, number), ${ago('number, 4')}, 100, 100 ${from(people)} where ${some(6, 12)}`,
    `insert into overrides select number, number - 1, 1 ${from(people)} where number % 10 = 0`,
    'system reload dictionary person_override',
  ]
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const from = performance.now()
    await work()
    times.push(performance.now() - from)
  }
  return median(times)
}
