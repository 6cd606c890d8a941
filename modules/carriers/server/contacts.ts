import { sql } from 'kysely'
import type { Evidence, Resolved } from '#modules/identity'
import type { Contact } from '../core/contact.ts'
import type { CarrierDeps } from './deps.ts'
import { closeEarlier, keepAdds } from './given/adds.ts'
import { tagAdded } from './given/treat.ts'
import { aboutHash } from './inbox.ts'
import { recognisePhones } from './phones/recognise.ts'
import type { CarrierDb, CarrierTables } from './tables.ts'
import { tellTags } from './tags/incoming.ts'
import { keepTies, tellPast } from './ties.ts'

export const externalContext = 'carriers_contact.sealed'

type Deps = Pick<
  CarrierDeps,
  'postgres' | 'vault' | 'identities' | 'profiles' | 'reached' | 'tagging' | 'outbox' | 'now'
>

interface Told {
  readonly account: string
  /** What people are said to be reached by: the name of the carrier and, before a member's name, the corp. */
  readonly reach: { readonly carrier: 'wecom'; readonly corp: string }
  /** Epoch ms at which the platform was asked: what was learned later is not undone by it. */
  readonly askedAt: number
  /** All members of a customer were named: whom it does not name has them no more. */
  readonly isWhole: boolean
  /** They have just come: read again, whoever was erased stays gone. */
  readonly isNew: boolean
}

interface Known {
  readonly contact: Contact
  readonly resolved: Resolved & { readonly identity: string; readonly strand: string }
}

/** Customers as a platform told of them: who they are, who has them, and that they can be reached. Twice comes to the same. */
export async function storeContacts(deps: Deps, told: Told, contacts: readonly Contact[]): Promise<void> {
  if (contacts.length === 0) return
  const resolved = await deps.identities.resolve(contacts.map((one) => evidenceOf(told, one)))
  const known = contacts.flatMap((contact, i): Known[] => {
    const one = resolved[i]
    // Somebody who was erased stays gone.
    if (!one || one.strand === null || one.identity === null) return []
    return [{ contact, resolved: { ...one, strand: one.strand, identity: one.identity } }]
  })
  if (known.length === 0) return
  const { rows: ids, anew } = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<CarrierTables>()
    const rows = await writeContacts(deps, db, told, known)
    await keepTies(db, beginsOf(deps, told, known))
    const anew = await writeRelations(db, told, known, rows)
    await keepAdds(deps, tx, rows)
    return { rows, anew }
  })
  deps.outbox.kick()
  await tell(deps, told, known, ids, anew)
  await tellTags(deps, told.account, ids)
  await tagAdded(deps, ids)
  const found = known.map(({ contact, resolved: { strand } }) => ({ contact, strand }))
  await recognisePhones(deps, told.account, found)
}

const evidenceOf = ({ account, isNew, askedAt }: Told, { claims, relations }: Contact): Evidence => ({
  // Whom no member has any more is known since now at the latest.
  at: Math.min(...relations.map(({ addedAt }) => addedAt), askedAt),
  trust: 'server',
  origin: isNew ? `carrier:${account}` : `sync:carrier:${account}`,
  claims,
})

const beginsOf = (deps: Deps, { account }: Told, known: readonly Known[]) =>
  known.flatMap(({ contact: { external, relations } }) => {
    const of = { account, external: aboutHash(deps, account, external), kind: 'begin' as const }
    return relations.map(({ userid: member, addedAt: at }) => ({ ...of, member, at }))
  })

/** Numbers of the contacts, in the order given. Always locked in one order, so that two messages do not wait crosswise. */
async function writeContacts({ vault, now }: Deps, db: CarrierDb, { account }: Told, known: readonly Known[]) {
  const rows = known.map(({ contact, resolved }) => ({
    ...{ account, external: aboutHash({ vault }, account, contact.external), strand: resolved.strand },
    ...{ sealed: vault.seal(contact.external, externalContext), identity: resolved.identity },
    ...{ has_unionid: contact.hasUnionid, synced_at: new Date(now()) },
  }))
  const ids = new Map<string, string>()
  for (const row of rows.toSorted((a, b) => Buffer.compare(a.external, b.external))) {
    const { id } = await db
      .insertInto('carriers_contact')
      .values(row)
      .onConflict((on) =>
        on.columns(['account', 'external']).doUpdateSet({
          ...{ strand: row.strand, identity: row.identity, synced_at: row.synced_at },
          has_unionid: sql<boolean>`carriers_contact.has_unionid or excluded.has_unionid`,
        }),
      )
      .returning('id')
      .executeTakeFirstOrThrow()
    ids.set(row.external.toString('hex'), id)
  }
  return rows.map(({ external }) => ids.get(external.toString('hex')) ?? '')
}

async function writeRelations(db: CarrierDb, told: Told, known: readonly Known[], ids: readonly string[]) {
  const { account, askedAt, isWhole } = told
  const rows = known.flatMap(({ contact }, i) => contact.relations.map((one) => ({ contact: ids[i] ?? '', ...one })))
  const list = sql`unnest(${rows.map((r) => r.contact)}::bigint[], ${rows.map((r) => r.userid)}::text[],
    ${rows.map((r) => r.addedAt)}::float8[], ${rows.map((r) => r.addWay)}::int[], ${rows.map((r) => r.state)}::text[],
    ${rows.map((r) => JSON.stringify(r.tags))}::jsonb[]) as t(contact, userid, added, way, state, tags)`
  // Together again without our being told that they were apart: that tie is over.
  const anew = await sql<Anew>`
    select r.contact, r.userid, r.added_at as was, to_timestamp(t.added / 1000.0) as at
    from ${list} join carriers_relation r on r.contact = t.contact and r.userid = t.userid
    where r.ended_at is null and r.synced_at <= ${new Date(askedAt)}
      and to_timestamp(t.added / 1000.0) > r.added_at + interval '5 seconds' for update of r`.execute(db)
  // Whoever is shown is theirs, unless we heard of the end after we had asked.
  await sql`
    insert into carriers_relation as r (contact, account, userid, added_at, first_at, add_way, code, tags, tags_at, synced_at)
    select t.contact, ${account}::bigint, t.userid, to_timestamp(t.added / 1000.0), to_timestamp(t.added / 1000.0), t.way, c.id,
      array(select jsonb_array_elements_text(t.tags)), ${new Date(askedAt)}, ${new Date(askedAt)}
    from ${list} left join carriers_code c on c.state = t.state and c.account = ${account}::bigint
    on conflict (contact, userid) do update set added_at = excluded.added_at,
      first_at = least(r.first_at, excluded.first_at), add_way = excluded.add_way,
      code = coalesce(excluded.code, r.code), synced_at = excluded.synced_at,
      tags = case when r.tags_at > excluded.tags_at then r.tags else excluded.tags end, tags_at = greatest(r.tags_at, excluded.tags_at),
      ended_at = case when r.synced_at <= excluded.synced_at then null else r.ended_at end,
      ended_by = case when r.synced_at <= excluded.synced_at then null else r.ended_by end
    where r.synced_at <= excluded.synced_at or r.ended_at is null`.execute(db)
  if (!isWhole) return anew.rows
  await sql`
    update carriers_relation r set ended_at = ${new Date(askedAt)}, ended_by = 'unseen', synced_at = ${new Date(askedAt)}
    where r.contact = any(${ids}::bigint[]) and r.ended_at is null and r.synced_at < ${new Date(askedAt)}
      and not exists (select from ${list} where t.contact = r.contact and t.userid = r.userid)`.execute(db)
  return anew.rows
}

interface Anew {
  contact: string
  userid: string
  was: Date
  at: Date
}

interface Standing {
  contact: string
  userid: string
  staff: string | null
  added_at: Date | null
  ended_at: Date | null
  source: string | null
}

/** What the ties are now, told to house people: they enter at the first of them. */
async function tell(deps: Deps, told: Told, known: readonly Known[], ids: readonly string[], anew: readonly Anew[]) {
  const rows = await sql<Standing>`
    select r.contact, r.userid, s.name as staff, r.added_at, r.ended_at, c.source
    from carriers_relation r left join carriers_staff s on s.account = r.account and s.userid = r.userid
      left join carriers_code c on c.id = r.code
    where r.contact = any(${ids}::bigint[])`.execute(deps.postgres.tables<CarrierTables>())
  const byContact = Map.groupBy(rows.rows, ({ contact }) => contact)
  const { carrier, corp } = told.reach
  const place = (userid: string) => ({ carrier, account: `${corp}/${userid}` })
  await deps.reached(
    known.flatMap(({ resolved: { strand, identity } }, i) =>
      anew.flatMap(({ contact, userid, was, at }) => {
        const over = { startedAt: was.getTime(), endedAt: at.getTime(), source: null, owner: null }
        return contact === ids[i] ? [{ strand, identity, ...place(userid), ...over }] : []
      }),
    ),
  )
  await deps.reached(
    known.flatMap(({ resolved: { strand, identity } }, i) =>
      (byContact.get(ids[i] ?? '') ?? []).flatMap((row) => {
        if (row.added_at === null) return []
        const times = { startedAt: row.added_at.getTime(), endedAt: row.ended_at?.getTime() ?? null }
        const said = { source: row.source, owner: row.ended_at ? null : (row.staff ?? row.userid) }
        return [{ strand, identity, ...place(row.userid), ...times, ...said }]
      }),
    ),
  )
  const externals = known.map(({ contact }) => aboutHash(deps, told.account, contact.external))
  await tellPast(deps, { account: told.account, externals, place })
  const traits = known.flatMap(({ contact, resolved: { strand: person } }) =>
    Object.keys(contact.traits).length === 0
      ? []
      : [{ person, at: deps.now(), traits: contact.traits, verified: true }],
  )
  await deps.profiles.apply(traits, { fill: true })
}

export interface Ending {
  readonly account: string
  readonly corp: string
  readonly external: string
  readonly userid: string
  /** `unseen`: they are apart, and nobody has told why (yet). */
  readonly by: 'staff' | 'customer' | 'transfer' | 'unseen'
  /** Epoch ms. */
  readonly at: number
}

/** Somebody has left a member, or was left. False = nothing is known of the two (yet). */
export async function endRelation(deps: Deps, { account, corp, external, userid, by, at }: Ending): Promise<boolean> {
  const db = deps.postgres.tables<CarrierTables>()
  const hash = aboutHash(deps, account, external)
  if (by !== 'unseen') await keepTies(db, [{ account, external: hash, member: userid, kind: 'end', at }])
  const contact = await db
    .selectFrom('carriers_contact as c')
    .innerJoin('carriers_relation as r', 'r.contact', 'c.id')
    .select(['c.id', 'c.strand', 'c.identity', 'r.added_at', 'r.ended_at', 'r.ended_by'])
    .where('c.account', '=', account)
    .where('c.external', '=', hash)
    .where('r.userid', '=', userid)
    .executeTakeFirst()
  if (!contact) return false
  // They were together again since: this end was of an earlier time. Without a reason known, this is it.
  const isEarlier = contact.added_at !== null && contact.added_at.getTime() > at
  await end(deps, contact.id, { userid, by, at: new Date(at) }, isEarlier)
  const where = { carrier: 'wecom' as const, account: `${corp}/${userid}` }
  if (isEarlier) {
    await tellPast(deps, { account, externals: [hash], place: () => where })
    return true
  }
  const startedAt = contact.added_at?.getTime()
  if (startedAt === undefined) return true
  const { strand, identity } = contact
  const place = { ...where, source: null, owner: null }
  await deps.reached([{ strand, identity, ...place, startedAt, endedAt: at }])
  return true
}

async function end(
  deps: Deps,
  contact: string,
  { userid, by, at }: { userid: string; by: Ending['by']; at: Date },
  isEarlier: boolean,
) {
  await deps.postgres.transaction(async (tx) => {
    if (isEarlier) return closeEarlier(deps, tx, { contact, userid, by, at })
    await tx
      .tables<CarrierTables>()
      .updateTable('carriers_relation')
      .set({ ended_at: at, ended_by: by, synced_at: new Date(deps.now()) })
      .where('contact', '=', contact)
      .where('userid', '=', userid)
      .where((e) => e.or([e('ended_at', 'is', null), e('ended_by', '=', 'unseen')]))
      .execute()
    await keepAdds(deps, tx, [contact])
  })
  deps.outbox.kick()
}
