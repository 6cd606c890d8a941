import type { Generated, Selectable } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { Figures } from '../../core/liveRooms/figures.ts'

export interface LiveTables {
  carriers_live_room: {
    id: Generated<string>
    platform: string
    account: string
    key: string
    title: string
    started_at: Date
    ended_at: Date | null
    figures: Figures
    first_import: string | null
    last_import: string | null
    updated_at: Date
  }
  carriers_live_change: { import: string; room: string; before: LiveBefore | null }
}

/** What a room was before an import changed it. Times are ISO. */
export interface LiveBefore {
  readonly title: string
  readonly started_at: string
  readonly ended_at: string | null
  readonly figures: Figures
  readonly last_import: string | null
}

export type LiveDb = Db<LiveTables>
export type LiveRow = Selectable<LiveTables['carriers_live_room']>
