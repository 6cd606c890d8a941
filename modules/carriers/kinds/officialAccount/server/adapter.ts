import type { WindowTrigger } from '../../../core/windows.ts'
import type { Account } from '../../../server/accounts.ts'
import type { Adapter, Applied, Message } from '../../../server/adapter.ts'
import { aboutHash, pauseOf } from '../../../server/inbox.ts'
import { tapped } from '../../../server/official/menus.ts'
import { scanned, sceneNamed } from '../../../server/official/scenes.ts'
import type { SendDeps } from '../../../server/sends/ports.ts'
import type { CarrierTables } from '../../../server/tables.ts'
import { tellFollowerTags } from '../../../server/tags/followers.ts'
import { syncTags } from '../../../server/tags/incoming.ts'
import type { FollowerTags } from '../../../server/tags/ports.ts'
import { keepTies } from '../../../server/ties.ts'
import { userBy } from '../../../server/users/find.ts'
import type { Weixin } from '../../../server/users/ports.ts'
import { endFollow, storeUsers, type User, type UserDeps } from '../../../server/users/store.ts'
import type { UserTables } from '../../../server/users/tables.ts'
import { keepTalk } from '../../../server/users/talk.ts'
import { openWindow } from '../../../server/users/windows.ts'
import { textIn } from '../../../server/xml.ts'
import { eventOf, type Fields, fieldsOf, openCallback, proveAddress, timeOf } from '../../weixin/server/callback.ts'
import { type WeixinDeps, weixinClient } from '../../weixin/server/client.ts'
import { putOff } from '../../weixin/server/putOff.ts'
import { followerOf, UserInfo } from '../../weixin/server/read.ts'
import { applyResult, isResult } from '../../weixin/server/results.ts'
import { applyRevoke } from '../../weixin/server/revoking.ts'
import { applySubscription, isSubscription } from '../../weixin/server/subscriptions.ts'
import { type OfficialAccountSettings, officialAccountSettings } from '../kind.ts'
import { checkOfficialAccount } from './check.ts'
import { pagesOf, syncPage } from './sync.ts'

type OfficialDeps = UserDeps &
  WeixinDeps &
  Pick<SendDeps, 'withdraw' | 'tagging' | 'strandsOf' | 'valuesOf'> & {
    readonly weixin: Weixin
    readonly followerTags: FollowerTags
  }
type Official = Account<OfficialAccountSettings>

export const asOfficial = (account: Account): Official => ({
  ...{ ...account, settings: officialAccountSettings.parse(account.settings) },
})

interface Work {
  readonly message: Message
  readonly account: Official
  readonly fields: Fields
  readonly openid: string
  /** Epoch ms. */
  readonly at: number
}

/** What an official account tells, and what we make of it. Nothing here trusts the order in which it is told. */
export const officialAccountAdapter = (deps: OfficialDeps): Adapter => ({
  kind: 'officialAccount',
  prove: (account, query) => proveAddress(asOfficial(account), query),
  open: (account, query, body) => openCallback(asOfficial(account), query, body, deps.now()),
  sync: {
    async parts(account) {
      const tags = await syncTags({ ...deps, corpTags: deps.followerTags }, account)
      return tags.ok ? pagesOf(weixinClient(deps, asOfficial(account)), deps.now()) : tags
    },
    part: (account, page) => syncPage(deps, asOfficial(account), weixinClient(deps, asOfficial(account)), page),
  },
  check: (account) => checkOfficialAccount(weixinClient(deps, asOfficial(account))),
  async apply(message) {
    const fields = fieldsOf(message.text)
    if (!fields) return { kind: 'failed', why: 'neither XML nor JSON' }
    const openid = textIn(fields, 'FromUserName')
    const event = eventOf(fields)
    const told = { id: message.id, account: message.account.id, openid, fields }
    if (isSubscription(event)) return (await applySubscription(deps, event, told)) ?? unknownYet(message)
    if (isResult(event)) return applyResult(deps, event, message, fields)
    if (event === 'user_authorization_revoke') return applyRevoke(deps, asOfficial(message.account), message, fields)
    const handler = handlers[event]
    if (!handler || openid === '') return { kind: 'ignored' }
    return handler(deps, { message, account: asOfficial(message.account), fields, openid, at: timeOf(fields, message) })
  },
})

type Handler = (deps: OfficialDeps, work: Work) => Promise<Applied>

const followed: Handler = async (deps, work) => {
  const came = { account: work.account.id, external: aboutHash(deps, work.account.id, work.openid), member: '' }
  await keepTies(deps.postgres.tables<CarrierTables>(), [{ ...came, kind: 'heard', at: work.at }])
  const stored = await readUser(deps, work, true)
  if (stored) return stored
  const { account, openid, at } = work
  await openWindow(deps, { account: account.id, openid, trigger: 'follow', at })
  await afterScan(deps, work, true)
  return { kind: 'done' }
}

/** Asks who they are, and stores it; null = done. */
async function readUser(deps: OfficialDeps, work: Work, isNew: boolean): Promise<Applied | null> {
  const { account, openid, at, message, fields } = work
  const askedAt = deps.now()
  const query = { openid, lang: 'zh_CN' }
  const got = await weixinClient(
    deps,
    account,
  )({ path: '/cgi-bin/user/info', query, answer: UserInfo, repeatable: true })
  if (!got.ok) return putOff(got.refusal, message)
  const scene = textIn(fields, 'EventKey').startsWith(prefix) ? sceneIn(work) : null
  const code = scene === null ? null : await sceneNamed(deps, account.id, scene)
  const now = followerOf(got.value)
  const gone: User = { openid, unionid: got.value.unionid ?? null, followedAt: at, endedAt: askedAt, scene }
  const user = now ? { ...now, scene: scene ?? now.scene, source: code?.source ?? null } : gone
  const told = {
    account: account.id,
    appid: account.settings.appid,
    carrier: 'officialAccount',
    askedAt,
    isNew,
  } as const
  await storeUsers(deps, told, [user])
  await tellFollowerTags(deps, account.id, [aboutHash(deps, account.id, openid)])
  return null
}

/** After so many tries an end whose beginning never came is let go. */
const patience = 6

const unfollowed: Handler = async (deps, { account, openid, at, message }) => {
  const of = { account: account.id, appid: account.settings.appid, openid, at }
  return (await endFollow(deps, of)) ? { kind: 'done' } : unknownYet(message)
}

/** That somebody follows may be told after what they did. */
const unknownYet = ({ attempts }: Message): Applied =>
  attempts >= patience
    ? { kind: 'done' }
    : { kind: 'later', inMs: pauseOf(attempts + 1), why: 'the beginning is not known yet' }

/** Whoever acts follows: one who is not known is asked for first. */
const acted =
  (trigger: WindowTrigger): Handler =>
  async (deps, work) => {
    const opening = { account: work.account.id, openid: work.openid, trigger, at: work.at }
    if (!(await openWindow(deps, opening))) {
      const stored = await readUser(deps, work, false)
      if (stored) return stored
      await openWindow(deps, opening)
    }
    await keepHeard(deps, work, trigger)
    if (trigger === 'scan') await afterScan(deps, work, false)
    if (trigger === 'click') await afterTap(deps, work)
    return { kind: 'done' }
  }

/** The parameter of the code they came by or scanned; null = none. */
const sceneIn = ({ fields }: Work): string | null => {
  const key = textIn(fields, 'EventKey')
  const scene = key.startsWith(prefix) ? key.slice(prefix.length) : key
  return textIn(fields, 'Ticket') === '' || scene === '' ? null : scene
}
const prefix = 'qrscene_'

async function afterScan(deps: OfficialDeps, work: Work, followed: boolean) {
  const scene = sceneIn(work)
  const user = scene === null ? null : await userBy(deps, work.account.id, work.openid)
  if (scene === null || !user) return
  await scanned(deps, work.account, user, { inbox: work.message.id, scene, followed, at: work.at })
}

async function afterTap(deps: OfficialDeps, work: Work) {
  const user = await userBy(deps, work.account.id, work.openid)
  const tap = { key: textIn(work.fields, 'EventKey'), inbox: work.message.id }
  if (user) await tapped(deps, work.account, user, tap)
}

/** What they wrote, or which button they pressed, stands in the conversation. */
async function keepHeard(deps: OfficialDeps, { account, openid, fields, message, at }: Work, trigger: WindowTrigger) {
  if (trigger === 'scan') return
  const type = textIn(fields, 'MsgType')
  const said = textIn(fields, 'Content') || textIn(fields, 'Recognition') || textIn(fields, 'EventKey')
  const text = type === 'text' ? said : `[${type === 'event' ? 'menu' : type}] ${said}`.trim()
  const db = deps.postgres.tables<UserTables>()
  const external = aboutHash(deps, account.id, openid)
  // Gone again meanwhile, there is nobody to keep it for.
  const users = db.selectFrom('carriers_user').select('external').where('account', '=', account.id)
  if (!(await users.where('external', '=', external).executeTakeFirst())) return
  const ref = `callback:${message.id}`
  await keepTalk(db, deps.vault, {
    ...{ account: account.id, external, kind: 'heard', text, ref, by: null, state: 'heard', at },
  })
}

const handlers: Readonly<Record<string, Handler>> = {
  subscribe: followed,
  unsubscribe: unfollowed,
  SCAN: acted('scan'),
  CLICK: acted('click'),
  scancode_push: acted('click'),
  scancode_waitmsg: acted('click'),
  ...Object.fromEntries(
    ['text', 'image', 'voice', 'video', 'shortvideo', 'location', 'link'].map((type) => [type, acted('message')]),
  ),
}
