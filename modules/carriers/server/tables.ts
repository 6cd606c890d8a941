import type { Generated, Selectable } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { CheckItem } from '../core/check.ts'
import type { Welcome } from '../core/welcome.ts'

export interface CarrierTables {
  carriers_account: {
    id: Generated<string>
    kind: string
    name: string
    settings: Record<string, unknown>
    secrets: Buffer
    key_hash: Buffer
    key_sealed: Buffer
    created_by: string
    created_at: Date
    off_at: Date | null
    checked_at: Date | null
    checked: readonly CheckItem[] | null
    synced_at: Date | null
    /** When the sync that is under way was begun. */
    sync_from: Generated<Date | null>
  }
  carriers_token: { account: string; name: string; sealed: Buffer; expires_at: Date; fetched_at: Date }
  carriers_inbox: {
    id: Generated<string>
    account: string
    digest: Buffer
    event: string
    about: Buffer | null
    body: Buffer
    state: 'waiting' | 'done' | 'ignored' | 'failed'
    received_at: Date
    due_at: Date
    lease_until: Date | null
    attempts: Generated<number>
    done_at: Date | null
    error: string | null
  }
  carriers_tie: { account: string; external: Buffer; member: string; kind: 'begin' | 'heard' | 'end'; at: Date }
  carriers_staff: {
    account: string
    userid: string
    name: string
    departments: number[]
    active: boolean
    serves: boolean
    left_at: Date | null
    synced_at: Date
  }
  carriers_department: { account: string; id: number; parent: number; name: string }
  carriers_contact: {
    id: Generated<string>
    account: string
    external: Buffer
    sealed: Buffer
    strand: string
    identity: string
    has_unionid: boolean
    synced_at: Date
  }
  carriers_relation: {
    contact: string
    account: string
    userid: string
    added_at: Date | null
    add_way: number | null
    code: string | null
    first_at: Generated<Date | null>
    tags: Generated<string[]>
    ended_at: Date | null
    ended_by: 'staff' | 'customer' | 'transfer' | 'unseen' | null
    synced_at: Date
  }
  carriers_code: {
    id: Generated<string>
    account: string
    state: string
    name: string
    staff: string[]
    skip_verify: boolean
    source: string | null
    welcome: Welcome | null
    config_id: string | null
    qr_code: string | null
    made: 'making' | 'made' | 'failed'
    error: string | null
    created_by: string
    created_at: Date
    off_at: Date | null
    /** What another house keeps it for; null = a staff code made by hand. */
    owner: Generated<'personal' | 'live' | null>
    key: Generated<string | null>
    keep_until: Generated<Date | null>
    several: Generated<boolean | null>
    exclusive: Generated<boolean>
    tags: Generated<string[]>
    remark: Generated<string | null>
    lease_until: Generated<Date | null>
  }
  carriers_add: {
    id: Generated<string>
    contact: string
    account: string
    code: string
    userid: string
    added_at: Date
    known: boolean
    left_at: Date | null
    left_by: 'staff' | 'customer' | 'transfer' | 'unseen' | 'again' | null
    tagged_at: Date | null
    remarked_at: Date | null
  }
  carriers_welcome: {
    inbox: string
    account: string
    userid: string
    contact: Buffer
    code: string | null
    state: 'sent' | 'none' | 'taken' | 'late' | 'failed'
    ms: number
    error: string | null
    at: Date
  }
}

export type CarrierDb = Db<CarrierTables>
export type AccountRow = Selectable<CarrierTables['carriers_account']>
export type InboxRow = Selectable<CarrierTables['carriers_inbox']>
export type CodeRow = Selectable<CarrierTables['carriers_code']>
