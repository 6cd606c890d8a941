import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Identities, OrderClaims } from '#modules/identity'
import type { Actor } from '#platform/http/context'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { identityServer } from '../../identity/server/index.ts'
import { everyRight, type ImportAnswer, type ImportClient, openHost } from '../../intake/server/imports/fixture.ts'
import type { LedgerDeps } from './apply.ts'
import { copyOrders, hearNamed, orderImporter, shopHandlers } from './index.ts'

/** A file of other people that may lie beside the project; tests that need one are skipped by its name. */
export function shared(path: string): string | null {
  const found = join(process.cwd(), '../shared/data', path)
  return existsSync(found) ? found : null
}

/** Reads a shared file as it is. */
export const bytesOf = (path: string | null) => readFileSync(path ?? '')

export interface Shop extends ImportClient {
  platform: TestPlatform
  identities: Identities & OrderClaims
  ledger: LedgerDeps
  /** Imports orders and waits for the end. */
  orders(fields: Record<string, string>, file: Buffer | string): Promise<ImportAnswer>
  close(): Promise<void>
}

/** Shop, intake's import host and identity on a database of their own, with their HTTP routes. */
export async function openShop(
  actor: Actor = everyRight,
  beforeJobs: (platform: TestPlatform, identities: Identities) => Promise<void> = async () => undefined,
): Promise<Shop> {
  const platform = await freshPlatform()
  const { postgres, outbox, jobs, olap, vault } = platform
  const identities = identityServer({ postgres, outbox, vault, onChange: async () => undefined })
  const ledger = { postgres, outbox, vault, identities }
  const router = { shop: shopHandlers({ postgres, olap, vault, identities }) }
  const client = await openHost(platform, [orderImporter(ledger)], router, () => actor)
  outbox.subscribe(copyOrders(olap))
  outbox.subscribe(hearNamed({ outbox, identities }))
  await outbox.start()
  await beforeJobs(platform, identities)
  await jobs.start()
  return {
    ...client,
    ...{ platform, identities, ledger },
    orders: (fields, file) => client.bring({ kind: 'orders', ...fields }, file, 'orders.csv'),
    async close() {
      await client.app.close()
      await platform.close()
    },
  }
}

export const cdnowMapping = JSON.stringify({
  customer_id: 'identity:member_id',
  date: 'paidAt',
  number_of_cds: 'quantity',
  dollar_value: 'amount',
})

export const retailMapping = JSON.stringify({
  InvoiceNo: 'orderNo',
  Quantity: 'quantity',
  UnitPrice: 'unitPrice',
  InvoiceDate: 'paidAt',
  CustomerID: 'identity:member_id',
  StockCode: 'sku',
})
