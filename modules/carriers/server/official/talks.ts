import { sql } from 'kysely'
import type { Actor } from '#platform/http/context'
import type { Account } from '../accounts.ts'
import { seenBy } from '../personal.ts'
import { userOf } from '../users/find.ts'
import type { UserTables } from '../users/tables.ts'
import { talkContext } from '../users/talk.ts'
import { windowsThere } from '../users/windows.ts'
import type { OfficialDeps } from './ports.ts'

interface Row {
  id: string
  external: Buffer
  strand: string
  kind: 'heard' | 'answer' | 'notice'
  state: 'heard' | 'sent' | 'unsure'
  body: Buffer
  made_by: string | null
  at: Date
}

const shown = ({ vault }: OfficialDeps, { id, kind, state, body, made_by, at }: Row) => ({
  ...{ id, kind, state, by: made_by, at: at.toISOString(), text: vault.open(body, talkContext) },
})

const iso = (at: number | null | undefined) => (at === null || at === undefined ? null : new Date(at).toISOString())

interface Wanted {
  readonly open: boolean
  readonly cursor?: string | undefined
  readonly limit: number
  /** Names are masked for whoever may not see them. */
  readonly actor: Actor
}

/** A window may be open this long at most. */
const longest = 48 * 3_600_000

/** Conversations by their last word, the newest first; with how often and until when each may be answered. */
export async function talksOf(deps: OfficialDeps, account: Account, { open, cursor, limit, actor }: Wanted) {
  const db = deps.postgres.tables<UserTables>()
  const below = cursor !== undefined && /^\d{1,18}$/.test(cursor) ? cursor : null
  const since = new Date(open ? deps.now() - longest : 0)
  const rows = await sql<Row>`
    select t.id::text as id, t.external, u.strand::text as strand, t.kind, t.state, t.body, t.made_by, t.at
    from (select distinct on (external) * from carriers_talk where account = ${account.id}::bigint
        order by external, id desc) t
      join carriers_user u on u.account = t.account and u.external = t.external
    where (${below}::bigint is null or t.id < ${below}::bigint)
      and exists (select from carriers_talk h where h.account = t.account and h.external = t.external
        and h.kind = 'heard' and h.at >= ${since})
    order by t.id desc limit ${limit + 1}`.execute(db)
  const page = rows.rows.slice(0, limit)
  const asked = { account: account.id, externals: page.map(({ external }) => external), now: deps.now() }
  const windows = await windowsThere(deps, { ...asked, quotas: deps.weixin.quotas(account) })
  const names = await deps.valuesOf(page.map(({ strand }) => strand))
  const items = page.map((row) => {
    const window = windows.get(row.external.toString('hex'))
    const known = seenBy(actor, names.get(row.strand) ?? {})
    return {
      ...{ person: row.strand, name: known['姓名'] ?? known['昵称'] ?? null, last: shown(deps, row) },
      ...{ unanswered: row.kind === 'heard', left: window?.left ?? 0, until: iso(window?.until) },
    }
  })
  const last = page.at(-1)
  return rows.rows.length > limit && last ? { items, next: last.id } : { items }
}

/** What was said with one person, oldest first. */
export async function talkOf(deps: OfficialDeps, account: Account, person: string) {
  const { external } = await userOf(deps, account.id, person)
  const rows = await sql<Row>`
    select id::text as id, external, '' as strand, kind, state, body, made_by, at from carriers_talk
    where account = ${account.id}::bigint and external = ${external} order by id desc limit 200`.execute(
    deps.postgres.tables<UserTables>(),
  )
  const asked = { account: account.id, externals: [external], now: deps.now() }
  const windows = await windowsThere(deps, { ...asked, quotas: deps.weixin.quotas(account) })
  const window = windows.get(external.toString('hex'))
  return {
    items: rows.rows.toReversed().map((row) => shown(deps, row)),
    left: window?.left ?? 0,
    until: iso(window?.until),
  }
}
