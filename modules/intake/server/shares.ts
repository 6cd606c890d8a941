import { implement } from '@orpc/server'
import { type Generated, sql } from 'kysely'
import { type Identities, identityErased } from '#modules/identity'
import type { RequestContext } from '#platform/http/context'
import type { Outbox, Subscription } from '#platform/outbox'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import { intake } from '../contract.ts'
import type { Incoming, Share } from '../core/event.ts'
import { type ShareOpened, shareOpened } from '../index.ts'
import type { Source } from './sources.ts'

interface ShareTables {
  intake_share: {
    id: Generated<string>
    source: number
    inviter: string
    person: string
    identity: string
    at: Date
    trust: 'client' | 'server'
    depth: number | null
    path: string | null
    method: string | null
  }
}

/** An event that came by a share, with whose it is. */
export interface OpenedShare {
  source: Source
  event: Incoming
  identity: string
  strand: string
}

export interface ShareDeps {
  postgres: Postgres
  outbox: Outbox
  identities: Identities
}

/** Keeps who came by whose share and tells it, each visit once. Shares of nobody we know, and one's own, are none. */
export function shareBook({ postgres, outbox, identities }: ShareDeps) {
  return async (opened: readonly OpenedShare[]) => {
    const found: Omit<ShareOpened, 'id'>[] = []
    for (const { source, event, identity, strand } of opened) {
      const { share } = event
      const inviter = share && (await sharer(identities, share))
      if (!share || inviter === null || (await isOne(identities, inviter, strand))) continue
      const { depth, path, method } = share
      found.push({
        source: source.id,
        trust: source.kind,
        inviter,
        identity,
        person: strand,
        at: event.at,
        depth,
        path,
        method,
      })
    }
    if (found.length === 0) return
    await postgres.transaction(async (tx) => {
      for (const one of found) {
        const row = await tx
          .tables<ShareTables>()
          .insertInto('intake_share')
          .values({ ...one, at: new Date(one.at) })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst()
        if (row) await outbox.publish(tx, shareOpened, { id: row.id, ...one } satisfies ShareOpened)
      }
    })
    outbox.kick()
  }
}

async function sharer(identities: Identities, { by }: Share): Promise<string | null> {
  for (const { type, value } of by) {
    const strand = await identities.strandOf(type, value)
    if (strand !== null) return strand
  }
  return null
}

async function isOne(identities: Identities, one: string, other: string): Promise<boolean> {
  return (await identities.standing(one)) === (await identities.standing(other))
}

/** Takes the shares of a source away. */
export async function deleteShares(tx: Tx, source: number) {
  await tx.tables<ShareTables>().deleteFrom('intake_share').where('source', '=', source).execute()
}

/** The shares by which these people came or brought somebody. */
export async function sharesOf(postgres: Postgres, strands: readonly string[]) {
  const rows = await postgres
    .tables<ShareTables>()
    .selectFrom('intake_share')
    .select(['inviter', 'person', 'at', 'depth', 'path', 'method'])
    .where((e) => e.or([e('inviter', 'in', [...strands]), e('person', 'in', [...strands])]))
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

export async function deleteSharesOf(tx: Tx, strands: readonly string[]) {
  await sql`delete from intake_share where person = any(${strands}::bigint[]) or inviter = any(${strands}::bigint[])`.execute(
    tx.tables<ShareTables>(),
  )
}

/** Whoever is erased brought nobody and was brought by nobody. */
export function forgetShares(): Subscription {
  return {
    consumer: 'intake.shares',
    topics: [identityErased],
    async handle(tx, facts) {
      const gone = facts.flatMap(({ payload }) => (payload as { persons: string[] }).persons)
      await deleteSharesOf(tx, gone)
    },
  }
}

/** The endpoint of shares: newest first, of one sharer or of one visitor, whoever they were merged with. */
export function shareHandlers({ postgres, identities }: Omit<ShareDeps, 'outbox'>) {
  const os = implement(intake.shares).$context<RequestContext>()
  return os.router({
    list: os.list.handler(async ({ input }) => {
      const { inviter, person, cursor, limit } = input
      let query = postgres.tables<ShareTables>().selectFrom('intake_share').selectAll()
      for (const [column, asked] of Object.entries({ inviter, person })) {
        if (asked)
          query = query.where(column === 'inviter' ? 'inviter' : 'person', 'in', await everyone(identities, asked))
      }
      if (cursor) query = query.where('id', '<', cursor)
      const rows = await query
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      const items = rows
        .slice(0, limit)
        .map((row) => ({ ...row, source: String(row.source), at: row.at.toISOString() }))
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    }),
  })
}

async function everyone(identities: Identities, person: string): Promise<readonly string[]> {
  const standing = await identities.standing(person)
  return standing === null ? [person] : identities.strands(standing)
}
