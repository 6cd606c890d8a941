import type { Generated, Selectable } from 'kysely'

export interface DeskTables {
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
