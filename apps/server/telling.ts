import type { Olap } from '#platform/clickhouse/olap'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import { clickTimeline, givenTimeline, redemptionTimeline } from '../../modules/acquisition/server/index.ts'
import { chatTimeline, followUpTimeline, touchTimeline } from '../../modules/carriers/server/index.ts'
import * as identifying from '../../modules/identity/server/index.ts'
import * as intake from '../../modules/intake/server/index.ts'
import * as people from '../../modules/people/server/index.ts'
import * as shop from '../../modules/shop/server/index.ts'

interface Stores {
  olap: Olap
  postgres: Postgres
  vault: Vault
}

/** What each house has to tell of a person. */
export const tellingOf = ({ olap, postgres, vault }: Stores) => ({
  timeline: [
    intake.eventTimeline(olap),
    shop.orderTimeline(postgres),
    people.carrierTimeline(postgres),
    touchTimeline(postgres),
    chatTimeline(postgres),
    followUpTimeline({ postgres, vault }),
    clickTimeline(postgres),
    redemptionTimeline(postgres),
    givenTimeline(postgres),
    people.consentTimeline(postgres),
    identifying.idTimeline({ postgres, vault }),
  ],
  chain: {
    orders: (persons: readonly string[], limit: number) => shop.firstOrders(postgres, persons, limit),
    touches: (persons: readonly string[], moments: readonly number[]) => intake.touches(olap, persons, moments),
  },
})
