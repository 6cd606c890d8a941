import type { Vault } from '#platform/crypto'
import type { Address } from '../../core/hookFields.ts'
import type { PartnerRow } from './tables.ts'

const context = 'acquisition_partner'
const sampleContext = 'acquisition_partner_sample.address'
type Sealing = { readonly vault: Vault }

/** The fields that say who somebody is. */
export const sealedFields = {
  realName: 'real_name',
  idNumber: 'id_number',
  phone: 'phone',
  contact: 'contact',
} as const
export type SealedField = keyof typeof sealedFields

export const sealOf = ({ vault }: Sealing, text: string): Buffer => vault.seal(text, context)

/** All of them in full; null = not known. */
export function openedOf({ vault }: Sealing, row: PartnerRow): Record<SealedField, string | null> {
  const open = (sealed: Buffer | null) => (sealed === null ? null : vault.open(sealed, context))
  return {
    ...{ realName: open(row.real_name), idNumber: open(row.id_number) },
    ...{ phone: open(row.phone), contact: open(row.contact) },
  }
}

/** As lists show them. */
export function maskedOf(deps: Sealing, row: PartnerRow): Record<SealedField, string | null> {
  const { realName, idNumber, phone, contact } = openedOf(deps, row)
  const first = (text: string) => `${[...text][0] ?? ''}**`
  return {
    realName: realName && first(realName),
    idNumber: idNumber && `${idNumber.slice(0, 3)}***********${idNumber.slice(-4)}`,
    phone: phone && `${phone.slice(0, 3)}****${phone.slice(-4)}`,
    contact: contact && first(contact),
  }
}

/** By which the same ID number is found again. */
export const idPrint = ({ vault }: Sealing, idNumber: string): Buffer => vault.hash(`partner id ${idNumber}`)

export const sealAddress = ({ vault }: Sealing, address: Address): Buffer =>
  vault.seal(JSON.stringify(address), sampleContext)
export const openAddress = ({ vault }: Sealing, sealed: Buffer): Address =>
  JSON.parse(vault.open(sealed, sampleContext)) as Address
