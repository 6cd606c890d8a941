import type { Generated, Selectable } from 'kysely'
import { dateText } from '#kit/time'
import type { Db } from '#platform/postgres/postgres'
import type { DigestReply, SendingReply } from '../../core/digestContract.ts'
import { nextDue, type Schedule } from '../../core/digestTime.ts'

export interface DigestTables {
  insight_digest: {
    id: Generated<string>
    name: string
    content: 'daily' | 'dashboard'
    dashboard: string | null
    minute: number
    days: number[]
    target: 'wecom' | 'webhook'
    url: Buffer
    host: string
    picture: boolean
    language: 'zh' | 'en'
    responsible: string
    site: string
    paused: boolean
    due_at: Date | null
    created_by: string
    created_at: Date
  }
  insight_digest_sending: {
    id: Generated<string>
    digest: string
    due_at: Date | null
    by: string
    created_at: Date
    state: SendingReply['state']
    tries: Generated<number>
    next_at: Date
    body: unknown
    picture: Generated<boolean>
    status: number | null
    answer: string | null
    why: string | null
    sent_at: Date | null
  }
}
export type DigestDb = Db<DigestTables>
export type DigestRow = Selectable<DigestTables['insight_digest']>
export type SendingRow = Selectable<DigestTables['insight_digest_sending']>

/** Under which context the address of a digest is sealed. */
export const sealedUrl = 'insight_digest.url'

/** When a digest is next due after a moment. */
export function dueAfter(schedule: Schedule, after: number, zone: string): Date | null {
  const at = nextDue(schedule, after, zone, (moment) => dateText(moment, zone))
  return at === null ? null : new Date(at)
}

export const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
const clockOf = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** Digests as they are shown: without the address. */
export async function shownDigests(db: DigestDb, rows: readonly DigestRow[]): Promise<DigestReply[]> {
  if (rows.length === 0) return []
  const last = await db
    .selectFrom('insight_digest_sending')
    .distinctOn('digest')
    .select(['digest', 'state', 'created_at'])
    .where(
      'digest',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('digest')
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => {
    const { id, name, content, dashboard, days, target, host, picture, language, responsible, site, paused } = row
    const sending = last.find(({ digest }) => digest === id)
    return {
      ...{ id, name, content, dashboard, days, target, host, picture, language, responsible, site, paused },
      at: clockOf(row.minute),
      nextAt: row.due_at?.toISOString() ?? null,
      last: sending ? { at: sending.created_at.toISOString(), state: sending.state } : null,
    }
  })
}

export function shownSending(row: SendingRow): SendingReply {
  const { id, by, state, tries, picture, status, answer, why } = row
  return {
    ...{ id, by, state, tries, picture, status, answer, why },
    dueAt: row.due_at?.toISOString() ?? null,
    at: (row.sent_at ?? row.created_at).toISOString(),
    body: row.body as SendingReply['body'],
  }
}

/** Something to be sent: because its time has come, or because somebody asks. Null where that time was taken up before. */
export async function putSending(
  db: DigestDb,
  digest: string,
  due: Date | null,
  by: string,
  at: Date,
  state: SendingRow['state'],
) {
  return db
    .insertInto('insight_digest_sending')
    .values({
      ...{ digest, due_at: due, by, created_at: at, next_at: at, state, body: null },
      ...{ status: null, answer: null, why: null, sent_at: null },
    })
    .onConflict((conflict) => conflict.columns(['digest', 'due_at']).doNothing())
    .returningAll()
    .executeTakeFirst()
}
