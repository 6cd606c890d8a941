import { sql } from 'kysely'
import type { Importer, ImportRow, ImportRun, ImportSession, RowNote } from '#modules/intake'
import {
  type Redemption,
  readRedemption,
  redemptionKind,
  redemptionOptions,
  redemptionReasons,
} from '../../core/fans/redemption.ts'
import type { RedemptionDeps } from './deps.ts'
import { FanSession } from './importer.ts'
import { dropBatch } from './keep.ts'
import type { FanTables } from './tables.ts'
import { tellRedemptions, untellRedemptions } from './told.ts'

interface Neighbours {
  /** Takes whoever redeemed something. */
  readonly people: Importer
  /** Takes what it cost. */
  readonly orders: Importer
}

/** Takes lists of redeemed vouchers: who redeemed them are fans of the platform, what they cost are orders of it. */
export function redemptionImporter(deps: RedemptionDeps, { people, orders }: Neighbours): Importer {
  return {
    ...redemptionKind,
    async begin(run) {
      const { platform, source } = redemptionOptions.parse(run.options)
      const batch = { id: run.id, platform, kind: redemptionKind.kind, by: run.createdBy, at: run.now }
      const listed = await people.begin({ ...run, options: { platform } })
      const asOrders = { ...run, targets: ['orderNo', 'paidAt', 'amount'], options: { source, sourceKind: 'platform' } }
      const paid = await orders.begin(asOrders)
      return new RedemptionSession(deps, run, { platform, source }, new FanSession(deps, run, batch, listed), paid)
    },
    async undo(importId, report) {
      await orders.undo(importId, report)
      await people.undo(importId, report)
      await untellRedemptions(deps, importId)
      const removed = await dropBatch(deps.postgres.tables<FanTables>(), importId)
      if (removed > 0) await report({ removed, restored: 0, kept: 0 })
    },
    async forgetUndo(imports) {
      await orders.forgetUndo(imports)
      await people.forgetUndo(imports)
    },
    async forget(importId) {
      await orders.forget?.(importId)
    },
    async upsert() {
      return { counts: { created: 0, updated: 0, skipped: 0 }, notes: [{ line: 0, level: 'rejected', ...byFileOnly }] }
    },
  }
}

const byFileOnly = {
  code: 'by-file-only',
  reason: { zh: '团购核销只能用文件导入', en: 'Redeemed vouchers come by files only' },
}

interface Good {
  readonly row: ImportRow
  readonly told: Redemption
}

class RedemptionSession implements ImportSession {
  readonly #deps: RedemptionDeps
  readonly #run: ImportRun
  readonly #of: { readonly platform: string; readonly source: string }
  readonly #fans: FanSession
  readonly #orders: ImportSession
  readonly #vouchers = new Set<string>()
  #counts = { created: 0, updated: 0, skipped: 0 }

  constructor(
    deps: RedemptionDeps,
    run: ImportRun,
    of: { platform: string; source: string },
    fans: FanSession,
    orders: ImportSession,
  ) {
    this.#deps = deps
    this.#run = run
    this.#of = of
    this.#fans = fans
    this.#orders = orders
  }

  async add(rows: readonly ImportRow[]): Promise<readonly RowNote[]> {
    const { good, notes } = this.#read(rows)
    notes.push(...(await this.#orders.add(await this.#paid(good))))
    const refused = new Set(notes.filter(({ level }) => level === 'rejected').map(({ line }) => line))
    const kept = good.filter(({ row }) => !refused.has(row.line))
    const listed = kept.flatMap(({ row, told }) => fanRow(row, told))
    const { notes: ofFans, strands } = await this.#fans.place(listed)
    // A nickname or a hidden number is usual here, and the order has said so already.
    notes.push(...ofFans.filter(({ level }) => level === 'rejected'))
    await this.#keep(kept, strands)
    return notes
  }

  #read(rows: readonly ImportRow[]) {
    const notes: RowNote[] = []
    const good: Good[] = []
    for (const row of rows) {
      const told = readRedemption(row.values, this.#run)
      if (told.ok) good.push({ row, told: told.value })
      else {
        const level = told.refusal === 'taken-back' ? 'ignored' : 'rejected'
        notes.push({ line: row.line, level, code: told.refusal, reason: redemptionReasons[told.refusal] })
      }
    }
    return { good, notes }
  }

  /** What they cost as orders of the platform, each by its voucher; what the ledger has by the order's number is left out. */
  async #paid(good: readonly Good[]): Promise<ImportRow[]> {
    const numbers = good.flatMap(({ told }) => told.orderNo ?? [])
    const known = await this.#deps.ordersKnown(this.#of.source, numbers)
    return good.flatMap(({ row: { line, values }, told }) => {
      if (told.amount === null || (told.orderNo !== null && known.has(told.orderNo))) return []
      const ids = Object.entries(values).filter(([target]) => target.startsWith('identity:'))
      const { voucher, product, store } = told
      const own = { orderNo: voucher, paidAt: values['redeemedAt'] ?? '', amount: values['amount'] ?? '' }
      const said = { ...(product ? { product } : {}), ...(store ? { store } : {}) }
      return [{ line, values: { ...Object.fromEntries(ids), ...own, ...said } }]
    })
  }

  async #keep(kept: readonly Good[], strands: ReadonlyMap<number, string | null>) {
    const once = kept.filter(({ told }) => !this.#vouchers.has(told.voucher) && this.#vouchers.add(told.voucher))
    if (once.length === 0) return
    const db = this.#deps.postgres.tables<FanTables>()
    const rows = once.map(({ row, told: { voucher, product, store, at, amount } }) => ({
      ...{ import: this.#run.id, platform: this.#of.platform, voucher, product, store, at: new Date(at) },
      ...{ amount: amount === null ? null : String(amount), strand: strands.get(row.line) ?? null },
    }))
    const there = await db
      .selectFrom('acquisition_redemption')
      .select('voucher')
      .where('platform', '=', this.#of.platform)
      .where(sql<boolean>`voucher = any(${rows.map(({ voucher }) => voucher)}::text[])`)
      .where('import', '<>', this.#run.id)
      .execute()
    this.#counts.skipped += there.length
    this.#counts.created += rows.length - there.length
    if (this.#run.dryRun) return
    await db
      .insertInto('acquisition_redemption')
      .values(rows)
      .onConflict((on) => on.columns(['platform', 'voucher']).doNothing())
      .execute()
  }

  async finish(report: Parameters<ImportSession['finish']>[0]) {
    const counts = () => ({ ...this.#counts })
    await this.#fans.finish(async () => true)
    await this.#orders.finish((step) => report({ ...step, counts: counts() }))
    if (!this.#run.dryRun) await tellRedemptions(this.#deps)
    await report({ counts: counts(), part: 1 })
  }

  async close() {
    this.#counts = { created: 0, updated: 0, skipped: 0 }
    await this.#fans.close()
    await this.#orders.close()
  }
}

/** Who redeemed it, as a row of a list of fans; nothing where the voucher stands alone. */
function fanRow({ line, values }: ImportRow, { store }: Redemption): ImportRow[] {
  const who = Object.entries(values).filter(([target]) => target.startsWith('identity:') || target === 'nickname')
  if (who.length === 0) return []
  return [{ line, values: { ...Object.fromEntries(who), ...(store ? { source: store } : {}) } }]
}
