import { ok } from '#kit/result'
import { second } from '#kit/time'
import type { Delivered, Records } from '../../../server/records/ports.ts'
import type { WecomCall } from './client.ts'
import { all, Groupmsgs, Results, statesOf } from './masses.ts'

/** The code of `get_groupmsg_send_result` for what has arrived (page 93338). */
const arrived = 1

/** 企业群发记录 (pages 93338, 97609): made by the corp or by members, to customers or to chats. */
export const wecomRecords = (call: WecomCall): Records => ({
  async list(from, until) {
    const single = await listOf(call, 'single', from, until)
    if (!single.ok) return single
    const group = await listOf(call, 'group', from, until)
    return group.ok ? ok([...single.value, ...group.value]) : group
  },
  async delivered(msgid) {
    const states = await statesOf(call, msgid)
    if (!states.ok) return states
    const to: Delivered['to'][number][] = []
    for (const { userid, isSent, sentAt } of states.value) {
      if (!isSent) continue
      const got = await sentBy(call, msgid, userid, sentAt ?? 0)
      if (!got.ok) return got
      to.push(...got.value)
    }
    return ok({ isDone: states.value.every(({ isSent }) => isSent), to })
  },
})

const listOf = (call: WecomCall, chat_type: 'single' | 'group', from: number, until: number) =>
  all(call, {
    path: 'externalcontact/get_groupmsg_list_v2',
    body: {
      ...{ chat_type, start_time: Math.floor(from / second), end_time: Math.floor(until / second) },
      ...{ filter_type: 2, limit: 100 },
    },
    answer: Groupmsgs,
    rows: ({ group_msg_list }) =>
      group_msg_list.map(({ msgid, create_time: at }) => ({ msgid, madeAt: Number(at) * second })),
  })

const sentBy = (call: WecomCall, msgid: string, userid: string, at: number) =>
  all(call, {
    path: 'externalcontact/get_groupmsg_send_result',
    body: { msgid, userid, limit: 1000 },
    answer: Results,
    rows: ({ send_list }) =>
      send_list.flatMap(({ external_userid, chat_id, status, send_time }) => {
        const target = external_userid || chat_id
        return status === arrived && target !== ''
          ? [{ target, userid, at: send_time === undefined ? at : send_time * second }]
          : []
      }),
  })
