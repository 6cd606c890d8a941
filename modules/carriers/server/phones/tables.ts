import type { Generated, Selectable } from 'kysely'
import type { Vault } from '#platform/crypto'

export interface PhoneTables {
  carriers_phone_list: {
    id: Generated<string>
    account: string
    name: string
    hello: string
    cap: number
    made_by: string
    made_at: Date
    ended_at: Date | null
  }
  carriers_phone: {
    id: Generated<string>
    list: string
    account: string
    sealed: Buffer
    hash: Buffer
    strand: string | null
    userid: string
    state: 'pending' | 'invited' | 'added' | 'dropped'
    taken_at: Date | null
    invited_at: Date | null
    added_at: Date | null
    added_by: string | null
  }
}

export type PhoneRow = Selectable<PhoneTables['carriers_phone']>

export interface Phone {
  readonly phone: string
  readonly name: string
}

const context = 'carriers_phone.sealed'

export const sealPhone = (vault: Vault, phone: Phone): Buffer => vault.seal(JSON.stringify(phone), context)
export const openPhone = (vault: Vault, sealed: Buffer): Phone => JSON.parse(vault.open(sealed, context))
/** By it a number is found again; as identity writes numbers. */
export const phoneHash = (vault: Vault, phone: string): Buffer => vault.hash(`carriers.phone ${phone}`)
