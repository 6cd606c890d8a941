import { z } from 'zod'
import { ok } from '#kit/result'
import { second } from '#kit/time'
import type { Account } from '../../../server/accounts.ts'
import type { Masses, Task, TaskResult, TaskState } from '../../../server/sends/ports.ts'
import { wecomSettings } from '../kind.ts'
import { Nothing } from '../shapes.ts'
import { type WecomDeps, wecomClient } from './client.ts'
import { messageOf } from './welcome.ts'

const Made = z.looseObject({ msgid: z.string().min(1), fail_list: z.array(z.string()).default([]) })
const Tasks = z.looseObject({
  task_list: z
    .array(z.looseObject({ userid: z.string(), status: z.number().int(), send_time: z.number().int().optional() }))
    .default([]),
  next_cursor: z.string().optional(),
})
const Results = z.looseObject({
  send_list: z.array(z.looseObject({ external_userid: z.string().default(''), status: z.number().int() })).default([]),
  next_cursor: z.string().optional(),
})
const Groupmsgs = z.looseObject({
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

/** 企业群发 (page 92135): a task is made here, a member confirms it on the phone, and only then is anything sent. */
export function wecomMasses(deps: WecomDeps): Masses {
  const callOf = (account: Account) =>
    wecomClient(deps, { ...account, settings: wecomSettings.parse(account.settings) })
  return {
    most: 10_000,
    async ask(account, { userid, externals, content }) {
      const body = { chat_type: 'single', external_userid: [...externals], sender: userid, ...messageOf(content) }
      const got = await callOf(account)({
        path: 'externalcontact/add_msg_template',
        body,
        answer: Made,
        timeoutMs: 30 * second,
      })
      return got.ok ? ok({ msgid: got.value.msgid, refused: got.value.fail_list }) : got
    },
    async find(account, task, askedAt) {
      const call = callOf(account)
      const span = { start_time: Math.floor(askedAt / second) - 60, end_time: Math.floor(askedAt / second) + 3600 }
      for (let cursor = ''; ; ) {
        const body = { chat_type: 'single', ...span, filter_type: 0, limit: 100, ...(cursor === '' ? {} : { cursor }) }
        const page = await call({
          path: 'externalcontact/get_groupmsg_list_v2',
          body,
          answer: Groupmsgs,
          repeatable: true,
        })
        if (!page.ok) return page
        for (const one of page.value.group_msg_list.filter((each) => isLike(each, task))) {
          const states = await statesOf(call, one.msgid)
          if (!states.ok) return states
          if (states.value.some(({ userid }) => userid === task.userid)) return ok(one.msgid)
        }
        cursor = page.value.next_cursor ?? ''
        if (cursor === '') return ok(null)
      }
    },
    state: (account, msgid) => statesOf(callOf(account), msgid),
    async results(account, msgid, userid) {
      const call = callOf(account)
      const found: TaskResult[] = []
      for (let cursor = ''; ; ) {
        const body = { msgid, userid, limit: 1000, ...(cursor === '' ? {} : { cursor }) }
        const page = await call({
          path: 'externalcontact/get_groupmsg_send_result',
          body,
          answer: Results,
          repeatable: true,
        })
        if (!page.ok) return page
        for (const { external_userid: external, status } of page.value.send_list)
          found.push({ external, state: resultStates[status] ?? 'unsent' })
        cursor = page.value.next_cursor ?? ''
        if (cursor === '') return ok(found)
      }
    },
    async remind(account, msgid) {
      const done = await callOf(account)({
        path: 'externalcontact/remind_groupmsg_send',
        body: { msgid },
        answer: Nothing,
      })
      return done.ok ? ok() : done
    },
    async cancel(account, msgid) {
      const path = 'externalcontact/cancel_groupmsg_send'
      const done = await callOf(account)({ path, body: { msgid }, answer: Nothing, repeatable: true })
      return done.ok ? ok() : done
    },
  }
}

type Listed = z.output<typeof Groupmsgs>['group_msg_list'][number]
const isLike = ({ text }: Listed, { content }: Task) => (text?.content ?? '') === content.text

async function statesOf(call: ReturnType<typeof wecomClient>, msgid: string) {
  const found: TaskState[] = []
  for (let cursor = ''; ; ) {
    const body = { msgid, limit: 1000, ...(cursor === '' ? {} : { cursor }) }
    const page = await call({ path: 'externalcontact/get_groupmsg_task', body, answer: Tasks, repeatable: true })
    if (!page.ok) return page
    for (const { userid, status, send_time: at } of page.value.task_list)
      found.push({ userid, isSent: status === 2, sentAt: at === undefined ? null : at * second })
    cursor = page.value.next_cursor ?? ''
    if (cursor === '') return ok(found)
  }
}
