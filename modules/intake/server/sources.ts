import { randomBytes } from 'node:crypto'
import { implement } from '@orpc/server'
import type { Generated, Selectable } from 'kysely'
import type { Problem } from '#kit/api'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { Log } from '#platform/log'
import type { Postgres } from '#platform/postgres/postgres'
import { intake } from '../contract.ts'
import { StoreBusy } from './writer.ts'

export interface SourceTables {
  intake_source: {
    id: Generated<number>
    name: string
    slug: string
    kind: 'client' | 'server'
    write_key: string
    daily_quota: string | null
    created_at: Generated<Date>
    disabled_at: Date | null
  }
}

export interface Source {
  id: number
  kind: 'client' | 'server'
  slug: string
  dailyQuota: number | null
}

/** Sources by write key, from memory: every collected request asks. */
export class Sources {
  readonly #postgres: Postgres
  readonly #now: () => number
  readonly #log: Log
  #byKey = new Map<string, Source>()
  #clients = new Map<string, Source>()
  #loadedAt = Number.NEGATIVE_INFINITY
  #loading: Promise<void> | null = null

  constructor(postgres: Postgres, now: () => number, log: Log) {
    this.#postgres = postgres
    this.#now = now
    this.#log = log
  }

  get tables() {
    return this.#postgres.tables<SourceTables>()
  }

  find(writeKey: string): Promise<Source | null> {
    return this.#look(() => this.#byKey.get(writeKey))
  }

  /** A client source by its slug. A slug is no secret, so server sources are found by their key alone. */
  findClient(slug: string): Promise<Source | null> {
    return this.#look(() => this.#clients.get(slug))
  }

  /**
   * Known ones are refreshed every 10 s beside the requests, which go on while PostgreSQL is away. Unknown ones are
   * looked up again at most once a second; StoreBusy when they cannot be.
   */
  async #look(find: () => Source | undefined): Promise<Source | null> {
    const known = find()
    const age = this.#now() - this.#loadedAt
    if (known && age > 10_000)
      this.reload().catch((error) => this.#log.warn({ error: String(error) }, 'sources could not be refreshed'))
    if (known) return known
    if (age > 1_000)
      await this.reload().catch((cause) => Promise.reject(new StoreBusy('sources unreadable', { cause })))
    return find() ?? null
  }

  /** Numbers of all sources with a public key, disabled ones included: their events are still there. */
  async clients(): Promise<number[]> {
    const rows = await this.tables.selectFrom('intake_source').select('id').where('kind', '=', 'client').execute()
    return rows.map(({ id }) => id)
  }

  /** Those of these sources that were not erased, disabled ones included. */
  async standing(ids: readonly number[]): Promise<Set<number>> {
    const rows = await this.tables.selectFrom('intake_source').select('id').where('id', 'in', ids).execute()
    return new Set(rows.map(({ id }) => id))
  }

  /** One that was not erased, also when it is disabled. */
  async byId(id: number): Promise<Source | null> {
    const row = await this.tables.selectFrom('intake_source').selectAll().where('id', '=', id).executeTakeFirst()
    return row ? sourceOf(row) : null
  }

  reload(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null
    })
    return this.#loading
  }

  async #load() {
    const rows = await this.tables.selectFrom('intake_source').selectAll().where('disabled_at', 'is', null).execute()
    this.#byKey = new Map(rows.map((row) => [row.write_key, sourceOf(row)]))
    const clients = [...this.#byKey.values()].filter((one) => one.kind === 'client')
    this.#clients = new Map(clients.map((one) => [one.slug, one]))
    this.#loadedAt = this.#now()
  }
}

type StoredSource = Pick<Selectable<SourceTables['intake_source']>, 'id' | 'kind' | 'slug' | 'daily_quota'>

function sourceOf({ id, kind, slug, daily_quota }: StoredSource): Source {
  return { id, kind, slug, dailyQuota: daily_quota === null ? null : Number(daily_quota) }
}

const problems: Record<'no-such-source', Problem> = {
  'no-such-source': { status: 404, title: { zh: '没有这个数据源', en: 'No such source' } },
}

/** The endpoints of sources. */
export function sourceHandlers(postgres: Postgres, sources: Sources, now: () => number) {
  const os = implement(intake.sources).$context<RequestContext>()
  return os.router({
    list: os.list.handler(async () => {
      const rows = await sources.tables.selectFrom('intake_source').selectAll().orderBy('id').limit(1000).execute()
      return { items: rows.map(shown) }
    }),
    create: os.create.handler(async ({ input, context }) => {
      const row = await postgres.transaction(async (tx) => {
        const made = await tx
          .tables<SourceTables>()
          .insertInto('intake_source')
          .values({
            name: input.name,
            slug: await freeSlug(sources, input.name),
            kind: input.kind,
            write_key: randomBytes(16).toString('hex'),
            daily_quota: input.dailyQuota === undefined ? null : String(input.dailyQuota),
            disabled_at: null,
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        await audit(tx, nameOf(context.actor), 'source.created', String(made.id), { kind: made.kind })
        return made
      })
      await sources.reload()
      return shown(row)
    }),
    disable: os.disable.handler(({ input, context }) =>
      disable(postgres, sources, now, input.id, nameOf(context.actor)),
    ),
  })
}

async function disable(postgres: Postgres, sources: Sources, now: () => number, id: string, actor: string) {
  const row = await postgres.transaction(async (tx) => {
    await audit(tx, actor, 'source.disabled', id)
    return tx
      .tables<SourceTables>()
      .updateTable('intake_source')
      .set({ disabled_at: new Date(now()) })
      .where('id', '=', Number(id))
      .returningAll()
      .executeTakeFirst()
  })
  await sources.reload()
  return row ? shown(row) : refuse(problems, 'no-such-source')
}

/** Latin letters of the name when it has any, else `source`; a number makes it unique. */
async function freeSlug(sources: Sources, name: string): Promise<string> {
  const base =
    name
      .toLowerCase()
      .normalize('NFKD')
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 40) || 'source'
  const rows = await sources.tables
    .selectFrom('intake_source')
    .select('slug')
    .where('slug', 'like', `${base}%`)
    .execute()
  const taken = new Set(rows.map((row) => row.slug))
  let slug = base
  for (let n = 2; taken.has(slug); n += 1) slug = `${base}-${n}`
  return slug
}

function shown(row: {
  id: number
  name: string
  slug: string
  kind: 'client' | 'server'
  write_key: string
  daily_quota: string | null
  created_at: Date
  disabled_at: Date | null
}) {
  return {
    id: String(row.id),
    name: row.name,
    slug: row.slug,
    kind: row.kind,
    writeKey: row.write_key,
    dailyQuota: row.daily_quota === null ? null : Number(row.daily_quota),
    createdAt: row.created_at.toISOString(),
    disabledAt: row.disabled_at?.toISOString() ?? null,
  }
}
