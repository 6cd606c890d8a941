import type { Generated, Selectable } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { WindowTrigger } from '../../core/windows.ts'

export interface UserTables {
  carriers_user: {
    account: string
    external: Buffer
    sealed: Buffer
    strand: string
    identity: string
    has_unionid: boolean
    followed_at: Date
    ended_at: Date | null
    ended_by: 'customer' | 'unseen' | null
    scene: string | null
    synced_at: Date
    /** As the platform has them. */
    tags: Generated<string[]>
    /** Since when that is known; null = since before it was written down. */
    tags_at: Date | null
    /** What of them was told here. */
    told: Generated<string[]>
  }
  carriers_window: {
    account: string
    external: Buffer
    trigger: WindowTrigger
    opened_at: Date
    used: Generated<number>
  }
  carriers_talk: {
    id: Generated<string>
    account: string
    external: Buffer
    kind: 'heard' | 'answer' | 'notice'
    body: Buffer
    ref: string
    state: 'heard' | 'sent' | 'unsure'
    made_by: string | null
    at: Date
  }
  carriers_credit: { account: string; external: Buffer; template: string; ref: string; delta: number; at: Date }
}

export type UserDb = Db<UserTables>
export type UserRow = Selectable<UserTables['carriers_user']>
