import { dateText, day, nextStart, parseTime, startOf } from '#kit/time'
import type { Tally } from '../../core/board.ts'
import type { DayFacts } from '../../core/digest.ts'
import type { Range } from '../../core/range.ts'
import { daily } from '../daily.ts'
import type { InsightDeps } from '../deps.ts'
import { tally } from '../gmv.ts'
import { planOf } from '../plan.ts'
import { stock } from '../pool.ts'
import { ranking } from '../slices.ts'

const asked = { view: 'period', scope: 'private', horizonDays: null } as const
/** So many weeks of the same weekday say what is usual. */
const weeks = 4

/** What there is to say of a day: of yesterday, or of today until now. All as the board counts it. */
export async function dayFacts(deps: InsightDeps, aboutYesterday: boolean): Promise<DayFacts> {
  const { olap } = deps
  const { zone, assistedDays } = await deps.settings()
  const now = deps.now()
  const today = startOf('day', now, zone)
  const start = aboutYesterday ? startOf('day', today - 1, zone) : today
  const range = { from: start, to: aboutYesterday ? today : now + 1 }
  const before = { from: startOf('day', start - 1, zone), to: start }
  const counted = (of: Range) => tally(olap, { ...asked, ...of }, assistedDays)
  const stores = (of: Range) => ranking(olap, 'store', { ...asked, ...of }, assistedDays)
  const [mine, lastYear, pool, plan, ranked, rankedBefore, usualGmv] = await Promise.all([
    counted(range),
    counted(yearBefore(range, zone)),
    stock(olap, range),
    planOf(deps),
    stores(range),
    stores(before),
    usualOf({ olap, zone, assistedDays }, start),
  ])
  const { people, gmv } = plan
  const sold = soldOf(lastYear)
  return {
    ...{ date: dateText(start, zone), isOver: aboutYesterday, usualGmv, plan: { people, gmv } },
    ...soldOf(mine),
    pool: { live: pool.end, ...pool },
    lastYear: sold.orders === 0 ? null : sold,
    stores: ranked
      .filter(({ key }) => key !== '')
      .map(({ key, gmv: net, orders }) => {
        const place = rankedBefore.filter((one) => one.key !== '').findIndex((one) => one.key === key)
        return { key, gmv: net, orders, rankBefore: place < 0 ? null : place + 1 }
      }),
    noPerson: mine.lines.noPerson.orders,
    unlinked: mine.lines.unlinked.amount,
  }
}

const soldOf = ({ lines: { counted } }: Tally) => ({ orders: counted.orders, gmv: counted.amount })

/** The same hours of the same date a year earlier; of 29 February the 28th. */
function yearBefore({ from, to }: Range, zone: string): Range {
  const date = dateText(from, zone)
  const text = `${Number(date.slice(0, 4)) - 1}${date.slice(4).replace('-02-29', '-02-28')}`
  const found = parseTime(text, zone)
  const start = found.ok ? found.value : from - 365 * day
  return { from: start, to: start + (to - from) }
}

/** GMV of the same weekday on average; null where the weeks before have none. */
async function usualOf(of: Pick<Parameters<typeof daily>[0], 'olap' | 'zone' | 'assistedDays'>, start: number) {
  const { days } = await daily({ ...of, now: nextStart('day', start, of.zone) - 1 }, weeks * 7 + 1)
  const same = days.filter((_, i) => i < days.length - 1 && (days.length - 1 - i) % 7 === 0).map(({ gmv }) => gmv)
  const sum = same.reduce((total, gmv) => total + gmv, 0)
  return same.length === 0 || sum === 0 ? null : Math.round(sum / same.length)
}
