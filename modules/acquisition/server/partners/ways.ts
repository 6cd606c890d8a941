import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { checkedCode } from '#kit/checkedCode'
import { audit } from '#platform/audit'
import type { Olap } from '#platform/clickhouse/olap'
import type { Tx } from '#platform/postgres/postgres'
import { marked } from '../../core/partners/mark.ts'
import { totalsOf } from '../counts.ts'
import type { AcquisitionTables } from '../tables.ts'
import type { PartnerDeps } from './deps.ts'
import { partnerOf, refusePartner } from './roster.ts'
import type { PartnerTables, WayRow } from './tables.ts'

const random = (count: number) => Array.from({ length: count }, () => randomInt(31))
const linkLength = 7
const codeLength = 8

export type NewWay =
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'live'; readonly live: string }
  | { readonly kind: 'code'; readonly code?: string | undefined }

export interface Making {
  readonly partner: string
  readonly programme: string
  readonly by: string
  readonly origin: string
}

/** Something by which whoever comes is known to come by this partner. @throws the refusal */
export async function addWay(deps: PartnerDeps, making: Making, way: NewWay): Promise<string> {
  const partner = await partnerOf(deps, making.partner)
  if (partner.off_at !== null) return refusePartner('partner-off')
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PartnerTables>()
    const programmes = db.selectFrom('acquisition_programme').select('name').where('id', '=', making.programme)
    const { name } = (await programmes.executeTakeFirst()) ?? refusePartner('no-such-programme')
    if (way.kind === 'live') await liveThere(tx, way.live)
    const title = `${partner.name} · ${name}`.slice(0, 60)
    const link = way.kind === 'link' ? await newLink(deps, tx, making, { url: way.url, title }) : null
    const code = link?.code ?? (way.kind === 'code' && way.code) ?? null
    const { partner: of, programme, by } = making
    const made = await db
      .insertInto('acquisition_partner_way')
      .values({
        ...{ partner: of, programme, kind: way.kind, link: link?.id ?? null, off_at: null, made_by: by },
        ...{ live: way.kind === 'live' ? way.live : null, made_at: new Date(deps.now()) },
        code: code || checkedCode(codeLength, random),
      })
      .onConflict((on) => on.doNothing())
      .returning(['id', 'code'])
      .executeTakeFirst()
    if (!made) return refusePartner(way.kind === 'live' ? 'live-taken' : 'code-taken')
    await audit(tx, by, 'partner.wayAdded', of, { kind: way.kind, code: made.code, programme })
    return made.id
  })
}

async function liveThere(tx: Tx, live: string) {
  const found = sql`select from acquisition_live where id = ${live}::bigint`.execute(tx.tables<PartnerTables>())
  if ((await found).rows.length === 0) refusePartner('no-such-live')
}

/** A short link whose address carries its own code as a campaign: whoever opens the page is known to come by it. */
async function newLink(
  { now }: PartnerDeps,
  tx: Tx,
  { by, origin }: Making,
  { url, title }: { url: string; title: string },
) {
  const at = new Date(now())
  for (;;) {
    const code = checkedCode(linkLength, random)
    const row = await tx
      .tables<AcquisitionTables>()
      .insertInto('acquisition_link')
      .values({
        ...{ code, url: marked(url, code), note: '', name: title, url_weight: 1, password: null, expires_at: null },
        ...{ targets: JSON.stringify([]) as never, variants: JSON.stringify([]) as never, off_at: null },
        ...{ created_by: by, created_at: at, changed_at: at, origin: origin || null },
      })
      .onConflict((on) => on.column('code').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (row) return { id: row.id, code }
  }
}

/** Off, whoever comes by it afterwards is nobody's; what it has brought stays. */
export async function changeWay({ postgres, now }: PartnerDeps, id: string, on: boolean, by: string) {
  await postgres.transaction(async (tx) => {
    const row = await tx
      .tables<PartnerTables>()
      .updateTable('acquisition_partner_way')
      .set({ off_at: on ? null : new Date(now()) })
      .where('id', '=', id)
      .returning(['partner', 'code'])
      .executeTakeFirst()
    if (!row) return refusePartner('no-such-way')
    await audit(tx, by, 'partner.wayChanged', row.partner, { code: row.code, on })
  })
}

interface Shown extends WayRow {
  programme_name: string
  live_name: string | null
  live_code: string | null
  deals: number
}

/** Ways of a partner, or one of them, with what each has brought. */
export async function shownWays(
  { postgres, olap, now }: PartnerDeps & { readonly olap: Olap },
  { partner, id }: { partner?: string; id?: string },
  origin: string,
) {
  const rows = await sql<Shown>`
    select w.*, p.name as programme_name, l.name as live_name, l.code as live_code,
      (select count(*) from acquisition_deal d where d.way = w.id)::int as deals
    from acquisition_partner_way w join acquisition_programme p on p.id = w.programme
      left join acquisition_live l on l.id = w.live
    where (${partner ?? null}::bigint is null or w.partner = ${partner ?? null}::bigint)
      and (${id ?? null}::bigint is null or w.id = ${id ?? null}::bigint)
    order by w.id desc`.execute(postgres.tables<PartnerTables>())
  const links = rows.rows.flatMap(({ link }) => link ?? [])
  const totals = links.length > 0 ? await totalsOf(olap, links, now()) : new Map()
  return rows.rows.map((row) => ({
    ...{ id: row.id, partner: row.partner, programme: row.programme, programmeName: row.programme_name },
    ...{ kind: row.kind, name: row.live_name ?? '', code: row.code, url: urlOf(row, origin) },
    clicks: row.link === null ? null : (totals.get(row.link)?.clicks ?? 0),
    ...{ deals: row.deals, on: row.off_at === null, madeAt: row.made_at.toISOString() },
  }))
}

const urlOf = ({ kind, code, live_code: live }: Shown, origin: string): string | null =>
  kind === 'link' ? `${origin}/s/${code}` : kind === 'live' ? `${origin}/q/${live}` : null
