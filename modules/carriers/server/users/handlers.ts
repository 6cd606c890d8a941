import { randomUUID } from 'node:crypto'
import { audit } from '#platform/audit'
import { nameOf } from '#platform/http/context'
import type { Account } from '../accounts.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import type { SendDeps } from '../sends/ports.ts'
import { giveAnswer } from './answering.ts'
import { accountOf, type FoundUser, userOf, weixinOs } from './find.ts'
import { type MiniDeps, miniHandlers } from './minis.ts'
import { noticeHandlers } from './notices.ts'
import type { Weixin } from './ports.ts'
import { type Asked, windowsOf } from './windows.ts'

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
      await answer(deps, found, { ...input, by: nameOf(context.actor) })
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
  readonly user: FoundUser
  readonly asked: Asked
}

/** A person as the account knows them. */
async function find(deps: WeixinHandlerDeps, { id, person }: { id: string; person: string }): Promise<Found> {
  const account = await accountOf(deps, id, 'officialAccount')
  const user = await userOf(deps, id, person)
  const quotas = deps.weixin.quotas(account)
  return { account, user, asked: { account: id, external: user.external, quotas, now: deps.now() } }
}

/** Whoever is excluded gets no answer either; within their window nothing else stands against one. */
async function answer(
  deps: WeixinHandlerDeps,
  { account, user }: Found,
  { person, text, by }: { person: string; text: string; by: string },
) {
  const contact = { person, carrier: 'officialAccount', purpose: 'service', at: deps.now() } as const
  const [verdict] = await deps.gate.check([contact])
  if (verdict?.reasons.some(({ reason }) => reason === 'excluded')) refuseCarrier('excluded')
  const done = await giveAnswer(deps, account, user, { text, by, ref: randomUUID() })
  if (done.ok) return
  if (done.refusal === null) return refuseCarrier('no-window')
  return refuseByPlatform(done.refusal)
}
