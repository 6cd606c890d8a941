import type { Generated } from 'kysely'
import type { JoinHow, LeaveHow } from '../../core/chats.ts'

export interface ChatTables {
  carriers_chat: {
    id: Generated<string>
    account: string
    chat: string
    name: string
    owner: string
    notice: string
    created_at: Date
    dismissed_at: Date | null
    asked_at: Date
  }
  carriers_participant: {
    chat: string
    member: Buffer
    joined_at: Date
    userid: string | null
    strand: string | null
    identity: string | null
    joined_how: JoinHow
    invited_by: string | null
    code: string | null
    left_at: Date | null
    left_how: LeaveHow | null
    told: Generated<boolean>
  }
}
