import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { Touch } from '../../core/partners/touch.ts'
import type { PartnerSight, Stands } from './deps.ts'
import type { PartnerTables } from './tables.ts'
import type { OpenWay } from './terms.ts'

interface Asked {
  readonly ways: readonly OpenWay[]
  /** null = everybody. */
  readonly people: readonly Stands[] | null
  /** Epoch ms. */
  readonly from: number
  readonly to: number
}

/** How people came by partners, by person: what they opened, whom they were added by, and by which page they came. */
export async function touchesOf(
  db: Db<PartnerTables>,
  sight: PartnerSight,
  { ways, people, from, to }: Asked,
): Promise<ReadonlyMap<string, readonly Touch[]>> {
  const byCode = new Map(ways.map((way) => [way.code, way.id]))
  const found = new Map<string, Touch[]>()
  const add = (person: string, touch: Touch) => found.set(person, [...(found.get(person) ?? []), touch])
  const codes = ways.flatMap(({ kind, code }) => (kind === 'link' ? code : []))
  const asked = { people: people?.flatMap(({ strands }) => strands) ?? null, codes, from, to }
  for (const { person, code, at } of codes.length > 0 ? await sight.marked(asked) : []) {
    const way = byCode.get(code)
    if (way !== undefined) add(person, { way, how: 'link', at })
  }
  const added = await addedBy(db, { ways, people, from, to })
  const standing = await personsOf(sight, people, added)
  for (const { strand, ...touch } of added) {
    const person = standing.get(strand)
    if (person !== undefined) add(person, touch)
  }
  const open = new Map(ways.map(({ id, offAt }) => [id, offAt]))
  return new Map([...found].map(([person, all]) => [person, all.filter(({ way, at }) => at < (open.get(way) ?? 0))]))
}

type Added = Touch & { readonly strand: string }

/** Who was added by a live code of a partner, or at the end of a page that a link of theirs has opened. */
async function addedBy(db: Db<PartnerTables>, { ways, people, from, to }: Asked): Promise<readonly Added[]> {
  const strands = people?.flatMap((one) => one.strands) ?? null
  const byLive = new Map(ways.flatMap(({ id, live }) => (live === null ? [] : [[live, id] as const])))
  const byLink = new Map(ways.flatMap(({ id, link }) => (link === null ? [] : [[link, id] as const])))
  const [start, end] = [new Date(from), new Date(to)]
  const rows = await sql<{ how: 'added' | 'visit'; of: string; strand: string; at: Date }>`
    select 'added' as how, live::text as of, strand::text as strand, added_at as at from acquisition_live_add
    where live = any(${[...byLive.keys()]}::bigint[]) and added_at between ${start} and ${end}
      and (${strands}::bigint[] is null or strand = any(${strands}::bigint[]))
    union all
    select 'visit', link::text, adder::text, added_at from acquisition_visit
    where link = any(${[...byLink.keys()]}::bigint[]) and adder is not null and added_at between ${start} and ${end}
      and (${strands}::bigint[] is null or adder = any(${strands}::bigint[]))`.execute(db)
  return rows.rows.flatMap(({ how, of, strand, at }) => {
    const way = (how === 'added' ? byLive : byLink).get(of)
    return way === undefined ? [] : [{ way, how, strand, at: at.getTime() }]
  })
}

/** Who stands for each of these numbers. */
async function personsOf(sight: PartnerSight, people: readonly Stands[] | null, added: readonly Added[]) {
  const known = people ?? (await sight.stand([...new Set(added.map(({ strand }) => strand))]))
  return new Map(
    known.flatMap(({ asked, person, strands }) => [asked, ...strands].map((one) => [one, person] as const)),
  )
}
