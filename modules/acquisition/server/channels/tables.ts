import type { Generated, Selectable } from 'kysely'
import type { UtmRule } from '../../core/channels/tree.ts'

/** What can change of a channel. */
export interface ChannelState {
  readonly parent: string | null
  readonly name: string
  readonly names: readonly string[]
  readonly utm: readonly UtmRule[]
  readonly position: number
  readonly archived: boolean
}

export interface ChannelTables {
  acquisition_channel: {
    id: Generated<string>
    parent: string | null
    name: string
    names: readonly string[]
    utm: readonly UtmRule[]
    position: number
    archived_at: Date | null
    created_by: string
    created_at: Date
    changed_at: Date
  }
  acquisition_channel_change: {
    id: Generated<string>
    channel: string
    before: ChannelState | null
    after: ChannelState
    by: string
    at: Date
    undone_at: Date | null
  }
  acquisition_channel_cost: {
    id: Generated<string>
    channel: string
    first_day: string
    last_day: string
    amount: string
    note: string
    import: string | null
    made_by: string
    made_at: Date
    gone_at: Date | null
  }
}

export type ChannelRow = Selectable<ChannelTables['acquisition_channel']>
