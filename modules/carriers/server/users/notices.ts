import { audit } from '#platform/audit'
import { nameOf } from '#platform/http/context'
import type { Account } from '../accounts.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import { type CreditOf, creditsLeft } from './credits.ts'
import { accountOf, userOf, type WeixinOs } from './find.ts'
import type { MiniDeps } from './minis.ts'
import { giveNotice } from './noticing.ts'
import type { Notice, Weixin } from './ports.ts'
import type { UserTables } from './tables.ts'
import { keepTalk } from './talk.ts'

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

/** Sends after the gate; false = it was sent before. @throws a problem when it may not go, or did not */
async function notify(deps: NoticeDeps, { account, openid, strand, of }: Found, given: Given): Promise<boolean> {
  const key = `notice:${of.account}:${strand}:${of.template}:${given.key}`
  const carrier = account.kind === 'miniProgram' ? ('miniProgram' as const) : ('officialAccount' as const)
  const contact = { person: given.person, carrier, purpose: 'service' as const, at: deps.now(), key }
  const done = await giveNotice(deps, {
    ...{ account, openid, of, notice: given, key: given.key },
    async ask() {
      const [verdict] = await deps.gate.let([contact], { ref: key, by: given.by })
      return verdict?.allowed ? null : (verdict?.reasons.map(({ reason }) => reason).join(' ') ?? '')
    },
    takeBack: () => deps.gate.takeBack([key]),
  })
  const keep = (state: 'sent' | 'unsure') =>
    keepTalk(deps.postgres.tables<UserTables>(), deps.vault, {
      ...{ account: account.id, external: of.external, kind: 'notice', text: Object.values(given.data).join(' · ') },
      ...{ ref: given.key, by: given.by, state, at: deps.now() },
    })
  if (done.ok) {
    if (done.value.isNew) await keep('sent')
    return done.value.isNew
  }
  if (done.refusal.kind === 'no-credit') return refuseCarrier('no-credit')
  if (done.refusal.kind === 'not-now') return refuseCarrier('not-now', done.refusal.why)
  if (done.refusal.trouble.meaning === 'network') await keep('unsure')
  return refuseByPlatform(done.refusal.trouble)
}
