import { decide } from './decide.ts'
import type { LiveDeps } from './deps.ts'
import type { Loads } from './load.ts'
import type { LiveTables } from './tables.ts'

export interface Choosing {
  readonly live: string
  /** Whom it is chosen for: the same text is the same visitor. */
  readonly visitor: string
  readonly ip: string
  readonly userAgent: string
  /** Crawlers and previews take nobody's place. */
  readonly isBot: boolean
}

/** Port: the member of a live code who takes somebody now, by their hours and caps. */
export interface Chosen {
  readonly account: string
  readonly member: string
  readonly tags: readonly string[]
}

/** Chooses a member as the page of a live code does, for whoever came by something else of ours. Null = nobody is to be had. */
export async function choose(deps: LiveDeps, loads: Loads, asked: Choosing): Promise<Chosen | null> {
  const db = deps.postgres.tables<LiveTables>()
  const row = await db.selectFrom('acquisition_live').selectAll().where('id', '=', asked.live).executeTakeFirst()
  if (!row || row.account === null) return null
  const { ip, userAgent, isBot } = asked
  const visitor = deps.vault.hash(`live visitor ${asked.visitor}`)
  const at = deps.now()
  const { to } = await decide(deps, loads, row, { at, ip, userAgent, visitor, isBot, spot: null, store: null })
  return to?.kind === 'staff' ? { account: row.account, member: to.member, tags: row.tags } : null
}
