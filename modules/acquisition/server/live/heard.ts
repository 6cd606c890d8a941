import { sql } from 'kysely'
import { type CodeAdded, codeAdded } from '#modules/carriers'
import type { Subscription } from '#platform/outbox'
import type { Db, Tx } from '#platform/postgres/postgres'
import type { LiveTables } from './tables.ts'

/** Whoever was shown a member is taken to have added them within so long. */
const window = sql`interval '1 day'`

/** Who was added by a live code: kept by the number of the addition, the last telling holds, in whatever order it came. */
export const hearAdded = (): Subscription => ({
  consumer: 'acquisition.live',
  topics: [codeAdded],
  async handle(tx, facts) {
    for (const { payload } of facts) await hear(tx, payload as CodeAdded)
  },
})

async function hear(tx: Tx, fact: CodeAdded) {
  const by = liveIn(fact)
  if (!by) return
  const { live, own } = by
  const db = tx.tables<LiveTables>()
  const code = await db.selectFrom('acquisition_live').select('id').where('id', '=', live).executeTakeFirst()
  if (!code) return
  const left = { left_at: fact.leftAt === null ? null : new Date(fact.leftAt), left_by: fact.leftBy }
  const known = await db
    .updateTable('acquisition_live_add')
    .set(left)
    .where('id', '=', fact.id)
    .returning('id')
    .execute()
  if (known.length === 0) {
    const found = own === '' ? { shown: null, sure: false } : await decisionOf(db, live, own, fact)
    const because = own === '' ? await listThen(db, live, fact.addedAt) : null
    await db
      .insertInto('acquisition_live_add')
      .values({
        ...{ id: fact.id, live, member: fact.member, strand: fact.strand, known: fact.known },
        ...{ added_at: new Date(fact.addedAt), ...left, ...found, because },
      })
      .execute()
    if (found.shown !== null)
      await db.updateTable('acquisition_live_shown').set({ added: fact.id }).where('id', '=', found.shown).execute()
  }
  // A cap may be reached, or be free again: its codes are looked at.
  await db
    .updateTable('acquisition_live')
    .set({ look_at: new Date(0) })
    .where('id', '=', live)
    .execute()
}

/** The live code behind it, and whose own code it was; '' = that of all. */
function liveIn({ owner, key, member }: CodeAdded): { live: string; own: string } | null {
  const [, live, own = ''] = /^live:(\d+)(?::(.+))?$/.exec(owner === 'live' ? (key ?? '') : '') ?? []
  if (live !== undefined) return { live, own }
  // A code of a card whose member a live code has chosen.
  const [, chosen] = /^card:\d+:(\d+)$/.exec(owner === 'personal' ? (key ?? '') : '') ?? []
  return chosen === undefined ? null : { live: chosen, own: member }
}

/** The decision that showed them this member: the last one before it that nobody has followed yet. */
async function decisionOf(db: Db<LiveTables>, live: string, member: string, { addedAt }: CodeAdded) {
  const { rows } = await sql<{ id: string; free: boolean }>`
    select id::text as id, added is null as free from acquisition_live_shown
    where leaf = ${live}::bigint and member = ${member} and at <= ${new Date(addedAt)}::timestamptz + interval '5 seconds'
      and at > ${new Date(addedAt)}::timestamptz - ${window} order by at desc, id desc limit 500`.execute(db)
  return { shown: rows.find(({ free }) => free)?.id ?? null, sure: rows.length === 1 }
}

/** Why those stood in a direct code among whom the platform chose. */
async function listThen(db: Db<LiveTables>, live: string, addedAt: number) {
  const way = await db
    .selectFrom('acquisition_live_way')
    .select(['because', 'since'])
    .where('live', '=', live)
    .where('member', '=', '')
    .executeTakeFirst()
  return way && way.since.getTime() <= addedAt ? (JSON.stringify(way.because) as never) : null
}
