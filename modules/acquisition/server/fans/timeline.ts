import { sql } from 'kysely'
import type { TimelineSource } from '#modules/people'
import type { Postgres } from '#platform/postgres/postgres'
import type { FanTables } from './tables.ts'

/** Vouchers that people have redeemed in stores, of which the event log was not told: of the others it tells itself. */
export function redemptionTimeline(postgres: Postgres): TimelineSource {
  return {
    facts: 'behaviour',
    async read(persons, before, limit) {
      const { rows } = await sql<{ at: Date; platform: string; product: string; store: string }>`
        select at, platform, product, store from acquisition_redemption
        where told_at is null and strand = any(${persons}::bigint[]) and at < to_timestamp(${Math.min(before, 10_413_791_999_999)} / 1000.0)
        order by at desc, id limit ${limit}`.execute(postgres.tables<FanTables>())
      return rows.map(({ at, ...detail }) => ({
        ...{ at: at.getTime(), kind: 'behaviour', name: 'voucher_redeemed', detail },
      }))
    },
  }
}
