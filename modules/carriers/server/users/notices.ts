import { audit } from '#platform/audit'
import { nameOf } from '#platform/http/context'
import type { Account } from '../accounts.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import { addCredit, type CreditOf, clearCredits, creditsLeft, takeCreditBack } from './credits.ts'
import { accountOf, userOf, type WeixinOs } from './find.ts'
import type { MiniDeps } from './minis.ts'
import type { Notice, Weixin } from './ports.ts'

type NoticeDeps = MiniDeps & { readonly weixin: Weixin }

interface Asked {
  readonly id: string
  readonly person: string
  readonly template: string
}

/** Subscription messages: each takes one of the credits its receiver gave. */
export function noticeHandlers(deps: NoticeDeps, os: WeixinOs) {
  const left = (of: CreditOf) => deps.postgres.transaction((tx) => creditsLeft(tx, of))
  return {
    credit: os.credit.handler(async ({ input }) => ({ left: Math.max(0, await left((await find(deps, input)).of)) })),
    notify: os.notify.handler(async ({ input, context }) => {
      const found = await find(deps, input)
      if (!found.account.on) refuseCarrier('switched-off')
      const by = nameOf(context.actor)
      const isNew = await notify(deps, found, { ...input, by })
      if (isNew)
        await deps.postgres.transaction((tx) => audit(tx, by, 'carrier.notified', input.person, { account: input.id }))
      return { left: Math.max(0, await left(found.of)) }
    }),
  }
}

async function find(deps: NoticeDeps, { id, person, template }: Asked) {
  const account = await accountOf(deps, id, 'miniProgram', 'officialAccount')
  const { external, openid, strand } = await userOf(deps, id, person)
  return { account, openid, strand, of: { account: id, external, template } }
}

interface Found {
  readonly account: Account
  readonly openid: string
  readonly strand: string
  readonly of: CreditOf
}

type Given = Notice & { readonly person: string; readonly key: string; readonly by: string }

/** Takes a credit and a place at the gate, then sends; false = it was sent before. @throws a problem when it may not go, or did not */
async function notify(deps: NoticeDeps, { account, openid, strand, of }: Found, given: Given): Promise<boolean> {
  const ref = `send:${given.key}`
  const taken = await deps.postgres.transaction(async (tx) => {
    const left = await creditsLeft(tx, of)
    const isNew = await addCredit(tx, of, ref, -1, deps.now())
    // Given back by the end of the transaction where there is none left.
    if (isNew && left < 1) await takeCreditBack(tx, of, ref)
    return isNew ? left >= 1 : null
  })
  if (taken === null) return false
  if (!taken) return refuseCarrier('no-credit')
  const key = `notice:${of.account}:${strand}:${of.template}:${given.key}`
  const back = () => deps.postgres.transaction((tx) => takeCreditBack(tx, of, ref))
  const carrier = account.kind === 'miniProgram' ? ('miniProgram' as const) : ('officialAccount' as const)
  const contact = { person: given.person, carrier, purpose: 'service' as const, at: deps.now(), key }
  const [verdict] = await deps.gate.let([contact], { ref: key, by: given.by })
  if (!verdict?.allowed) {
    await back()
    return refuseCarrier('not-now', verdict?.reasons.map(({ reason }) => reason).join(' ') ?? '')
  }
  const sent = await deps.weixin.notify(account, openid, given)
  if (sent.ok) return true
  // After silence it may have been sent: neither the credit nor the place comes back.
  if (sent.refusal.meaning === 'network') return refuseByPlatform(sent.refusal)
  await deps.gate.takeBack([key])
  await back()
  if (sent.refusal.code !== 43101) return refuseByPlatform(sent.refusal)
  await deps.postgres.transaction((tx) => clearCredits(tx, of, `refused:${given.key}`, deps.now()))
  return refuseCarrier('no-credit')
}
