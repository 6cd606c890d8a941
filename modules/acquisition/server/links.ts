import type { Selectable } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { Leading } from '../core/link.ts'
import { personalLength, sharedLength } from '../core/personal.ts'
import type { AcquisitionDeps } from './deps.ts'
import type { AcquisitionTables, LinkTable } from './tables.ts'

const most = 50_000
const freshMs = 5000

/** A link as a visitor needs it. */
export interface LiveLink extends Leading {
  readonly id: string
  /** By which it was asked for: its own, or that of one person. */
  readonly code: string
  /** The link of one person, where the code is theirs. */
  readonly personal?: string
  /** The link that all readers of a message share, where the code is that. */
  readonly shared?: { readonly id: string; readonly ref: string; readonly origin: string }
  readonly password: Buffer | null
  readonly expiresAt: number
  readonly on: boolean
}

/** Whether it leads on: switched on and not over. */
export const isOpen = (link: LiveLink, now: number): boolean => link.on && link.expiresAt > now

/** Links in memory, also those that are not there; each is read anew every five seconds that somebody asks for it. */
export class Links {
  readonly #deps: Pick<AcquisitionDeps, 'postgres' | 'now'>
  readonly #known = new Map<string, { at: number; link: LiveLink | null }>()

  constructor(deps: Pick<AcquisitionDeps, 'postgres' | 'now'>) {
    this.#deps = deps
  }

  /** What is known of the code now; undefined = ask `find`. */
  known(code: string): LiveLink | null | undefined {
    const found = this.#known.get(code)
    return found && this.#deps.now() - found.at < freshMs ? found.link : undefined
  }

  async find(code: string): Promise<LiveLink | null> {
    const db = this.#deps.postgres.tables<AcquisitionTables>()
    const at = this.#deps.now()
    const read = { [personalLength]: personalOf, [sharedLength]: sharedOf }[code.length] ?? linkOf
    const link = await read(db, code)
    if (this.#known.size >= most) this.#known.clear()
    this.#known.set(code, { at, link })
    return link
  }

  /** It has changed: the next visitor gets what it is now. */
  forget(code: string) {
    this.#known.delete(code)
  }
}

async function linkOf(db: Db<AcquisitionTables>, code: string): Promise<LiveLink | null> {
  const row = await db.selectFrom('acquisition_link').selectAll().where('code', '=', code).executeTakeFirst()
  return row ? liveOf(row) : null
}

async function personalOf(db: Db<AcquisitionTables>, code: string): Promise<LiveLink | null> {
  const row = await db
    .selectFrom('acquisition_personal as p')
    .innerJoin('acquisition_link as l', 'l.id', 'p.link')
    .selectAll('l')
    .select('p.id as personal')
    .where('p.code', '=', code)
    .executeTakeFirst()
  return row ? { ...liveOf(row), code, personal: row.personal } : null
}

async function sharedOf(db: Db<AcquisitionTables>, code: string): Promise<LiveLink | null> {
  const row = await db
    .selectFrom('acquisition_shared as s')
    .innerJoin('acquisition_link as l', 'l.id', 's.link')
    .selectAll('l')
    .select(['s.id as shared', 's.ref'])
    .where('s.code', '=', code)
    .executeTakeFirst()
  if (!row) return null
  return { ...liveOf(row), code, shared: { id: row.shared, ref: row.ref, origin: row.origin ?? '' } }
}

const liveOf = ({
  id,
  code,
  url,
  targets,
  variants,
  url_weight,
  password,
  expires_at,
  off_at,
}: Selectable<LinkTable>): LiveLink => ({
  ...{ id, code, url, targets, variants, urlWeight: url_weight, password },
  ...{ expiresAt: expires_at?.getTime() ?? Number.POSITIVE_INFINITY, on: off_at === null },
})
