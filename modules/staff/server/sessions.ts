import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Actor } from '#platform/http/context'
import type { Authenticate } from '#platform/http/server'
import type { Db, Postgres } from '#platform/postgres/postgres'
import { rightsOf } from '../core/rights.ts'
import { rightsWithin } from '../core/scope.ts'
import type { StaffTables } from './tables.ts'

export const sessionCookie = 'siyu_session'
export const sessionSeconds = 14 * 24 * 3600

export const newToken = (): string => randomBytes(32).toString('base64url')
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

const nobody: Actor = { kind: 'nobody', rights: [] }

interface Remembered {
  actor: Actor
  csrf: string | null
  until: number
}

/**
 * Tells who calls: `Authorization: Bearer KEY`, else the session cookie. Answers are remembered for a few seconds, so a
 * busy key costs one look-up; revoking therefore takes that long on other processes and no time on this one.
 */
export class Sessions {
  readonly #postgres: Postgres
  readonly #now: () => number
  readonly #seen = new Map<string, Remembered>()
  #forgotten = 0

  constructor(postgres: Postgres, now: () => number) {
    this.#postgres = postgres
    this.#now = now
  }

  readonly authenticate: Authenticate = async (request) => {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ')
    if (scheme?.toLowerCase() === 'bearer' && token)
      return (await this.#known(`k${token}`, () => this.#byKey(token))).actor
    const cookie = request.cookies[sessionCookie]
    if (!cookie) return nobody
    const session = await this.#known(`s${cookie}`, () => this.#bySession(cookie))
    return session.csrf !== null && !passesCsrf(request, session.csrf) ? nobody : session.actor
  }

  /** Call after a revocation: nothing that was looked up before it counts any more. */
  forget() {
    this.#seen.clear()
    this.#forgotten += 1
  }

  async csrfOf(cookie: string): Promise<string | undefined> {
    return (await this.#bySession(cookie)).csrf ?? undefined
  }

  async #known(key: string, load: () => Promise<Omit<Remembered, 'until'>>): Promise<Omit<Remembered, 'until'>> {
    const hit = this.#seen.get(key)
    if (hit && hit.until > this.#now()) return hit
    const before = this.#forgotten
    const loaded = await load()
    if (this.#seen.size > 10_000) this.#seen.clear()
    // A look-up that began before a revocation must not outlive it.
    if (loaded.actor.kind !== 'nobody' && before === this.#forgotten)
      this.#seen.set(key, { ...loaded, until: this.#now() + 5000 })
    return loaded
  }

  get #db(): Db<StaffTables> {
    return this.#postgres.tables<StaffTables>()
  }

  async #byKey(token: string) {
    const row = await this.#db
      .updateTable('staff_api_key')
      .set({ last_used_at: new Date(this.#now()) })
      .where('token_hash', '=', hashToken(token))
      .where('revoked_at', 'is', null)
      .returning(['id', 'name', 'rights'])
      .executeTakeFirst()
    const actor: Actor = row ? { kind: 'apiKey', id: row.id, name: row.name, rights: row.rights } : nobody
    return { actor, csrf: null }
  }

  async #bySession(token: string) {
    const row = await this.#db
      .selectFrom('staff_session as s')
      .innerJoin('staff_member as m', 'm.id', 's.staff')
      .select(['m.id', 'm.name', 'm.role', 'm.scope', 's.csrf'])
      .where('s.token_hash', '=', hashToken(token))
      .where('s.expires_at', '>', new Date(this.#now()))
      .where('m.disabled_at', 'is', null)
      .executeTakeFirst()
    if (!row) return { actor: nobody, csrf: null }
    const rights = rightsWithin(rightsOf(row.role), row.scope)
    const actor: Actor = { kind: 'staff', id: row.id, name: row.name, rights, limited: row.scope !== 'all' }
    return { actor, csrf: row.csrf }
  }
}

/** A cookie travels with forged requests too, a header does not: unsafe methods must repeat the session's token. */
function passesCsrf(request: FastifyRequest, csrf: string): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return true
  const sent = Buffer.from(String(request.headers['x-csrf-token'] ?? ''))
  const want = Buffer.from(csrf)
  return sent.length === want.length && timingSafeEqual(sent, want)
}
