import { type Generated, type Selectable, sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { Direction } from '../../core/tags.ts'

export interface TagTables {
  carriers_tag_group: { account: string; id: string; name: string; direction: Generated<Direction> }
  carriers_tag: { account: string; id: string; tag_group: string; name: string; tag: string | null }
  carriers_mark: {
    id: Generated<string>
    contact: string
    userid: string
    tag: string
    given: boolean
    due_at: Date
    attempts: Generated<number>
    failed_at: Date | null
    error: string | null
  }
  carriers_user_mark: {
    id: Generated<string>
    account: string
    external: Buffer
    tag: string
    given: boolean
    due_at: Date
    attempts: Generated<number>
    failed_at: Date | null
    error: string | null
  }
}

export type TagDb = Db<TagTables>
export type MarkRow = Selectable<TagTables['carriers_mark']>

/** These marks, unless the opposite was said since they were claimed: that waits for its own turn. */
export const asClaimed = (marks: readonly Pick<MarkRow, 'id' | 'given'>[]) => sql<boolean>`
  (id, given) in (select * from unnest(${marks.map(({ id }) => id)}::bigint[], ${marks.map(({ given }) => given)}::boolean[]))`
