import { sql } from 'kysely'
import { z } from 'zod'
import { ok, type Result } from '#kit/result'
import { second } from '#kit/time'
import type { Trouble } from '../../../core/trouble.ts'
import type { Welcome } from '../../../core/welcome.ts'
import type { Account } from '../../../server/accounts.ts'
import { externalContext } from '../../../server/contacts.ts'
import type { HostDeps, Plan, Task, TaskResult, Tasks } from '../../../server/sends/ports.ts'
import type { SendTables, UnitRow } from '../../../server/sends/tables.ts'
import { wecomSettings } from '../kind.ts'
import { Nothing } from '../shapes.ts'
import { type WecomCall, type WecomDeps, wecomClient } from './client.ts'
import { messageOf } from './welcome.ts'

const Made = z.looseObject({ msgid: z.string().min(1), fail_list: z.array(z.string()).default([]) })
const Listed = z.looseObject({
  task_list: z
    .array(z.looseObject({ userid: z.string(), status: z.number().int(), send_time: z.number().int().optional() }))
    .default([]),
  next_cursor: z.string().optional(),
})
export const Results = z.looseObject({
  send_list: z
    .array(
      z.looseObject({
        external_userid: z.string().default(''),
        chat_id: z.string().default(''),
        status: z.number().int(),
        send_time: z.number().int().optional(),
      }),
    )
    .default([]),
  next_cursor: z.string().optional(),
})
export const Groupmsgs = z.looseObject({
  group_msg_list: z
    .array(
      z.looseObject({
        msgid: z.string(),
        create_time: z.union([z.number(), z.string().transform(Number)]),
        text: z.looseObject({ content: z.string().default('') }).optional(),
      }),
    )
    .default([]),
  next_cursor: z.string().optional(),
})

/** By the code of `get_groupmsg_send_result` (page 93338). */
const resultStates: readonly TaskResult['state'][] = ['unsent', 'sent', 'lost', 'full']

type Deps = WecomDeps & Pick<HostDeps, 'postgres' | 'vault'>
type MassPlan = Plan<Welcome>

/** 企业群发 (page 92135): a task is made here, a member confirms it on the phone, and only then is anything sent. */
export function wecomMasses(deps: Deps): Tasks<Welcome> {
  const callOf = (account: Account) =>
    wecomClient(deps, { ...account, settings: wecomSettings.parse(account.settings) })
  const done = async (account: Account, verb: string, msgid: string, repeatable: boolean) => {
    const path = `externalcontact/${verb}_groupmsg_send`
    const got = await callOf(account)({ path, body: { msgid }, answer: Nothing, repeatable })
    return got.ok ? ok() : got
  }
  return {
    ...{ most: 10_000, least: 1, addressed: (unit) => addressedIn(deps, unit) },
    async ask({ account, content }, { userid, externals }) {
      const said = messageOf(content ?? { text: '', attachments: [] })
      const body = { chat_type: 'single', external_userid: [...externals], sender: userid, ...said }
      const request = { path: 'externalcontact/add_msg_template', body, answer: Made, timeoutMs: 30 * second }
      const got = await callOf(account)(request)
      return got.ok ? ok({ msgid: got.value.msgid, refused: got.value.fail_list }) : got
    },
    find: (plan, task, askedAt) => findTask(callOf(plan.account), plan, task, askedAt),
    async state({ account }, { msgid, userid }) {
      const states = await statesOf(callOf(account), msgid)
      if (!states.ok) return states
      const mine = states.value.find((one) => one.userid === userid)
      return ok({ isSent: mine?.isSent ?? false, failed: null, sentAt: mine?.sentAt ?? null })
    },
    results: ({ account }, { msgid, userid }) => resultsOf(callOf(account), msgid, userid ?? ''),
    remind: (account, msgid) => done(account, 'remind', msgid, false),
    cancel: (account, msgid) => done(account, 'cancel', msgid, true),
  }
}

async function addressedIn({ postgres, vault }: Deps, { id }: UnitRow) {
  const rows = await sql<{ person: string; sealed: Buffer }>`
    select p.person::text as person, c.sealed from carriers_send_person p join carriers_contact c on c.id = p.contact
    where p.unit = ${id}::bigint and p.state in ('planned', 'asked') order by p.person`.execute(
    postgres.tables<SendTables>(),
  )
  return rows.rows.map(({ person, sealed }) => ({ person, external: vault.open(sealed, externalContext) }))
}

interface Listing<T extends z.ZodType, R> {
  readonly path: string
  readonly body: object
  readonly answer: T
  readonly rows: (page: z.output<T>) => readonly R[]
}

/** Every page of a list. */
export async function all<T extends z.ZodType<{ next_cursor?: string | undefined }>, R>(
  call: WecomCall,
  { path, body, answer, rows }: Listing<T, R>,
): Promise<Result<R[], Trouble>> {
  const found: R[] = []
  for (let cursor = ''; ; ) {
    const page = await call({ path, body: cursor === '' ? body : { ...body, cursor }, answer, repeatable: true })
    if (!page.ok) return page
    found.push(...rows(page.value))
    cursor = page.value.next_cursor ?? ''
    if (cursor === '') return ok(found)
  }
}

/** Among the tasks made about that time, the one of this member with this text. */
async function findTask(
  call: WecomCall,
  { content }: MassPlan,
  task: Task,
  askedAt: number,
): Promise<Result<string | null, Trouble>> {
  const span = { start_time: Math.floor(askedAt / second) - 60, end_time: Math.floor(askedAt / second) + 3600 }
  const listed = await all(call, {
    path: 'externalcontact/get_groupmsg_list_v2',
    body: { chat_type: 'single', ...span, filter_type: 0, limit: 100 },
    answer: Groupmsgs,
    rows: ({ group_msg_list }) => group_msg_list.filter(({ text }) => (text?.content ?? '') === (content?.text ?? '')),
  })
  if (!listed.ok) return listed
  for (const { msgid } of listed.value) {
    const states = await statesOf(call, msgid)
    if (!states.ok) return states
    if (states.value.some(({ userid }) => userid === task.userid)) return ok(msgid)
  }
  return ok(null)
}

export const statesOf = (call: WecomCall, msgid: string) =>
  all(call, {
    ...{ path: 'externalcontact/get_groupmsg_task', body: { msgid, limit: 1000 }, answer: Listed },
    rows: ({ task_list }) =>
      task_list.map(({ userid, status, send_time: at }) => ({
        ...{ userid, isSent: status === 2, sentAt: at === undefined ? null : at * second },
      })),
  })

const resultsOf = (call: WecomCall, msgid: string, userid: string) =>
  all(call, {
    ...{ path: 'externalcontact/get_groupmsg_send_result', body: { msgid, userid, limit: 1000 }, answer: Results },
    rows: ({ send_list }) =>
      send_list.map(
        ({ external_userid: external, status }): TaskResult => ({ external, state: resultStates[status] ?? 'unsent' }),
      ),
  })
