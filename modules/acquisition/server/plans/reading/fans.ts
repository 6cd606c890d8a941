import { sql } from 'kysely'
import { answered, type Reading } from '../asked.ts'
import type { Came, PlanDeps } from '../deps.ts'

interface Row {
  readonly platform: string
  readonly strand: string
  readonly at: Date
}

/** How many are asked about at once. */
const part = 2000
/** More than so many are looked at once a minute, as the lists themselves are. */
const many = 5000
const minute = 60_000

type Standings = Awaited<ReturnType<PlanDeps['standings']>>
const remembered = new WeakMap<PlanDeps, { readonly asked: string; readonly at: number; readonly found: Standings }>()

async function standingsOf(deps: PlanDeps, strands: readonly string[]): Promise<Standings> {
  const asked = `${strands.length} ${strands.at(-1) ?? ''}`
  const known = remembered.get(deps)
  if (known?.asked === asked && deps.now() - known.at < minute) return known.found
  const found = new Map<string, Standings extends ReadonlyMap<string, infer S> ? S : never>()
  for (let i = 0; i < strands.length; i += part)
    for (const [strand, standing] of await deps.standings(strands.slice(i, i + part))) found.set(strand, standing)
  if (strands.length > many) remembered.set(deps, { asked, at: deps.now(), found })
  return found
}

/** Fans of a public platform whose lists came before the plan was over: who can be reached, and who was added in its days. */
export const fans: Reading = async (deps, asked) => {
  const platforms = [...new Set(asked.map(({ id }) => id))]
  const { rows } = await sql<Row>`
    select b.platform, f.strand::text as strand, min(b.at) as at
    from acquisition_fan_batch b join acquisition_fan f on f.batch = b.import
    where b.platform = any(${platforms}::text[]) and f.strand is not null group by 1, 2 order by 2`.execute(
    deps.postgres.tables(),
  )
  const standings = await standingsOf(deps, [...new Set(rows.map(({ strand }) => strand))])
  const byPlatform = Map.groupBy(rows, ({ platform }) => platform)
  return answered(asked, ({ id, slot: { start, end } }) => {
    const [reachable, add] = [new Map<string, number>(), new Map<string, number>()]
    for (const { strand, at } of byPlatform.get(id) ?? []) {
      const who = standings.get(strand)
      if (!who || who.excluded || at.getTime() >= end) continue
      if (who.hasPhone || who.addedAt !== null) reachable.set(who.person, at.getTime())
      if (who.addedAt !== null && who.addedAt >= start && who.addedAt < end) add.set(who.person, who.addedAt)
    }
    const who: Record<'reachable' | 'add', Came> = { reachable, add }
    return { counts: { reachable: reachable.size, add: add.size }, who, costs: {} }
  })
}
