import { sql } from 'kysely'
import type { AssetKind } from '../../core/plans/steps.ts'
import type { PlanDeps, WayKind } from './deps.ts'

type Own = Exclude<AssetKind, WayKind | 'fans' | 'event'>

const name = (table: string) => sql`select id, name from ${sql.table(table)}`
const own: Readonly<Record<Own, ReturnType<typeof name>>> = {
  batch: name('acquisition_card_batch'),
  design: name('acquisition_card_design'),
  ads: name('acquisition_ad_account'),
  link: name('acquisition_link'),
  page: name('acquisition_handover'),
  live: name('acquisition_live'),
  paid: name('acquisition_paid_link'),
  hook: name('acquisition_hook'),
  partner: name('acquisition_partner'),
  way: sql`select w.id, p.name || ' · ' || g.name || ' · ' || w.code as name from acquisition_partner_way w
    join acquisition_partner p on p.id = w.partner join acquisition_programme g on g.id = w.programme`,
}

const ways: readonly AssetKind[] = ['code', 'send', 'scene'] satisfies WayKind[]
const isWay = (kind: AssetKind): kind is WayKind => ways.includes(kind)

interface Row {
  readonly id: string
  readonly name: string
}

const mapOf = (rows: readonly Row[]): ReadonlyMap<string, string> => new Map(rows.map((row) => [row.id, row.name]))

/** What things of one kind are called; one that is gone is not in it. An event is called what it is called. */
export async function namesOf(
  deps: PlanDeps,
  kind: AssetKind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (isWay(kind)) return deps.namesOfWays(kind, ids)
  if (kind === 'event') {
    const known = mapOf(await deps.eventsNamed())
    return new Map(ids.map((id) => [id, known.get(id) ?? id]))
  }
  if (kind === 'fans') return mapOf((await platforms(deps)).filter(({ id }) => ids.includes(id)))
  const { rows } = await sql<Row>`
    select id::text as id, name from (${own[kind]}) as t where id = any(${ids}::bigint[])`.execute(
    deps.postgres.tables(),
  )
  return mapOf(rows)
}

const most = 500

/** Everything of one kind that a step can be bound to, the newest first. */
export async function assetsOf(deps: PlanDeps, kind: AssetKind): Promise<readonly Row[]> {
  if (isWay(kind)) return deps.waysNamed(kind, most)
  if (kind === 'event') return deps.eventsNamed()
  if (kind === 'fans') return platforms(deps)
  const { rows } = await sql<Row>`
    select id::text as id, name from (${own[kind]}) as t order by t.id desc limit ${most}`.execute(
    deps.postgres.tables(),
  )
  return rows
}

/** Platforms of which there is a list; what they are called says the screen. */
async function platforms({ postgres }: PlanDeps): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select platform as id, platform as name from acquisition_fan_batch group by platform order by max(at) desc`.execute(
    postgres.tables(),
  )
  return rows
}
