import { ok } from '#kit/result'
import { second } from '#kit/time'
import type { Contact } from '../../../core/contact.ts'
import { lineOf, passes, type Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { Adapter, Applied, Message } from '../../../server/adapter.ts'
import { endRelation, storeContacts } from '../../../server/contacts.ts'
import type { CarrierDeps } from '../../../server/deps.ts'
import { pauseOf } from '../../../server/inbox.ts'
import { syncTags } from '../../../server/tags/incoming.ts'
import type { CorpTags } from '../../../server/tags/ports.ts'
import { readXml, textIn, type Xml } from '../../../server/xml.ts'
import { type WecomSettings, wecomSettings } from '../kind.ts'
import { openCallback, proveAddress } from './callback.ts'
import { checkWecom } from './check.ts'
import { type WecomDeps, wecomClient } from './client.ts'
import { readCustomer } from './customers.ts'
import { memberDays } from './memberDays.ts'
import { memberPages } from './pages.ts'
import { syncMember } from './sync.ts'
import { syncTeam } from './team.ts'
import { welcomeBy } from './welcome.ts'

type Wecom = Account<WecomSettings>
type Deps = CarrierDeps & WecomDeps & { readonly corpTags: CorpTags }

const asWecom = (account: Account): Wecom => ({ ...account, settings: wecomSettings.parse(account.settings) })
/** A customer who was just added is not to be seen at once (84061): asked again after so long. */
const patience = [2, 10, 60, 60].map((seconds) => seconds * second)
/** With growing pauses that is a quarter of an hour: longer than the patience above. */
const mostAttemptsToEnd = 9

type Fields = { readonly [name: string]: Xml }
type Work = { readonly message: Message; readonly account: Wecom; readonly xml: Fields }

/** What WeCom tells, and what we make of it. Nothing here trusts the order in which it is told. */
export function wecomAdapter(deps: Deps): Adapter {
  const read = (message: Message): Work | null => {
    const xml = readXml(message.text)
    return xml && { message, account: asWecom(message.account), xml }
  }
  return {
    kind: 'wecom',
    prove: (account, query) => proveAddress(asWecom(account), query),
    open: (account, query, body) => openCallback(asWecom(account), query, body, deps.now()),
    sync: {
      async parts(account) {
        const tags = await syncTags(deps, account)
        if (!tags.ok) return tags
        const team = await syncTeam(deps, asWecom(account), wecomClient(deps, asWecom(account)))
        return team.ok ? ok(team.value.serving) : team
      },
      part: (account, member) => syncMember(deps, asWecom(account), wecomClient(deps, asWecom(account)), member),
    },
    pages: memberPages(deps, asWecom),
    memberDays: (account, member, range) => memberDays(wecomClient(deps, asWecom(account)), member, range),
    check: (account) => checkWecom(wecomClient(deps, asWecom(account))),
    async urgent(message) {
      const work = read(message)
      const code = work ? textIn(work.xml, 'WelcomeCode') : ''
      if (!work || code === '') return
      const { account, xml } = work
      const [userid, external] = [textIn(xml, 'UserID'), textIn(xml, 'ExternalUserID')]
      const state = textIn(xml, 'State') || null
      const greeting = { inbox: message.id, receivedAt: message.receivedAt, userid, external, state, code }
      await welcomeBy(deps, account, wecomClient(deps, account), greeting)
    },
    async apply(message) {
      const work = read(message)
      if (!work) return { kind: 'failed', why: 'not XML' }
      const handler = handlers[nameOf(work.xml)]
      return handler ? handler(deps, work) : { kind: 'ignored' }
    },
  }
}

const nameOf = (xml: Fields) => [textIn(xml, 'Event'), textIn(xml, 'ChangeType')].filter((one) => one !== '').join('.')

type Handler = (deps: Deps, work: Work) => Promise<Applied>

const ended =
  (by: 'staff' | 'customer'): Handler =>
  async (deps, { message, account, xml }) => {
    const isMoved = textIn(xml, 'Source') === 'DELETE_BY_TRANSFER'
    const ids = { external: textIn(xml, 'ExternalUserID'), userid: textIn(xml, 'UserID') }
    const of = { account: account.id, corp: account.settings.corpid, ...ids, at: timeOf(xml, message) }
    const known = await endRelation(deps, { ...of, by: isMoved ? 'transfer' : by })
    // The end may be told before the beginning was worked on, which has patience itself.
    if (known || message.attempts >= mostAttemptsToEnd) return { kind: 'done' }
    return { kind: 'later', inMs: pauseOf(message.attempts + 1), why: 'the beginning is not known yet' }
  }

const changed: Handler = async (deps, { message, account, xml }) => {
  const askedAt = deps.now()
  const external = textIn(xml, 'ExternalUserID')
  const got = await readCustomer(wecomClient(deps, account), account.settings.corpid, external)
  const to = {
    account: account.id,
    reach: { carrier: 'wecom', corp: account.settings.corpid },
    askedAt,
    isNew: textIn(xml, 'ChangeType') !== 'edit_external_contact',
  } as const
  if (got.ok) {
    await storeContacts(deps, { ...to, isWhole: true }, [got.value])
    return { kind: 'done' }
  }
  const waits = got.refusal.code === 84061 ? patience[message.attempts] : undefined
  if (waits !== undefined) return { kind: 'later', inMs: waits, why: lineOf(got.refusal) }
  if (got.refusal.meaning !== 'gone') return troubled(got.refusal, message)
  // They are gone again already: that they came is worth keeping. The message of their going says why, whenever it comes.
  await storeContacts(deps, { ...to, isWhole: false }, [toldOf(account, message, xml)])
  const tie = { account: account.id, corp: account.settings.corpid, userid: textIn(xml, 'UserID') }
  await endRelation(deps, { ...tie, external, by: 'unseen', at: Math.max(askedAt, timeOf(xml, message)) })
  return { kind: 'done' }
}

const troubled = (trouble: Trouble, { attempts }: Message): Applied =>
  passes(trouble) || trouble.meaning === 'setup'
    ? { kind: 'later', inMs: Math.max(trouble.waitMs ?? 0, pauseOf(attempts + 1)), why: lineOf(trouble) }
    : { kind: 'failed', why: lineOf(trouble) }

/** What the message alone says. */
function toldOf({ settings: { corpid } }: Wecom, message: Message, xml: Fields): Contact {
  const external = textIn(xml, 'ExternalUserID')
  const state = textIn(xml, 'State') || null
  const relation = { userid: textIn(xml, 'UserID'), addedAt: timeOf(xml, message), addWay: null, state, tags: [] }
  const claims = [{ type: `external_userid:${corpid}`, value: external }]
  return { external, claims, traits: {}, hasUnionid: false, relations: [relation] }
}

/** Epoch ms of what is told; a broken one is when it came. */
function timeOf(xml: Fields, { receivedAt }: Message): number {
  const seconds = Number(textIn(xml, 'CreateTime'))
  return Number.isInteger(seconds) && seconds > 0 ? seconds * second : receivedAt
}

const team: Handler = async (deps, { message, account }) => {
  const got = await syncTeam(deps, account, wecomClient(deps, account))
  return got.ok ? { kind: 'done' } : troubled(got.refusal, message)
}

const tagsChanged: Handler = async (deps, { message, account }) => {
  const got = await syncTags(deps, account)
  return got.ok ? { kind: 'done' } : troubled(got.refusal, message)
}

const handlers: Readonly<Record<string, Handler>> = {
  'change_external_contact.add_external_contact': changed,
  'change_external_contact.add_half_external_contact': changed,
  'change_external_contact.edit_external_contact': changed,
  'change_external_contact.del_external_contact': ended('staff'),
  'change_external_contact.del_follow_user': ended('customer'),
  'change_external_tag.create': tagsChanged,
  'change_external_tag.update': tagsChanged,
  'change_external_tag.delete': tagsChanged,
  'change_external_tag.shuffle': tagsChanged,
  'change_contact.create_user': team,
  'change_contact.update_user': team,
  'change_contact.delete_user': team,
  'change_contact.create_party': team,
  'change_contact.update_party': team,
  'change_contact.delete_party': team,
}
