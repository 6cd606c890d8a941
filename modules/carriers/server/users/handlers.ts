import { audit } from '#platform/audit'
import { nameOf } from '#platform/http/context'
import type { Account } from '../accounts.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import type { SendDeps } from '../sends/ports.ts'
import { accountOf, userOf, weixinOs } from './find.ts'
import { type MiniDeps, miniHandlers } from './minis.ts'
import { noticeHandlers } from './notices.ts'
import type { Weixin } from './ports.ts'
import { type Asked, closeWindows, giveAnswerBack, takeAnswer, windowsOf } from './windows.ts'

type WeixinHandlerDeps = SendDeps & MiniDeps & { readonly weixin: Weixin }

/** The endpoints of official accounts and mini programs. */
export function weixinHandlers(deps: WeixinHandlerDeps) {
  const os = weixinOs()
  const window = async (asked: Asked) => {
    const { left, until } = await deps.postgres.transaction((tx) => windowsOf(tx, asked))
    return { left, until: until === null ? null : new Date(until).toISOString() }
  }
  return os.router({
    window: os.window.handler(async ({ input }) => window((await find(deps, input)).asked)),
    answer: os.answer.handler(async ({ input, context }) => {
      const found = await find(deps, input)
      if (!found.account.on) refuseCarrier('switched-off')
      await answer(deps, found, input)
      await deps.postgres.transaction((tx) =>
        audit(tx, nameOf(context.actor), 'carrier.answered', input.person, { account: input.id }),
      )
      return window(found.asked)
    }),
    ...miniHandlers(deps, os),
    ...noticeHandlers(deps, os),
  })
}

interface Found {
  readonly account: Account
  readonly openid: string
  readonly asked: Asked
}

/** A person as the account knows them. */
async function find(deps: WeixinHandlerDeps, { id, person }: { id: string; person: string }): Promise<Found> {
  const account = await accountOf(deps, id, 'officialAccount')
  const { external, openid } = await userOf(deps, id, person)
  return { account, openid, asked: { account: id, external, quotas: deps.weixin.quotas(account), now: deps.now() } }
}

/** Takes the place first: two who answer at once do not give more than the platform lets through. */
async function answer(
  deps: WeixinHandlerDeps,
  { account, openid, asked }: Found,
  { person, text }: { person: string; text: string },
) {
  const contact = { person, carrier: 'officialAccount', purpose: 'service', at: deps.now() } as const
  const [verdict] = await deps.gate.check([contact])
  if (verdict?.reasons.some(({ reason }) => reason === 'excluded')) refuseCarrier('excluded')
  const taken = await takeAnswer(deps, asked)
  if (taken === null) return refuseCarrier('no-window')
  const sent = await deps.weixin.answer(account, openid, text)
  if (sent.ok) return
  const { code, meaning } = sent.refusal
  if (code === 45015 || code === 45047) {
    await closeWindows(deps, asked)
    return refuseCarrier('no-window')
  }
  // After silence it may have been given.
  if (meaning !== 'network') await giveAnswerBack(deps, asked, taken)
  return refuseByPlatform(sent.refusal)
}
