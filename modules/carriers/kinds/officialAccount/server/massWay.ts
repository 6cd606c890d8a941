import { sql } from 'kysely'
import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'
import { second } from '#kit/time'
import { namesIn } from '../../../core/filling.ts'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { HostDeps, Plan, Standing, Task, Tasks, Way } from '../../../server/sends/ports.ts'
import type { SendTables, UnitRow } from '../../../server/sends/tables.ts'
import { usersThere } from '../../../server/users/find.ts'
import { openidContext } from '../../../server/users/store.ts'
import { type WeixinDeps, weixinClient } from '../../weixin/server/client.ts'
import { officialMass, type TextContent } from '../../weixin/ways.ts'
import { asOfficial } from './adapter.ts'
import { usedInMonth } from './used.ts'

type Deps = Pick<HostDeps, 'postgres' | 'vault' | 'now'> & WeixinDeps

const Made = z.looseObject({ msg_id: z.union([z.string(), z.number()]).transform(String) })

/**
 * 群发 as a way of a send. It goes by a list of the people whom the gate let through, never to all or by a tag of the platform:
 * whoever has withdrawn their consent would be among those. So many a month for each follower.
 */
export const massWay = (deps: Deps): Way<TextContent> => ({
  kind: officialMass,
  tasks: tasksOf(deps),
  async refuse({ content }) {
    const names = namesIn(content?.text ?? '')
    return names.length > 0 ? { title: 'no-variables-here', detail: names.join(' ') } : null
  },
  async standing({ account, at }, people) {
    const users = await usersThere(deps, account.id, people)
    const most = asOfficial(account).settings.massesAMonth
    const of = { account: account.id, way: officialMass.way, at }
    const used = await usedInMonth(deps, of, [...users.values()])
    return new Map(
      [...users].map(([person, external]): [string, Standing] => {
        const left = Math.max(0, most - (used.get(external.toString('hex')) ?? 0))
        return [person, { external, left, refused: left > 0 ? null : 'mass-quota' }]
      }),
    )
  },
  async write({ content }, values) {
    const written = ok({ text: content?.text ?? '', values: {}, pieces: null })
    return new Map([...values.keys()].map((person) => [person, written]))
  },
})

/** `message/mass/send`: a list of 2 to 10,000; the result comes as MASSSENDJOBFINISH and names nobody. */
const tasksOf = (deps: Deps): Tasks<TextContent> => ({
  ...{ most: 10_000, least: 2, addressed: (unit) => addressedIn(deps, unit) },
  async ask(plan, task) {
    const got = await send(deps, plan, task)
    return got.ok ? ok({ msgid: got.value, refused: [] }) : got
  },
  // Asked for again by the same key, the platform says that it has it (45065), or makes it now: either way it is made once.
  async find() {
    return ok(null)
  },
  async state({ account }, { msgid }) {
    const told = await toldOf(deps, account, msgid)
    if (!told) return ok({ isSent: false, failed: null, sentAt: null })
    const isSent = told.status === 'send success'
    return ok({ isSent, failed: isSent ? null : told.status, sentAt: told.at.getTime() })
  },
  async results() {
    return ok('all')
  },
})

async function send(deps: Deps, { account, content }: Plan<TextContent>, task: Task): Promise<Result<string, Trouble>> {
  const call = weixinClient(deps, asOfficial(account))
  const text = { content: content?.text ?? '' }
  const body = { touser: [...task.externals], msgtype: 'text', text, clientmsgid: task.key }
  const got = await call({ path: '/cgi-bin/message/mass/send', body, answer: Made, timeoutMs: 30 * second })
  if (got.ok) return ok(got.value.msg_id)
  // It was made before: its number was lost, so nobody will tell how it came out.
  return got.refusal.code === 45065 ? ok(`lost:${task.key}`) : no(got.refusal)
}

async function toldOf({ postgres, now }: Deps, { id }: Account, msgid: string) {
  if (msgid.startsWith('lost:')) return { status: 'send success', at: new Date(now()) }
  const rows = postgres.tables<SendTables>().selectFrom('carriers_mass_told').selectAll()
  return rows.where('account', '=', id).where('msgid', '=', msgid).executeTakeFirst()
}

async function addressedIn({ postgres, vault }: Deps, { id }: UnitRow) {
  const rows = await sql<{ person: string; sealed: Buffer }>`
    select p.person::text as person, u.sealed from carriers_send_person p
      join carriers_send s on s.id = p.send
      join carriers_user u on u.external = p.external and u.account = (s.ways->(p.way::int)->>'account')::bigint
    where p.unit = ${id}::bigint and p.state in ('planned', 'asked') order by p.person`.execute(
    postgres.tables<SendTables>(),
  )
  return rows.rows.map(({ person, sealed }) => ({ person, external: vault.open(sealed, openidContext) }))
}
