import { z } from 'zod'
import { ok } from '#kit/result'
import type { Account } from '../../../server/accounts.ts'
import type { GroupWay, Ways } from '../../../server/ways.ts'
import { Nothing } from '../shapes.ts'
import type { WecomCall } from './client.ts'

const Made = z.looseObject({ config_id: z.string().min(1) })
const Got = z.looseObject({ join_way: z.looseObject({ qr_code: z.string().default('') }) })

/** 加入群聊 (page 92229): scene 2 is a code; a change overwrites all of it. */
export const wecomJoinWays = (callOf: (account: Account) => WecomCall): Pick<Ways, 'makeGroup' | 'changeGroup'> => ({
  async makeGroup(account, way) {
    const call = callOf(account)
    const made = await call({ path: 'externalcontact/groupchat/add_join_way', body: bodyOf(way), answer: Made })
    if (!made.ok) return made
    const body = { config_id: made.value.config_id }
    const got = await call({
      path: 'externalcontact/groupchat/get_join_way',
      body,
      answer: Got,
      repeatable: true,
    })
    return got.ok ? ok({ configId: body.config_id, qrCode: got.value.join_way.qr_code }) : got
  },
  async changeGroup(account, configId, way) {
    const body = { config_id: configId, ...bodyOf(way) }
    const path = 'externalcontact/groupchat/update_join_way'
    const done = await callOf(account)({ path, body, answer: Nothing, repeatable: true })
    return done.ok ? ok() : done
  },
})

/** The next chat is ours to choose: the platform makes none by itself. */
const bodyOf = ({ name, state, chats }: GroupWay) => ({
  ...{ scene: 2, remark: name, auto_create_room: 0, chat_id_list: [...chats], state },
})
