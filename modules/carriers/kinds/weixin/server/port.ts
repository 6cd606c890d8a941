import { z } from 'zod'
import { ok } from '#kit/result'
import type { Weixin } from '../../../server/users/ports.ts'
import { asMini } from '../../miniProgram/server/adapter.ts'
import { quotasOf } from '../../officialAccount/kind.ts'
import { asOfficial } from '../../officialAccount/server/adapter.ts'
import { type WeixinDeps, weixinClient } from './client.ts'

const Noticed = z.looseObject({ msgid: z.union([z.string(), z.number()]).optional() })

/** What WeChat does with one user of an official account or a mini program. */
export const weixinPort = (platform: WeixinDeps): Weixin => ({
  quotas: (account) => quotasOf(asOfficial(account).settings),
  answer: (account, touser, content) =>
    weixinClient(
      platform,
      asOfficial(account),
    )({
      ...{ path: '/cgi-bin/message/custom/send', body: { touser, msgtype: 'text', text: { content } } },
      answer: z.looseObject({}),
    }),
  async notify(account, touser, { template: template_id, data, page }) {
    const values = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, { value }]))
    const body = { touser, template_id, data: values, ...(page === undefined ? {} : { page }) }
    const isMini = account.kind === 'miniProgram'
    const call = weixinClient(platform, isMini ? asMini(account) : asOfficial(account))
    const path = `/cgi-bin/message/subscribe/${isMini ? 'send' : 'bizsend'}`
    const sent = await call({ path, body, answer: Noticed })
    return sent.ok ? ok(sent.value.msgid === undefined ? null : String(sent.value.msgid)) : sent
  },
})
