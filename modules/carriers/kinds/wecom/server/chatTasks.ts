import { z } from 'zod'
import { ok, type Result } from '#kit/result'
import { second } from '#kit/time'
import { massSpan } from '../../../core/mass.ts'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { ChatPort, ChatTask, Content } from '../../../server/moments/ports.ts'
import { wecomSettings } from '../kind.ts'
import { Nothing } from '../shapes.ts'
import { type WecomCall, type WecomDeps, wecomClient } from './client.ts'
import { all, Groupmsgs, Results, statesOf } from './masses.ts'
import { uploadPicture } from './moments.ts'

const Made = z.looseObject({ msgid: z.string().min(1) })
/** By the code of `get_groupmsg_send_result` (page 93338). */
const outcomes = ['unsent', 'sent', 'lost', 'full'] as const

/** 企业群发 to chats (page 92135): the owner confirms it on the phone. */
export function wecomChatTasks(deps: WecomDeps): ChatPort {
  const settingsOf = (account: Account) => wecomSettings.parse(account.settings)
  const callOf = (account: Account) => wecomClient(deps, { ...account, settings: settingsOf(account) })
  const done = async (account: Account, verb: string, msgid: string, repeatable: boolean) => {
    const path = `externalcontact/${verb}_groupmsg_send`
    const got = await callOf(account)({ path, body: { msgid }, answer: Nothing, repeatable })
    return got.ok ? ok() : got
  }
  return {
    async ask(account, { userid, chats, content }) {
      const call = callOf(account)
      const parts = await partsOf(call, content)
      if (!parts.ok) return parts
      const text = content.text.trim() === '' ? {} : { text: { content: content.text } }
      const body = { chat_type: 'group', sender: userid, chat_id_list: [...chats], ...text, attachments: parts.value }
      const request = { path: 'externalcontact/add_msg_template', body, answer: Made, timeoutMs: 30 * second }
      const got = await call(request)
      return got.ok ? ok(got.value.msgid) : got
    },
    find: (account, task, askedAt) => findTask(callOf(account), task, askedAt),
    states: (account, msgid) => statesOf(callOf(account), msgid),
    results: (account, msgid, userid) =>
      all(callOf(account), {
        path: 'externalcontact/get_groupmsg_send_result',
        body: { msgid, userid, limit: 1000 },
        answer: Results,
        rows: ({ send_list }) =>
          send_list.map(({ chat_id: chat, status }) => ({ chat, state: outcomes[status] ?? 'unsent' })),
      }),
    remind: (account, msgid) => done(account, 'remind', msgid, false),
    cancel: (account, msgid) => done(account, 'cancel', msgid, true),
    span: (account, at) => massSpan(settingsOf(account).mass, at),
  }
}

async function partsOf(call: WecomCall, { link, pictures, video }: Content): Promise<Result<object[], Trouble>> {
  const parts: object[] = link ? [{ msgtype: 'link', link }] : []
  for (const picture of pictures) {
    const got = await uploadPicture(call, picture, 'media/upload', { type: 'image' })
    if (!got.ok) return got
    parts.push({ msgtype: 'image', image: { media_id: got.value } })
  }
  const shown = video && (await uploadPicture(call, video, 'media/upload', { type: 'video' }))
  if (shown && !shown.ok) return shown
  return ok(shown ? [...parts, { msgtype: 'video', video: { media_id: shown.value } }] : parts)
}

/** Among the tasks made about that time, the one of this owner with this text. */
async function findTask(call: WecomCall, task: ChatTask, askedAt: number): Promise<Result<string | null, Trouble>> {
  const span = { start_time: Math.floor(askedAt / second) - 60, end_time: Math.floor(askedAt / second) + 3600 }
  const listed = await all(call, {
    path: 'externalcontact/get_groupmsg_list_v2',
    body: { chat_type: 'group', ...span, filter_type: 0, limit: 100 },
    answer: Groupmsgs,
    rows: ({ group_msg_list }) => group_msg_list.filter(({ text }) => (text?.content ?? '') === task.content.text),
  })
  if (!listed.ok) return listed
  for (const { msgid } of listed.value) {
    const states = await statesOf(call, msgid)
    if (!states.ok) return states
    if (states.value.some(({ userid }) => userid === task.userid)) return ok(msgid)
  }
  return ok(null)
}
