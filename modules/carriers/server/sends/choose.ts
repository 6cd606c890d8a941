import { sql } from 'kysely'
import { massSpan } from '../../core/mass.ts'
import { type SendReason, senderOf, type Tie } from '../../core/sends.ts'
import { massRules } from '../../kinds/wecom/kind.ts'
import type { Account } from '../accounts.ts'
import { gotElsewhere } from '../records/used.ts'
import type { SendDeps } from './ports.ts'
import type { SendTables } from './tables.ts'

/** A message that people are looked at for. */
export interface Plan {
  readonly account: Account
  readonly staff: readonly string[] | null
  readonly purpose: 'promotion' | 'service'
  /** Epoch ms at which it is to reach them. */
  readonly at: number
}

/** How somebody stands to a message, before the gate is asked. */
export type Chosen =
  | { readonly person: string; readonly tie: Tie; readonly used: number; readonly refused: null }
  | {
      readonly person: string
      readonly tie: Tie | null
      readonly used: number
      readonly refused: SendReason | 'nobody'
    }

const ruleOf = ({ settings }: Account) => massRules.find((one) => one === settings['mass']) ?? 'monthDays'

/** The span in which the platform counts, around the moment of the message. */
export const spanOf = ({ account, at }: Plan) => massSpan(ruleOf(account), at)

/** Who writes to each of these people, and who has had too many messages already. Two queries, however many. */
export async function choose(deps: SendDeps, plan: Plan, people: readonly string[]): Promise<Chosen[]> {
  const strands = await deps.strandsOf(people)
  const ties = await tiesOf(deps, plan, [...strands.values()].flat())
  const byStrand = Map.groupBy(ties, ({ strand }) => strand)
  const only = plan.staff && new Set(plan.staff)
  const found = people.map((person) => {
    const own = (strands.get(person) ?? []).flatMap((strand) => byStrand.get(strand) ?? [])
    return { person, tie: senderOf(own, only), isThere: strands.has(person) }
  })
  const used = await usedBy(
    deps,
    plan,
    found.flatMap(({ tie }) => tie?.contact ?? []),
  )
  const { most } = spanOf(plan)
  return found.map(({ person, tie, isThere }): Chosen => {
    if (!isThere) return { person, tie: null, used: 0, refused: 'gone' }
    if (!tie) return { person, tie: null, used: 0, refused: 'nobody' }
    const count = used.get(tie.contact) ?? 0
    return count >= most
      ? { person, tie, used: count, refused: 'mass-quota' }
      : { person, tie, used: count, refused: null }
  })
}

type StrandTie = Tie & { readonly strand: string }

/** Ties of these strands to members who can send. */
async function tiesOf({ postgres }: SendDeps, { account }: Plan, strands: readonly string[]): Promise<StrandTie[]> {
  const rows = await sql<{ contact: string; userid: string; added_at: Date | null; strand: string }>`
    select r.contact::text as contact, r.userid, r.added_at, c.strand::text as strand
    from carriers_contact c join carriers_relation r on r.contact = c.id and r.ended_at is null
      join carriers_staff s on s.account = r.account and s.userid = r.userid and s.serves and s.left_at is null
    where c.strand = any(${strands}::bigint[]) and c.account = ${account.id}::bigint`.execute(
    postgres.tables<SendTables>(),
  )
  return rows.rows.map(({ added_at, ...row }) => ({ ...row, addedAt: added_at?.getTime() ?? 0 }))
}

/** Messages of this span by contact: sent, or asked for and open; also those that were made elsewhere. */
async function usedBy({ postgres }: SendDeps, plan: Plan, contacts: readonly string[]): Promise<Map<string, number>> {
  const { start, end } = spanOf(plan)
  const rows = await sql<{ contact: string; used: number }>`
    select contact::text as contact, count(*)::int as used from (
      select contact from carriers_send_person
      where contact = any(${contacts}::bigint[]) and at >= ${new Date(start)} and at < ${new Date(end)}
        and state in ('planned', 'asked', 'sent')
      union all ${gotElsewhere(contacts, { start, end })}) t
    group by 1`.execute(postgres.tables<SendTables>())
  return new Map(rows.rows.map(({ contact, used }) => [contact, used]))
}
