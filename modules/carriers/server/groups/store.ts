import { type Insertable, sql } from 'kysely'
import type { Evidence } from '#modules/identity'
import type { Db } from '#platform/postgres/postgres'
import { type ChatRead, type LeaveHow, type ParticipantRead, type Stay, stayChanges } from '../../core/chats.ts'
import type { CarrierDeps } from '../deps.ts'
import { aboutHash } from '../inbox.ts'
import type { CarrierTables } from '../tables.ts'
import type { ChatTables } from './tables.ts'
import { tellStays } from './tell.ts'

type Deps = Pick<CarrierDeps, 'postgres' | 'vault' | 'identities' | 'profiles' | 'reached' | 'now'>
type ChatDb = Db<ChatTables>

export interface Told {
  readonly account: string
  /** Whose chats they are: stands before the name of a chat where people are said to be reached. */
  readonly corp: string
  /** Epoch ms at which the platform was asked. */
  readonly askedAt: number
  /** Who has come just now: read again, whoever was erased stays gone. */
  readonly fresh?: ReadonlySet<string>
}

export interface Stored {
  readonly id: string
  readonly joined: number
  readonly left: number
}

interface Placed extends ParticipantRead {
  readonly hash: Buffer
  readonly strand: string | null
  readonly identity: string | null
}

/** A chat with everybody in it, as a platform showed it; null when a newer reading is stored already. Twice comes to the same. */
export async function storeChat(deps: Deps, told: Told, read: ChatRead): Promise<Stored | null> {
  const placed = await placedOf(deps, told, read.participants)
  const stored = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<ChatTables>()
    const id = await writeChat(db, told, read)
    return id === null ? null : { id, ...(await writeStays(db, id, told.askedAt, placed)) }
  })
  if (stored) await tellStays(deps, stored.id, told.corp)
  return stored
}

/** Who they are: customers whom the house knows by their numbers, others by asking house identity. Who was erased is left out. */
async function placedOf(deps: Deps, told: Told, all: readonly ParticipantRead[]): Promise<Placed[]> {
  const hashed = all.map((one) => ({ ...one, hash: aboutHash(deps, told.account, one.member) }))
  const customers = hashed.filter(({ isStaff }) => !isStaff)
  const known = await knownOf(
    deps,
    customers.map(({ hash }) => hash),
  )
  const asked = customers.filter(({ hash }) => !known.has(hash.toString('hex')))
  const resolved = await deps.identities.resolve(asked.map((one) => evidenceOf(told, one)))
  for (const [i, { hash }] of asked.entries()) {
    const { strand = null, identity = null } = resolved[i] ?? {}
    if (strand !== null && identity !== null) known.set(hash.toString('hex'), { strand, identity })
  }
  const named = asked.flatMap(({ hash, name }) => {
    const person = known.get(hash.toString('hex'))?.strand
    return name === '' || person === undefined ? [] : [{ person, name }]
  })
  await deps.profiles.apply(
    named.map(({ person, name }) => ({ person, at: deps.now(), traits: { nickname: name }, verified: true })),
    { fill: true },
  )
  return hashed.flatMap((one): Placed[] => {
    if (one.isStaff) return [{ ...one, strand: null, identity: null }]
    const numbers = known.get(one.hash.toString('hex'))
    return numbers ? [{ ...one, ...numbers }] : []
  })
}

const evidenceOf = ({ account, fresh }: Told, { member, claims, joinedAt }: ParticipantRead): Evidence => ({
  at: joinedAt,
  trust: 'server',
  origin: fresh?.has(member) ? `carrier:${account}` : `sync:carrier:${account}`,
  claims,
})

async function knownOf({ postgres }: Deps, hashes: readonly Buffer[]) {
  const rows = await sql<{ hash: Buffer; strand: string; identity: string }>`
    select distinct on (hash) hash, strand, identity from (
      select external as hash, strand, identity from carriers_contact where external = any(${hashes}::bytea[])
      union all select member, strand, identity from carriers_participant
        where member = any(${hashes}::bytea[]) and strand is not null) t`.execute(postgres.tables<CarrierTables>())
  return new Map(rows.rows.map(({ hash, ...numbers }) => [hash.toString('hex'), numbers]))
}

/** The chat's number; null when what is stored was asked for later. Holds the chat until the transaction ends. */
async function writeChat(db: ChatDb, { account, askedAt }: Told, { chat, name, owner, notice, createdAt }: ChatRead) {
  const rows = await sql<{ id: string }>`
    insert into carriers_chat as c (account, chat, name, owner, notice, created_at, asked_at)
    values (${account}::bigint, ${chat}, ${name}, ${owner}, ${notice}, ${new Date(createdAt)}, ${new Date(askedAt)})
    on conflict (account, chat) do update set name = excluded.name, owner = excluded.owner, notice = excluded.notice,
      asked_at = excluded.asked_at, dismissed_at = null
    where c.asked_at <= excluded.asked_at returning id::text as id`.execute(db)
  return rows.rows[0]?.id ?? null
}

async function writeStays(db: ChatDb, chat: string, askedAt: number, placed: readonly Placed[]) {
  const stays = await staysOf(db, chat)
  const shown = placed.map((one) => ({ ...one, member: one.hash.toString('hex') }))
  const { begun, ended, resumed } = stayChanges(stays, shown, askedAt)
  await endStays(
    db,
    chat,
    ended.map((one) => ({ ...one, how: 'unseen' })),
  )
  await beginStays(db, chat, begun)
  for (const { member, joinedAt } of resumed)
    await sql`update carriers_participant set left_at = null, left_how = null, told = false
      where chat = ${chat}::bigint and member = decode(${member}, 'hex') and joined_at = ${new Date(joinedAt)}`.execute(
      db,
    )
  const isCustomer = new Set(stays.filter((one) => one.strand !== null).map(({ member }) => member))
  return {
    joined: begun.filter(({ strand }) => strand !== null).length,
    left: ended.filter(({ member }) => isCustomer.has(member)).length,
  }
}

export interface StayRow extends Stay {
  readonly strand: string | null
}

/** All stays in a chat, or those of one member. */
export async function staysOf(db: ChatDb, chat: string, member?: string): Promise<StayRow[]> {
  let all = db.selectFrom('carriers_participant').selectAll().where('chat', '=', chat)
  if (member !== undefined) all = all.where('member', '=', Buffer.from(member, 'hex'))
  const rows = await all.execute()
  return rows.map((row) => ({
    ...{ member: row.member.toString('hex'), joinedAt: row.joined_at.getTime(), strand: row.strand },
    ...{ leftAt: row.left_at?.getTime() ?? null, leftHow: row.left_how },
  }))
}

type Begun = Placed & { readonly leftAt?: number; readonly leftHow?: LeaveHow }

async function beginStays(db: ChatDb, chat: string, begun: readonly Begun[]) {
  if (begun.length === 0) return
  const rows = begun.map(
    (one): Insertable<ChatTables['carriers_participant']> => ({
      ...{ chat, member: one.hash, joined_at: new Date(one.joinedAt), userid: one.isStaff ? one.member : null },
      ...{ strand: one.strand, identity: one.identity, joined_how: one.how, invited_by: one.invitedBy, code: one.code },
      ...{ left_at: one.leftAt === undefined ? null : new Date(one.leftAt), left_how: one.leftHow ?? null },
      // Of colleagues nobody is told.
      told: one.isStaff,
    }),
  )
  await db
    .insertInto('carriers_participant')
    .values(rows)
    .onConflict((on) => on.doNothing())
    .execute()
}

export interface Ended {
  readonly member: string
  readonly joinedAt: number
  readonly at: number
  readonly how: LeaveHow
}

export async function endStays(db: ChatDb, chat: string, ended: readonly Ended[]): Promise<void> {
  for (const { member, joinedAt, at, how } of ended)
    await sql`update carriers_participant set left_at = ${new Date(at)}, left_how = ${how}, told = userid is not null
      where chat = ${chat}::bigint and member = decode(${member}, 'hex') and joined_at = ${new Date(joinedAt)}`.execute(
      db,
    )
}

/** Somebody was here for so short a time that no reading has shown them. */
export async function keepPassing(
  deps: Deps,
  told: Told,
  chat: string,
  one: ParticipantRead & { readonly until: number },
): Promise<void> {
  const [placed] = await placedOf(deps, told, [one])
  if (!placed || placed.isStaff) return
  const db = deps.postgres.tables<ChatTables>()
  await beginStays(db, chat, [{ ...placed, leftAt: Math.max(one.until, one.joinedAt), leftHow: 'unseen' }])
  await tellStays(deps, chat, told.corp)
}
