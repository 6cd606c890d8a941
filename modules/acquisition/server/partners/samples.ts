import type { Selectable } from 'kysely'
import { audit } from '#platform/audit'
import type { Address } from '../../core/hookFields.ts'
import type { PartnerDeps } from './deps.ts'
import { partnerOf, refusePartner } from './roster.ts'
import { openAddress, sealAddress } from './sealed.ts'
import type { PartnerTables } from './tables.ts'

type Row = Selectable<PartnerTables['acquisition_partner_sample']>

/** What a partner is called in the ledger. */
export const campaignOf = (partner: string): string => `partner:${partner}`

const keyOf = (sample: string): string => `partner.sample ${sample}`

function shown(deps: PartnerDeps, row: Row) {
  const address = row.address === null ? null : openAddress(deps, row.address)
  return {
    ...{ id: row.id, what: row.what, quantity: row.quantity, cost: Number(row.cost), carrier: row.carrier },
    ...{ tracking: row.tracking, note: row.note, by: row.by },
    address: address && `${[...address.name][0] ?? ''}** ${[...address.region].slice(0, 3).join('')}***`,
    ...{ sentAt: row.sent_at.toISOString(), backAt: row.back_at?.toISOString() ?? null },
  }
}

export async function samplesOf(deps: PartnerDeps, partner: string) {
  await partnerOf(deps, partner)
  const all = deps.postgres.tables<PartnerTables>().selectFrom('acquisition_partner_sample').selectAll()
  const rows = await all.where('partner', '=', partner).orderBy('id', 'desc').execute()
  return rows.map((row) => shown(deps, row))
}

interface Sent {
  readonly what: string
  readonly quantity: number
  readonly cost: number
  readonly carrier: string
  readonly tracking: string
  readonly note: string
  readonly address: Address | null
}

/** A sample goes out; what it costs is a subsidy. */
export async function addSample(deps: PartnerDeps, partner: string, { address, ...sent }: Sent, by: string) {
  const { strand } = await partnerOf(deps, partner)
  const at = deps.now()
  return deps.postgres.transaction(async (tx) => {
    const row = await tx
      .tables<PartnerTables>()
      .insertInto('acquisition_partner_sample')
      .values({
        ...{ ...sent, partner, by, cost: String(sent.cost), sent_at: new Date(at), back_at: null },
        address: address && sealAddress(deps, address),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    if (sent.cost > 0) {
      const postings = [
        { account: 'subsidy:partnerSample', amount: sent.cost },
        { account: 'goods', amount: -sent.cost },
      ] as const
      const entry = { key: keyOf(row.id), reason: 'partner.sample', campaign: campaignOf(partner) }
      await deps.ledger.post(tx, { ...entry, person: strand, at, by, postings })
    }
    await audit(tx, by, 'partner.sampleSent', partner, { what: sent.what, cost: sent.cost })
    return shown(deps, row)
  })
}

/** It came back: once. */
export async function sampleBack(deps: PartnerDeps, id: string, by: string) {
  const at = deps.now()
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PartnerTables>()
    const found = db.selectFrom('acquisition_partner_sample').select('back_at').where('id', '=', id)
    const before = await found.forUpdate().executeTakeFirst()
    if (!before) return refusePartner('no-such-sample')
    if (before.back_at !== null) return refusePartner('back-already')
    const row = await db
      .updateTable('acquisition_partner_sample')
      .set({ back_at: new Date(at) })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await deps.ledger.reverse(tx, keyOf(id), { at, by, reason: 'partner.sampleBack' })
    await audit(tx, by, 'partner.sampleBack', row.partner, { what: row.what })
    return shown(deps, row)
  })
}
