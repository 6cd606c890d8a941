import type { Vault } from '#platform/crypto'
import type { Tx } from '#platform/postgres/postgres'
import { plainAddress, type Traces } from '../../core/partners/flags.ts'
import { addressOf } from '../hooks/read.ts'
import type { HookTables } from '../hooks/tables.ts'
import type { PartnerDeps, Stands } from './deps.ts'
import { openAddress, openedOf } from './sealed.ts'
import type { PartnerRow, PartnerTables } from './tables.ts'

type Deps = Pick<PartnerDeps, 'sight' | 'vault' | 'whole'>

/** What is known of customers that can be held against one another. */
export async function tracesOf(
  tx: Tx,
  { sight, vault }: Deps,
  people: readonly Stands[],
): Promise<ReadonlyMap<string, Traces>> {
  const strands = people.flatMap((one) => one.strands)
  const prints = Map.groupBy(await sight.prints(strands), ({ strand }) => strand)
  const addresses = await claimedTo(tx, vault, strands)
  return new Map(
    people.map(({ person, strands: own }) => {
      const seen = own.flatMap((strand) => prints.get(strand) ?? [])
      const all = new Map(seen.map(({ print, type }) => [print, type]))
      // Whoever has a number of the roster is told by who they are, and not by the number alone.
      all.set(`person ${person}`, 'phone')
      return [person, { person, prints: all, addresses: own.flatMap((strand) => addresses.get(strand) ?? []) }]
    }),
  )
}

/** Where gifts of this house went to for each of them, in one form. */
async function claimedTo(tx: Tx, vault: Vault, strands: readonly string[]) {
  const found = new Map<string, string[]>()
  if (strands.length === 0) return found
  const rows = await tx
    .tables<HookTables>()
    .selectFrom('acquisition_claim')
    .select(['strand', 'address'])
    .where('strand', 'in', [...strands])
    .where('address', 'is not', null)
    .execute()
  for (const { strand, address: sealed } of rows) {
    const address = addressOf({ vault }, { address: sealed })
    if (!address || strand === null) continue
    found.set(strand, [...(found.get(strand) ?? []), plainAddress(address.region + address.detail)])
  }
  return found
}

/** What is known of a partner: as a customer, by the phone on the roster, and where samples were sent. */
export async function tracesOfPartner(tx: Tx, deps: Deps, partner: PartnerRow): Promise<Traces | null> {
  const { phone } = openedOf(deps, partner)
  const named = phone === null ? null : await deps.whole.phone(phone)
  const asked = [partner.strand, named?.strand ?? null].flatMap((one) => one ?? [])
  const stands = await deps.sight.stand(asked)
  const own = await tracesOf(tx, deps, stands)
  const self = stands.find((one) => one.asked === partner.strand)
  const samples = await tx
    .tables<PartnerTables>()
    .selectFrom('acquisition_partner_sample')
    .select('address')
    .where('partner', '=', partner.id)
    .where('address', 'is not', null)
    .execute()
  const sent = samples.flatMap(({ address }) => (address === null ? [] : [openAddress(deps, address)]))
  const all = [...own.values()]
  if (all.length === 0 && sent.length === 0) return null
  return {
    person: self?.person ?? '',
    prints: new Map(all.flatMap(({ prints }) => [...prints])),
    addresses: [
      ...all.flatMap(({ addresses }) => addresses),
      ...sent.map(({ region, detail }) => plainAddress(region + detail)),
    ],
  }
}
