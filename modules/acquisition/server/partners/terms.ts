import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { Terms } from '../../core/partners/terms.ts'
import type { PartnerTables } from './tables.ts'

/** Terms of a programme, from when on. */
interface Version {
  readonly id: string
  readonly from: number
  readonly terms: Terms
}

/** A way with all that decides whether it earns. */
export interface OpenWay {
  readonly id: string
  readonly kind: 'link' | 'live' | 'code'
  readonly code: string
  readonly link: string | null
  readonly live: string | null
  readonly partner: string
  readonly upline: string | null
  readonly programme: string
  /** Epoch ms; nothing is earned by what happens from then on. */
  readonly offAt: number
  readonly startsAt: number
  readonly endsAt: number
  /** Newest first. */
  readonly versions: readonly Version[]
}

interface Row {
  id: string
  kind: OpenWay['kind']
  code: string
  link: string | null
  live: string | null
  partner: string
  upline: string | null
  programme: string
  off_at: Date | null
  starts_at: Date
  ends_at: Date | null
  versions: { id: string; from: string; terms: Terms }[]
}

/** Every way that can have earned something after a moment. */
export async function openWays(db: Db<PartnerTables>, after: number): Promise<readonly OpenWay[]> {
  const since = new Date(after)
  const rows = await sql<Row>`
    select w.id::text as id, w.kind, w.code, w.link::text as link, w.live::text as live, w.partner::text as partner,
      a.upline::text as upline, w.programme::text as programme, least(w.off_at, a.off_at) as off_at,
      p.starts_at, least(p.ends_at, p.off_at) as ends_at,
      (select jsonb_agg(jsonb_build_object('id', t.id::text, 'from', t.from_at, 'terms', t.terms) order by t.from_at desc)
        from acquisition_programme_terms t where t.programme = p.id) as versions
    from acquisition_partner_way w join acquisition_partner a on a.id = w.partner join acquisition_programme p on p.id = w.programme
    where coalesce(least(w.off_at, a.off_at), 'infinity') > ${since} and coalesce(least(p.ends_at, p.off_at), 'infinity') > ${since}`.execute(
    db,
  )
  return rows.rows.map(({ off_at: off, starts_at: starts, ends_at: ends, versions, ...row }) => ({
    ...{ ...row, offAt: off?.getTime() ?? Number.POSITIVE_INFINITY, startsAt: starts.getTime() },
    endsAt: ends?.getTime() ?? Number.POSITIVE_INFINITY,
    versions: versions.map(({ id, from, terms }) => ({ id, from: Date.parse(from), terms })),
  }))
}

/** What a way pays by at a moment; null = its programme does not run, or the partner is off. */
export function termsAt(way: OpenWay, at: number): Version | null {
  if (at < way.startsAt || at >= way.endsAt || at >= way.offAt) return null
  return way.versions.find(({ from }) => from <= at) ?? null
}
