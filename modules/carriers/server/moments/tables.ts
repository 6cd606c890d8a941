import type { Generated, Selectable } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { PictureType, PostChatState, PostKind, PostState, PostUnitState } from '../../core/posts.ts'

export interface PostTables {
  carriers_picture: {
    id: Generated<string>
    type: PictureType | 'video/mp4'
    bytes: Buffer
    /** Of a video: when it has so many bytes it is whole. */
    size: Generated<number | null>
    made_by: string
    made_at: Date
  }
  carriers_post: {
    id: Generated<string>
    account: string
    kind: PostKind
    name: string
    text: string
    link: { title: string; url: string } | null
    pictures: string[]
    /** Instead of pictures. */
    video: string | null
    tags: string[]
    state: PostState
    start_at: Date
    look_at: Date
    job: string | null
    moment: string | null
    asked_at: Date | null
    made_by: string
    made_at: Date
    ended_at: Date | null
    error: string | null
  }
  carriers_post_unit: {
    post: string
    userid: string
    state: PostUnitState
    msgid: string | null
    asked_at: Date | null
    sent_at: Date | null
    seen: Generated<number>
    likes: Generated<number>
    comments: Generated<number>
    reminders: Generated<Date[]>
    error: string | null
  }
  carriers_post_chat: { post: string; chat: string; userid: string; state: PostChatState; at: Date }
}

export type PostDb = Db<PostTables>
export type PostRow = Selectable<PostTables['carriers_post']>
export type PostUnitRow = Selectable<PostTables['carriers_post_unit']>
