import type { Generated, Selectable } from 'kysely'
import type { CarrierTables } from '../tables.ts'

export interface DeskTables extends Pick<CarrierTables, 'carriers_staff'> {
  carriers_member_day: {
    account: string
    userid: string
    day: string
    chats: number
    replied: number | null
    first_reply_minutes: number | null
    feedback: number
  }
  carriers_follow_up: {
    id: Generated<string>
    account: string
    strand: string
    userid: string
    note: Buffer
    written_at: Date
    next_at: Date | null
    done_at: Date | null
  }
}

export type FollowUpRow = Selectable<DeskTables['carriers_follow_up']>

export const noteContext = 'carriers_follow_up.note'
