import { call, implement } from '@orpc/server'
import { z } from 'zod'
import type { Problem } from '#kit/api'
import type { RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { openReaching } from '../carriers.ts'
import { lab } from './contract.ts'

type Accounts = ReturnType<ReturnType<typeof openReaching>['handlers']>['carrierAccounts']

interface Deps {
  readonly url: () => string | null
  /** Where this Siyu answers on this machine. */
  readonly own: () => string
  readonly accounts: Accounts
  /** Its members have no accounts here yet: they get one when they first come in. */
  readonly letIn: (context: RequestContext) => Promise<unknown>
}

const problems: Record<'no-lab' | 'lab-refused', Problem> = {
  'no-lab': { status: 409, title: { zh: '模拟环境没有运行', en: 'The simulated WeChat world does not run' } },
  'lab-refused': { status: 502, title: { zh: '模拟环境没有接受', en: 'The simulated WeChat world refused' } },
}

const World = z.object({
  wecom: z.object({
    corpid: z.string(),
    agentid: z.coerce.string(),
    secret: z.string(),
    token: z.string(),
    encodingAESKey: z.string(),
  }),
})
const Verified = z.object({ wecom: z.object({ ok: z.boolean() }) })

/** The endpoints of the simulated world; connecting does what a person would do on the screens of both sides. */
export function labHandlers({ url, own, accounts, letIn }: Deps) {
  const os = implement(lab).$context<RequestContext>()
  const standing = async (context: RequestContext) => {
    const at = url()
    const { items } = await call(accounts.list, undefined, { context })
    const account = items.find(({ settings }) => at !== null && settings['base'] === new URL(at).origin)
    return { url: at, account: account?.id ?? null }
  }
  return os.router({
    get: os.get.handler(({ context }) => standing(context)),
    connect: os.connect.handler(async ({ context }) => {
      const at = url() ?? refuse(problems, 'no-lab')
      const before = await standing(context)
      if (before.account !== null) return before
      const { wecom } = World.parse(await (await fetch(`${at}/lab/world`)).json())
      const settings = { ...wecom, base: at }
      const made = await call(accounts.create, { kind: 'wecom', name: '模拟企业微信', settings }, { context })
      const body = JSON.stringify({ wecom: own() + made.callback })
      const answer = await fetch(`${at}/lab/callbacks`, { method: 'POST', body })
      if (!Verified.safeParse(await answer.json()).data?.wecom.ok) refuse(problems, 'lab-refused')
      await call(accounts.sync, { id: made.id }, { context })
      await fetch(`${at}/lab/settings`, { method: 'POST', body: JSON.stringify({ sidebarUrl: `${own()}/m/sidebar` }) })
      await letIn(context)
      return { url: at, account: made.id }
    }),
  })
}
