import { sql } from 'kysely'
import { day, minute } from '#kit/time'
import { clickInUrl } from '../../core/ads/click.ts'
import type { AdEvent } from '../../core/ads/kind.ts'
import { adKindNamed } from '../../core/ads/kinds.ts'
import { type KeptClick, openClick, sealClick } from './clicks.ts'
import type { AdsDeps } from './deps.ts'
import type { AdAccountRow, AdTables } from './tables.ts'

interface DueRow {
  readonly key: string
  readonly event: 'add' | 'order'
  readonly person: string
  readonly at: Date
  readonly amount: string
}

interface Clicked extends KeptClick {
  readonly at: number
  readonly campaign: string
}

const page = 50
const oldest = 30 * day
/** Platforms tell times by the second, and by clocks of their own. */
const skew = minute

/** Looks for the click behind each of what happened. @returns whether there may be more */
export async function matchDue(deps: AdsDeps): Promise<boolean> {
  const db = deps.postgres.tables<AdTables>()
  const { rows } = await sql<DueRow>`
    select key, event, person::text as person, at, amount::text as amount from acquisition_ad_due order by at limit ${page}`.execute(
    db,
  )
  if (rows.length === 0) return false
  const accounts = await db.selectFrom('acquisition_ad_account').selectAll().where('off_at', 'is', null).execute()
  for (const row of rows) {
    const made = await conversionsOf(deps, accounts, row)
    await deps.postgres.transaction(async (tx) => {
      const own = tx.tables<AdTables>()
      // Whoever was first has looked already, or the money was given back meanwhile.
      const { rows: taken } = await sql`delete from acquisition_ad_due where key = ${row.key} returning key`.execute(
        own,
      )
      if (taken.length > 0 && made.length > 0)
        await own
          .insertInto('acquisition_conversion')
          .values([...made])
          .onConflict((on) => on.doNothing())
          .execute()
    })
  }
  return rows.length === page
}

async function conversionsOf(deps: AdsDeps, accounts: readonly AdAccountRow[], row: DueRow) {
  const strands = await deps.strands(row.person)
  const clicks = await clicksOf(deps, strands, row)
  if (clicks.length === 0) return []
  const isFirst = row.event === 'order' && (await deps.ordersOf(strands)) <= 1
  const mayShare = await deps.mayShare(row.person)
  return accounts.flatMap((account) => {
    const told = eventOf(account, row.event, isFirst)
    const click = told && clickFor(account, clicks, row.at.getTime())
    if (!told || !click) return []
    const { campaign, at: clickedAt, ...kept } = click
    const nextAt = new Date(Math.max(deps.now(), row.at.getTime() + account.delay_minutes * minute))
    return {
      ...{ account: account.id, key: row.key, event: told, person: row.person, at: row.at, amount: row.amount },
      // What nobody has agreed to is kept by nobody.
      click: mayShare ? sealClick(deps.vault, kept) : null,
      ...{ clicked_at: new Date(clickedAt), campaign, reason: null, sent_at: null, made_at: new Date(deps.now()) },
      state: mayShare ? ('waiting' as const) : ('no-consent' as const),
      next_at: mayShare ? nextAt : null,
    }
  })
}

/** Under which name the account hears of it; null = it does not. */
function eventOf({ events }: AdAccountRow, event: 'add' | 'order', isFirst: boolean): AdEvent | null {
  const has = (name: AdEvent) => events.some((one) => one.event === name)
  if (isFirst && has('firstOrder')) return 'firstOrder'
  return has(event) ? event : null
}

/** The newest click of the platform within its window. */
function clickFor({ kind, settings, window_days }: AdAccountRow, clicks: readonly Clicked[], at: number) {
  const marks = adKindNamed(kind)?.marks ?? []
  const fits = ({ name }: Clicked) => (marks.length === 0 ? name === settings['mark'] : marks.includes(name))
  return clicks.find((one) => fits(one) && one.at <= at + skew && one.at >= at - window_days * day) ?? null
}

/** Clicks of somebody before a moment: at pages of ours, and at pages that the SDKs told of; newest first. */
async function clicksOf(deps: AdsDeps, strands: readonly string[], { key, at: moment }: DueRow) {
  const at = moment.getTime()
  const visit = /^add:\d+:(\d+)$/.exec(key)?.[1] ?? '0'
  const { rows } = await sql<{ click: Buffer; at: Date; campaign: string }>`
    select click, at, coalesce(marks->>'utm_campaign', '') as campaign from acquisition_visit
    where (person = any(${strands}::bigint[]) or adder = any(${strands}::bigint[]) or id = ${visit}::bigint)
      and click is not null
      and at > ${new Date(at - oldest)} order by at desc limit 50`.execute(deps.postgres.tables<AdTables>())
  const visits = rows.map((row) => ({
    ...{ ...openClick(deps.vault, row.click), at: row.at.getTime(), campaign: row.campaign },
  }))
  const pages = (await deps.markedPages(strands, at - oldest)).flatMap(({ url, at: seenAt }): Clicked[] => {
    const click = clickInUrl(url)
    return click ? [{ ...click, at: seenAt }] : []
  })
  return [...visits, ...pages].sort((one, other) => other.at - one.at)
}
