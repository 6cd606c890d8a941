import type { Generated, Selectable } from 'kysely'
import type { Welcome } from '#modules/carriers'
import type { Because } from '../../core/live/because.ts'
import type { Setup } from '../../core/live/setup.ts'

export interface LiveTables {
  acquisition_live: {
    id: Generated<string>
    code: string
    kind: Setup['kind']
    name: string
    note: string
    account: string | null
    delivery: 'direct' | 'page'
    setup: Setup
    source: string | null
    welcome: Welcome | null
    tags: string[]
    remark: string | null
    skip_verify: boolean
    style: { color: string; caption: string }
    expires_at: Date | null
    off_at: Date | null
    created_by: string
    created_at: Date
    changed_at: Date
    look_at: Date
    error: string | null
  }
  acquisition_live_way: {
    live: string
    member: string
    way: string
    qr: string
    staff: string[]
    because: readonly Because[]
    since: Date
  }
  acquisition_live_shown: {
    id: Generated<string>
    live: string
    leaf: string | null
    arm: string | null
    member: string | null
    chat: string | null
    url: string | null
    because: readonly Because[]
    visitor: Buffer | null
    app: string
    region: string
    at: Date
    added: string | null
  }
  acquisition_live_add: {
    id: string
    live: string
    member: string
    strand: string
    known: boolean
    added_at: Date
    left_at: Date | null
    left_by: string | null
    shown: string | null
    sure: boolean
    because: readonly Because[] | null
  }
  acquisition_duty: { account: string; member: string; off_at: Date; said_by: string }
  acquisition_printed: {
    id: Generated<string>
    live: string
    number: string
    place: string
    owner: string
    printed_on: string | null
    note: string
    photo_type: 'image/jpeg' | 'image/png' | null
    photo: Buffer | null
    made_by: string
    made_at: Date
    gone_at: Date | null
  }
  acquisition_trouble: {
    id: Generated<string>
    live: string
    kind: string
    about: string
    name: string
    covered: boolean
    since: Date
    ended_at: Date | null
  }
}

export type LiveRow = Selectable<LiveTables['acquisition_live']>
