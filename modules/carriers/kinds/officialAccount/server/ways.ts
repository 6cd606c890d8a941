import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'
import { fillFor } from '../../../core/filling.ts'
import type { SendReason } from '../../../core/sends.ts'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { HostDeps, Standing, Way, Written } from '../../../server/sends/ports.ts'
import { giveAnswer } from '../../../server/users/answering.ts'
import { usersThere, userThere } from '../../../server/users/find.ts'
import type { NoticingDeps } from '../../../server/users/noticing.ts'
import { windowsThere } from '../../../server/users/windows.ts'
import { type WeixinDeps, weixinClient } from '../../weixin/server/client.ts'
import { messageTemplates, refuseFields, writeFields } from '../../weixin/server/fields.ts'
import { subscriptionWay } from '../../weixin/server/subscriptionWay.ts'
import {
  type FieldsContent,
  officialService,
  officialSubscription,
  officialTemplate,
  type TextContent,
} from '../../weixin/ways.ts'
import { asOfficial } from './adapter.ts'
import { massWay } from './massWay.ts'
import { usedToday } from './used.ts'

type Deps = Pick<HostDeps, 'postgres' | 'vault' | 'strandsOf' | 'now'> & NoticingDeps & WeixinDeps

/** How an official account reaches people. */
export const officialWays = (deps: Deps): readonly Way[] => [
  serviceWay(deps),
  massWay(deps),
  templateWay(deps),
  subscriptionWay(deps, officialSubscription, (account) => callOf(deps, account)),
]

const callOf = (deps: Deps, account: Account) => weixinClient(deps, asOfficial(account))

const trouble = (meaning: Trouble['meaning'], text: string): Trouble => ({
  ...{ meaning, code: null, text },
  advice: { zh: '这个人现在收不到', en: 'They cannot get it now' },
})

/** Service messages: within the windows that people opened (C23). */
const serviceWay = (deps: Deps): Way<TextContent> => ({
  kind: officialService,
  async standing({ account, at }, people) {
    const users = await usersThere(deps, account.id, people)
    const quotas = deps.weixin.quotas(account)
    const asked = { account: account.id, externals: [...users.values()], quotas, now: at }
    const windows = await windowsThere(deps, asked)
    return new Map(
      [...users].map(([person, external]): [string, Standing] => {
        const left = windows.get(external.toString('hex'))?.left ?? 0
        return [person, { external, left, refused: left > 0 ? null : 'no-window' }]
      }),
    )
  },
  async write({ content }, values) {
    return new Map(
      [...values].map(([person, known]): [string, Result<Written, SendReason>] => {
        const filled = fillFor(content?.text ?? '', known)
        if (!filled.ok) return [person, no('missing-value')]
        if (filled.value.length > mostText) return [person, no('wrong-text')]
        return [person, ok({ text: filled.value, values: {}, pieces: null })]
      }),
    )
  },
  async one({ account }, { person, key, by, written }) {
    const user = await userThere(deps, account.id, person)
    if (!user) return no(trouble('gone', 'not there any more'))
    const done = await giveAnswer(deps, account, user, { text: written.text, by, ref: key || randomUUID() })
    if (done.ok) return ok(null)
    return no(done.refusal ?? trouble('wrong', 'no window is open'))
  },
})

/** Longest text of a service message, in letters: 2,048 bytes. */
const mostText = 680

const Sent = z.looseObject({ msgid: z.union([z.string(), z.number()]).optional() })

/** Template messages: about what people did themselves; so many a day. */
const templateWay = (deps: Deps): Way<FieldsContent> => ({
  kind: officialTemplate,
  refuse: async (plan) => refuseFields(plan, await messageTemplates(callOf(deps, plan.account))),
  async standing({ account }, people) {
    const users = await usersThere(deps, account.id, people)
    return new Map([...users].map(([person, external]) => [person, { external, left: null, refused: null }]))
  },
  async left({ account }) {
    const most = asOfficial(account).settings.templatesADay
    return Math.max(0, most - (await usedToday(deps, account.id, officialTemplate.way)))
  },
  write: writeFields,
  templates: (account) => messageTemplates(callOf(deps, account)),
  async one({ account, content }, { person, key, written }) {
    const user = await userThere(deps, account.id, person)
    if (!user || !content) return no(trouble('gone', 'not there any more'))
    const data = Object.fromEntries(Object.entries(written.values).map(([name, value]) => [name, { value }]))
    const client_msg_id = createHash('sha256').update(`${account.id} ${key}`).digest('hex').slice(0, 32)
    const url = content.page === undefined ? {} : { url: content.page }
    const body = { touser: user.openid, template_id: content.template, data, client_msg_id, ...url }
    const sent = await callOf(deps, account)({ path: '/cgi-bin/message/template/send', body, answer: Sent })
    return sent.ok ? ok(sent.value.msgid === undefined ? null : String(sent.value.msgid)) : sent
  },
})
