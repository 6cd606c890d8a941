import { randomBytes } from 'node:crypto'
import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { nameOf, type RequestContext } from '#platform/http/context'
import { desk } from '../../core/deskContract.ts'
import { phonesToAdd, takePhone, tellPhone } from '../phones/desk.ts'
import { refuseByPlatform } from '../problems.ts'
import type { SendTables } from '../sends/tables.ts'
import { type Caller, callerOf, type DeskDeps } from './caller.ts'
import { tiesOf } from './customers.ts'
import { dueFollowUps, finishFollowUp, followUpsOf, noteFollowUp } from './followUps.ts'
import { pageSignature } from './signature.ts'
import { teamOf } from './team.ts'

/** The endpoints of the desk. */
export function deskHandlers(deps: DeskDeps) {
  const os = implement(desk).$context<RequestContext>()
  return os.router({
    sign: os.sign.handler(async ({ input, context }) => sign(deps, await callerOf(deps, context), input.url)),
    tasks: os.tasks.handler(async ({ context }) => {
      const caller = await callerOf(deps, context)
      const [sends, followUps, phones] = await Promise.all([
        waitingSends(deps, caller),
        dueFollowUps(deps, caller),
        phonesToAdd(deps, caller),
      ])
      return { sends, followUps, phones }
    }),
    followUps: os.followUps.handler(async ({ input, context }) => {
      const caller = await callerOf(deps, context)
      await tiesOf(deps, caller, input.person)
      return { items: await followUpsOf(deps, caller, input.person) }
    }),
    note: os.note.handler(async ({ input, context }) => {
      const caller = await callerOf(deps, context)
      await tiesOf(deps, caller, input.person)
      return noteFollowUp(deps, caller, input)
    }),
    takePhone: os.takePhone.handler(async ({ input, context }) =>
      takePhone(deps, await callerOf(deps, context), input.id, nameOf(context.actor)),
    ),
    tellPhone: os.tellPhone.handler(async ({ input, context }) => {
      await tellPhone(deps, await callerOf(deps, context), input.id, input.state)
      return { done: true as const }
    }),
    team: os.team.handler(async ({ context }) => teamOf(deps, await callerOf(deps, context))),
    finish: os.finish.handler(async ({ input, context }) =>
      finishFollowUp(deps, await callerOf(deps, context), input.id),
    ),
  })
}

async function sign({ now }: DeskDeps, { account, pages }: Caller, url: string) {
  const signed = async (of: 'company' | 'app') => {
    const ticket = await pages.ticket(account, of)
    if (!ticket.ok) return refuseByPlatform(ticket.refusal)
    const timestamp = Math.floor(now() / 1000)
    const nonceStr = randomBytes(12).toString('base64url')
    return { timestamp, nonceStr, signature: pageSignature(ticket.value, nonceStr, timestamp, url) }
  }
  const [ofCompany, ofApp] = await Promise.all([signed('company'), signed('app')])
  return { ...pages.names(account), ofCompany, ofApp }
}

interface Waiting {
  id: string
  name: string
  text: string
  asked_at: Date
  reminders: number
  people: number
}

/** Messages for many that go out when this member confirms them in the platform's app. */
async function waitingSends({ postgres }: DeskDeps, { account, member }: Caller) {
  const { rows } = await sql<Waiting>`
    select u.id, s.name, coalesce(s.ways->(u.way::int)->'content'->>'text', '') as text,
      coalesce(u.asked_at, s.start_at) as asked_at, cardinality(u.reminders) as reminders,
      (select count(*)::int from carriers_send_person p where p.unit = u.id and p.state = 'asked') as people
    from carriers_send_unit u join carriers_send s on s.id = u.send
    where (s.ways->(u.way::int)->>'account')::bigint = ${account.id}::bigint and u.userid = ${member} and u.state = 'waiting'
    order by asked_at limit 50`.execute(postgres.tables<SendTables>())
  return rows.map(({ asked_at, ...row }) => ({ ...row, askedAt: asked_at.toISOString() }))
}
