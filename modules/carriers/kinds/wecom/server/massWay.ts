import { sql } from 'kysely'
import { ok } from '#kit/result'
import { namesIn } from '../../../core/filling.ts'
import { massSpan } from '../../../core/mass.ts'
import { senderOf, type Tie } from '../../../core/sends.ts'
import { variablesIn, type Welcome } from '../../../core/welcome.ts'
import { gotElsewhere } from '../../../server/records/used.ts'
import type { HostDeps, Plan, Standing, Strands, Way } from '../../../server/sends/ports.ts'
import type { SendTables } from '../../../server/sends/tables.ts'
import { massRules } from '../kind.ts'
import { wecomMass } from '../ways.ts'
import type { WecomDeps } from './client.ts'
import { wecomMasses } from './masses.ts'

type Deps = Pick<HostDeps, 'postgres' | 'vault'>
type MassPlan = Plan<Welcome>

/** 企业群发 as a way of a send: the member who had the customer first writes, as often as the corp lets a customer get it. */
export const wecomMassWay = (deps: Deps & WecomDeps): Way<Welcome> => ({
  kind: wecomMass,
  tasks: wecomMasses(deps),
  async refuse({ content }) {
    const named = variablesIn(content?.text ?? '')
    if (!named.ok) return { title: 'unknown-variable', detail: named.refusal.unknown }
    // One task has one text for all of its customers: WeCom fills nothing in, in cards as little as in the text.
    const left = [...named.value, ...namesIn(JSON.stringify(content?.attachments ?? []))]
    return left.length > 0 ? { title: 'no-variables-here', detail: left.join(' ') } : null
  },
  standing: (plan, people) => standingOf(deps, plan, people),
  async write({ content }, values) {
    const text = [
      content?.text ?? '',
      ...(content?.attachments ?? []).map((one) => ('title' in one ? `[${one.title}]` : '')),
    ]
    const written = ok({ text: text.filter((one) => one !== '').join('\n'), values: {}, pieces: null })
    return new Map([...values.keys()].map((person) => [person, written]))
  },
})

/** Two queries, however many. */
async function standingOf(deps: Deps, plan: MassPlan, strands: Strands): Promise<ReadonlyMap<string, Standing>> {
  const ties = await tiesOf(deps, plan, [...strands.values()].flat())
  const byStrand = Map.groupBy(ties, ({ strand }) => strand)
  const only = plan.staff && new Set(plan.staff)
  const found = [...strands].flatMap(([person, own]) => {
    const tie = senderOf(
      own.flatMap((strand) => byStrand.get(strand) ?? []),
      only,
    )
    return tie ? [{ person, tie }] : []
  })
  const { start, end, most } = massSpan(ruleOf(plan), plan.at)
  const contacts = found.map(({ tie }) => tie.contact)
  const used = await usedBy(deps, { start, end }, contacts)
  return new Map(
    found.map(({ person, tie: { contact, userid } }) => {
      const left = most - (used.get(contact) ?? 0)
      return [person, { contact, userid, left, refused: left > 0 ? null : 'mass-quota' }]
    }),
  )
}

const ruleOf = ({ account: { settings } }: MassPlan) => massRules.find((one) => one === settings['mass']) ?? 'monthDays'

type StrandTie = Tie & { readonly strand: string }

/** Ties of these strands to members who can send. */
async function tiesOf({ postgres }: Deps, { account }: MassPlan, strands: readonly string[]): Promise<StrandTie[]> {
  const rows = await sql<{ contact: string; userid: string; added_at: Date | null; strand: string }>`
    select r.contact::text as contact, r.userid, r.added_at, c.strand::text as strand
    from carriers_contact c join carriers_relation r on r.contact = c.id and r.ended_at is null
      join carriers_staff s on s.account = r.account and s.userid = r.userid and s.serves and s.left_at is null
    where c.strand = any(${strands}::bigint[]) and c.account = ${account.id}::bigint`.execute(
    postgres.tables<SendTables>(),
  )
  return rows.rows.map(({ added_at, ...row }) => ({ ...row, addedAt: added_at?.getTime() ?? 0 }))
}

/** Messages of this span by contact: sent, or asked for and open, whenever that was; also those that were made elsewhere. */
async function usedBy({ postgres }: Deps, { start, end }: { start: number; end: number }, contacts: readonly string[]) {
  const rows = await sql<{ contact: string; used: number }>`
    select contact::text as contact, count(*)::int as used from (
      select contact from carriers_send_person
      where contact = any(${contacts}::bigint[]) and at < ${new Date(end)}
        and (state = 'asked' or at >= ${new Date(start)} and state in ('planned', 'sent'))
      union all ${gotElsewhere(contacts, { start, end })}) t
    group by 1`.execute(postgres.tables<SendTables>())
  return new Map(rows.rows.map(({ contact, used }) => [contact, used]))
}
