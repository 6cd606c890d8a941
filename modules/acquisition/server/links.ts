import type { Selectable } from 'kysely'
import type { Leading } from '../core/link.ts'
import type { AcquisitionDeps } from './deps.ts'
import type { AcquisitionTables, LinkTable } from './tables.ts'

const most = 50_000
const freshMs = 5000

/** A link as a visitor needs it. */
export interface LiveLink extends Leading {
  readonly id: string
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
    const row = await db.selectFrom('acquisition_link').selectAll().where('code', '=', code).executeTakeFirst()
    const link = row ? liveOf(row) : null
    if (this.#known.size >= most) this.#known.clear()
    this.#known.set(code, { at, link })
    return link
  }

  /** It has changed: the next visitor gets what it is now. */
  forget(code: string) {
    this.#known.delete(code)
  }
}

const liveOf = ({
  id,
  url,
  targets,
  variants,
  url_weight,
  password,
  expires_at,
  off_at,
}: Selectable<LinkTable>): LiveLink => ({
  ...{ id, url, targets, variants, urlWeight: url_weight, password },
  ...{ expiresAt: expires_at?.getTime() ?? Number.POSITIVE_INFINITY, on: off_at === null },
})
