import { sql } from 'kysely'
import { audit } from '#platform/audit'
import type { Terms } from '../../core/partners/terms.ts'
import type { PartnerDeps } from './deps.ts'
import { refusePartner } from './roster.ts'
import type { PartnerTables, ProgrammeRow } from './tables.ts'

interface Fields {
  readonly name: string
  readonly note: string
  readonly startsAt: string | undefined
  readonly endsAt: string | null
  readonly terms: Terms
}

/** Whether these terms can be. @throws the refusal */
async function check({ sight }: PartnerDeps, { cps, cpa }: Terms) {
  if (!cps && !cpa) refusePartner('pays-nothing')
  const tiers = cps?.tiers.map(({ from }) => from) ?? []
  if (new Set(tiers).size < tiers.length) refusePartner('tiers-twice')
  if (cpa && (await sight.wrongIn(cpa.activated)) !== null) refusePartner('wrong-condition')
}

/** @throws the refusal */
export async function createProgramme(deps: PartnerDeps, fields: Fields, by: string): Promise<string> {
  const { name, note, terms } = fields
  await check(deps, terms)
  const at = new Date(deps.now())
  const starts = fields.startsAt === undefined ? at : new Date(fields.startsAt)
  const ends = fields.endsAt === null ? null : new Date(fields.endsAt)
  if (ends && ends <= starts) refusePartner('ends-before')
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PartnerTables>()
    const { id } = await db
      .insertInto('acquisition_programme')
      .values({
        ...{ name, note, starts_at: starts, ends_at: ends, off_at: null },
        ...{ created_by: by, created_at: at, changed_at: at },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const held = { programme: id, terms: JSON.stringify(terms) as never, from_at: starts, by }
    await db.insertInto('acquisition_programme_terms').values(held).execute()
    await audit(tx, by, 'programme.created', id, { name, terms })
    return id
  })
}

type Patch = { readonly [K in 'name' | 'note' | 'endsAt' | 'terms']?: Fields[K] | undefined } & {
  readonly on?: boolean | undefined
}

/** Other terms hold from now on; what was sold keeps those it was sold under. @throws the refusal */
export async function changeProgramme(deps: PartnerDeps, id: string, patch: Patch, by: string): Promise<void> {
  const { name, note, endsAt, on, terms } = patch
  if (terms) await check(deps, terms)
  const at = new Date(deps.now())
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PartnerTables>()
    const all = db.selectFrom('acquisition_programme').selectAll().where('id', '=', id)
    const before = (await all.forUpdate().executeTakeFirst()) ?? refusePartner('no-such-programme')
    if (endsAt && new Date(endsAt) <= before.starts_at) refusePartner('ends-before')
    await db
      .updateTable('acquisition_programme')
      .set({
        ...(name === undefined ? {} : { name }),
        ...(note === undefined ? {} : { note }),
        ...(endsAt === undefined ? {} : { ends_at: endsAt === null ? null : new Date(endsAt) }),
        ...(on === undefined ? {} : { off_at: on ? null : (before.off_at ?? at) }),
        changed_at: at,
      })
      .where('id', '=', id)
      .execute()
    // Before it has begun there is nothing that was sold under the old ones.
    const held = { programme: id, terms: JSON.stringify(terms) as never, by }
    const from = at < before.starts_at ? before.starts_at : at
    if (terms)
      await db
        .insertInto('acquisition_programme_terms')
        .values({ ...held, from_at: from })
        .onConflict((one) => one.columns(['programme', 'from_at']).doUpdateSet(held))
        .execute()
    const fields = Object.entries(patch).filter(([, value]) => value !== undefined)
    await audit(tx, by, 'programme.changed', id, { fields: fields.map(([key]) => key), ...(terms ? { terms } : {}) })
  })
}

interface Sums {
  programme: string
  terms: Terms
  from_at: Date
  versions: number
  partners: number
  deals: number
  cost: string
}

/** Programmes as lists show them. */
export async function shownProgrammes({ postgres }: Pick<PartnerDeps, 'postgres'>, rows: readonly ProgrammeRow[]) {
  const ids = rows.map(({ id }) => id)
  const sums = await sql<Sums>`
    select distinct on (t.programme) t.programme::text as programme, t.terms, t.from_at,
      (count(*) over (partition by t.programme))::int as versions,
      (select count(distinct w.partner) from acquisition_partner_way w where w.programme = t.programme)::int as partners,
      (select count(*) from acquisition_deal d where d.programme = t.programme)::int as deals,
      (select coalesce(sum(c.amount), 0) from acquisition_commission c join acquisition_deal d on d.id = c.deal
        where d.programme = t.programme) as cost
    from acquisition_programme_terms t where t.programme = any(${ids}::bigint[])
    order by t.programme, t.from_at desc`.execute(postgres.tables<PartnerTables>())
  const byId = new Map(sums.rows.map((one) => [one.programme, one]))
  return rows.flatMap((row) => {
    const of = byId.get(row.id)
    if (!of) return []
    return {
      ...{ id: row.id, name: row.name, note: row.note, on: row.off_at === null, terms: of.terms },
      ...{ startsAt: row.starts_at.toISOString(), endsAt: row.ends_at?.toISOString() ?? null },
      ...{ termsFrom: of.from_at.toISOString(), versions: of.versions, partners: of.partners },
      ...{ deals: of.deals, cost: Number(of.cost), createdAt: row.created_at.toISOString() },
    }
  })
}

export async function programmeRows(
  { postgres }: Pick<PartnerDeps, 'postgres'>,
  { cursor, limit, id }: { cursor?: string | undefined; limit: number; id?: string | undefined },
) {
  let query = postgres
    .tables<PartnerTables>()
    .selectFrom('acquisition_programme')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (/^\d{1,18}$/.test(cursor ?? '')) query = query.where('id', '<', cursor ?? '')
  if (id) query = query.where('id', '=', id)
  const rows = await query.execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}
