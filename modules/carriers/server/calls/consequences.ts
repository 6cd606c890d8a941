import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { CallContent, Consequence } from '../../core/calls.ts'
import { fillAll, namesIn, type Values } from '../../core/filling.ts'
import { findAccount } from '../accounts.ts'
import { numberOf } from '../phones/choose.ts'
import { type PhoneTables, phoneHash, sealPhone } from '../phones/tables.ts'
import type { SendTables } from '../sends/tables.ts'
import { giveSms, templateOf } from '../sms/sending.ts'
import type { CarrierTables } from '../tables.ts'
import type { CallDeps, CalledRow } from './store.ts'

/** The group that tags by what people said stand in. */
const group = '外呼意向'

interface Of {
  readonly send: string
  readonly name: string
  readonly by: string
  readonly call: CalledRow
  readonly phone: string
  readonly consequence: Consequence
}

/** What follows from what somebody said: a tag, an SMS, a member who asks to add them. Done again it is the same. */
export async function followUp(deps: CallDeps, call: CalledRow, phone: string): Promise<void> {
  if (call.send === null) return
  const sends = deps.postgres.tables<SendTables>().selectFrom('carriers_send').select(['name', 'made_by', 'ways'])
  const send = await sends.where('id', '=', call.send).executeTakeFirst()
  const way = send?.ways[Number(/:(\d+)$/.exec(call.key)?.[1] ?? -1)]
  const content = way?.content as CallContent | undefined
  for (const consequence of content?.consequences.filter(({ intent }) => intent === call.intent) ?? []) {
    const of = { send: call.send, name: send?.name ?? '', by: send?.made_by ?? 'system', call, phone, consequence }
    if (consequence.tag) await tag(deps, of, consequence.tag)
    if (consequence.sms) await write(deps, of, consequence.sms)
    if (consequence.staff) await hand(deps, of, consequence.staff)
  }
}

async function tag({ tagging }: CallDeps, { call }: Of, name: string) {
  const found = await tagging.named(group, name)
  if (found !== null) await tagging.give(found, [call.strand], true)
}

/** While they remember: after the gate, and once. */
async function write(deps: CallDeps, { call, send, name, by }: Of, sms: NonNullable<Consequence['sms']>) {
  const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, sms.account)
  const sender = deps.senders[account?.kind ?? '']
  const template = await templateOf(deps, sms.account, sms.template)
  if (!account?.on || !sender || !template) return
  const filled = fillAll(
    sms.values,
    await valuesFor(deps, sms.values, call.strand, { ref: `call:${send}`, title: name }),
  )
  if (!filled.ok) return
  const key = `call:${call.id}`
  const contact = { person: call.strand, carrier: 'sms', purpose: template.purpose, key } as const
  const sent = await giveSms(deps, sender, account, {
    ...{ person: call.strand, template, values: filled.value, key },
    async ask() {
      const [verdict] = await deps.gate.let([{ ...contact, at: deps.now() }], { ref: key, by })
      return verdict?.allowed ? null : (verdict?.reasons.map(({ reason }) => reason).join(' ') ?? 'gone')
    },
    takeBack: () => deps.gate.takeBack([key]),
  })
  if (!sent.ok) deps.log.warn({ call: call.id, why: sent.refusal.kind }, 'no SMS after a call')
}

async function valuesFor(deps: CallDeps, texts: Values, person: string, what: { ref: string; title: string }) {
  const known = (await deps.valuesOf([person])).get(person) ?? {}
  const names = [...(await deps.links.variables(namesIn(Object.values(texts).join(' ')))).keys()]
  if (names.length === 0) return known
  return { ...known, ...(await deps.links.give(names, [person], what)).get(person) }
}

/** The member with the fewest numbers of this list asks to add them; whom a member has already needs nobody. */
async function hand(deps: CallDeps, of: Of, { account, members, hello }: NonNullable<Consequence['staff']>) {
  const { send, name, by, call, consequence } = of
  const phone = numberOf(of.phone)
  if (phone === null) return
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PhoneTables>()
    // One process at a time: the list is made once, and turns are even.
    await sql`select pg_advisory_xact_lock(hashtext(${`call list ${send} ${consequence.intent}`}))`.execute(db)
    const { rows: had } = await sql`
      select 1 from carriers_contact c join carriers_relation r on r.contact = c.id and r.ended_at is null
      where c.account = ${account}::bigint and c.strand = ${call.strand}::bigint limit 1`.execute(db)
    if (had.length > 0) return
    const list = await listOf(deps, db, { send, intent: consequence.intent, account, hello, by, name })
    const { rows } = await sql<{ member: string }>`
      select m as member from unnest(${[...members]}::text[]) with ordinality as t(m, place)
      order by (select count(*) from carriers_phone p where p.list = ${list}::bigint and p.userid = m), place limit 1`.execute(
      db,
    )
    await db
      .insertInto('carriers_phone')
      .values({
        ...{ list, account, userid: rows[0]?.member ?? '', strand: call.strand, state: 'pending' as const },
        ...{ sealed: sealPhone(deps.vault, { phone, name: '' }), hash: phoneHash(deps.vault, phone) },
        ...{ taken_at: null, invited_at: null, added_at: null, added_by: null },
      })
      .onConflict((on) => on.doNothing())
      .execute()
  })
}

interface Listing {
  readonly send: string
  readonly intent: string
  readonly account: string
  readonly hello: string
  readonly by: string
  readonly name: string
}

async function listOf(deps: CallDeps, db: Db<PhoneTables>, of: Listing): Promise<string> {
  const { rows } = await sql<{ list: string }>`
    select list::text as list from carriers_call_list where send = ${of.send}::bigint and intent = ${of.intent}`.execute(
    db,
  )
  if (rows[0]) return rows[0].list
  const { id } = await db
    .insertInto('carriers_phone_list')
    .values({
      ...{ account: of.account, name: `${of.name} · ${of.intent}`.slice(0, 40), hello: of.hello, cap: 25 },
      ...{ made_by: of.by, made_at: new Date(deps.now()), ended_at: null },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await sql`insert into carriers_call_list (send, intent, list) values (${of.send}::bigint, ${of.intent}, ${id}::bigint)`.execute(
    db,
  )
  return id
}
