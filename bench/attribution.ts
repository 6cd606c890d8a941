import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openOlap } from '#platform/clickhouse/olap'
import { migrateClickhouse } from '#platform/migrate'
import { type AttributionModel, attributionModels } from '../modules/insight/core/attribution/models.ts'
import type { AttributionQuestion } from '../modules/insight/core/attributionContract.ts'
import { readParts } from '../modules/insight/server/attribution/report.ts'
import { median, ms, table, whole } from './figures.ts'
import { root } from './siyu.ts'

const runs = 5
const [from, to] = [Date.UTC(2024, 0, 1), Date.UTC(2024, 2, 1)]

/** Everything the seven models need, against hand-written SQL for one of them on the same events without merges. */
export async function benchAttribution({ people, visits }: { people: number; visits: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  const olap = openOlap({ path: join(folder, 'olap') })
  try {
    await migrateClickhouse(olap, root)
    for (const sql of worldOf(people, visits)) await olap.command(sql)
    const question: AttributionQuestion = {
      conversion: { event: 'bought', value: 'yuan' },
      touch: { event: 'seen', dimension: 'channel', on: 'event' },
      lookbackDays: 30,
      range: { from: '', to: '' },
      halfLifeDays: 7,
      order: 1,
      shape: 'all',
    }
    const ask = (models: readonly AttributionModel[]) => readParts(olap, question, { from, to }, models)
    const parts = await ask(['linear'])
    const [all, one, linear, last] = await inTurn([
      () => ask(attributionModels),
      () => ask(['linear']),
      () => olap.bytes(handWritten),
      () => olap.bytes(lastTouch),
    ])
    table(`attribution: ${whole(people * visits)} events, ${whole(people)} people, median of ${runs}`, [
      ['conversions with a touch', whole(parts.total.conversions)],
      [`all ${attributionModels.length} models, paths and people`, ms(all)],
      ['linear alone, paths and people', ms(one)],
      [
        'hand-written linear without null paths',
        `${ms(linear)} (linear alone ${(one / linear).toFixed(2)} ×, all ${(all / linear).toFixed(2)} ×)`,
      ],
      ['hand-written last touch', ms(last)],
    ])
  } finally {
    await olap.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

const at = (salt: number) =>
  `toDateTime64('2024-01-01 00:00:00', 3, 'UTC') + toIntervalSecond(cityHash64(number, ${salt}) % ${60 * 86_400})`

function worldOf(people: number, visits: number): string[] {
  const rows = (event: string, count: number, properties: string, salt: number) =>
    `insert into events (received, at, source, key, type, event, identity, person, properties, context)
      select ${at(salt)}, ${at(salt)}, 1, number + ${salt} * 100000000, 'track', '${event}', number % ${people} + 1, number % ${people} + 1,
        ${properties}, '{}' from numbers(${count})`
  return [
    rows('seen', people * visits, `concat('{"channel":"c', toString(cityHash64(number, 9) % 12), '"}')`, 1),
    rows('bought', Math.floor(people / 3), `concat('{"yuan":', toString(number % 300 + 1), '}')`, 2),
    `insert into overrides select number, number - 1, 1 from numbers(1, ${people}) where number % 100 = 0`,
    'system reload dictionary person_override',
  ]
}

const range = "at >= '2024-01-01' and at < '2024-03-01'"
// What somebody would write for one question: paths of the conversions, their touches in equal parts.
const handWritten = `
select key, sum(1 / n) as credit from (
  select length(path) as n, arrayJoin(path) as key from (
    select arrayMap(t -> t.2, arrayFilter(t -> t.1 <= goal and t.1 >= goal - toIntervalDay(30), touches)) as path
    from (
      select person, arraySort(groupArrayIf((at, properties.channel.:String), event = 'seen')) as touches,
        groupArrayIf(at, event = 'bought') as goals
      from events where event in ('seen', 'bought') and ${range} group by person
    ) array join goals as goal
  )
) group by key order by credit desc format Null`
const lastTouch = `
select channel, count() from (select person, at from events where event = 'bought' and ${range}) as goals
asof join (select person, at, properties.channel.:String as channel from events where event = 'seen' and ${range}) as touches
on goals.person = touches.person and goals.at >= touches.at group by channel format Null`

/** Ms of each in turn, so that other work on the machine falls on all. */
async function inTurn<T extends readonly (() => Promise<unknown>)[]>(
  works: [...T],
): Promise<{ [K in keyof T]: number }> {
  const times: number[][] = works.map(() => [])
  for (let run = 0; run < runs; run += 1)
    for (const [i, work] of works.entries()) {
      const started = performance.now()
      await work()
      times[i]?.push(performance.now() - started)
    }
  return times.map(median) as { [K in keyof T]: number }
}
