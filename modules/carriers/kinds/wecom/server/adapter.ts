import { ok } from '#kit/result'
import { second } from '#kit/time'
import { linkQuotaTold } from '../../../core/acquisitionLinks.ts'
import type { Contact } from '../../../core/contact.ts'
import { lineOf } from '../../../core/trouble.ts'
import type { Adapter, Message, Sync } from '../../../server/adapter.ts'
import { endRelation, storeContacts } from '../../../server/contacts.ts'
import { aboutHash, pauseOf } from '../../../server/inbox.ts'
import { readRecords } from '../../../server/records/read.ts'
import type { CarrierTables } from '../../../server/tables.ts'
import { syncTags } from '../../../server/tags/incoming.ts'
import { keepTies } from '../../../server/ties.ts'
import { hearRefusal } from '../../../server/transfers/heard.ts'
import { readXml, textIn } from '../../../server/xml.ts'
import { openCallback, proveAddress } from './callback.ts'
import { chatHandlers } from './chatEvents.ts'
import { chatPart, chatParts } from './chats.ts'
import { checkWecom } from './check.ts'
import { wecomClient } from './client.ts'
import { readCustomer } from './customers.ts'
import { memberDays } from './memberDays.ts'
import { memberPages } from './pages.ts'
import { wecomRecords } from './records.ts'
import { remarkBy } from './remark.ts'
import { syncMember } from './sync.ts'
import { syncTeam } from './team.ts'
import { welcomeBy } from './welcome.ts'
import { asWecom, type Deps, type Fields, type Handler, timeOf, troubled, type Wecom, type Work } from './work.ts'

/** A customer who was just added is not to be seen at once (84061): asked again after so long. */
const patience = [2, 10, 60, 60].map((seconds) => seconds * second)
/** With growing pauses that is a quarter of an hour: longer than the patience above. */
const mostAttemptsToEnd = 9

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
    sync: wecomSync(deps),
    records: (account) => wecomRecords(wecomClient(deps, asWecom(account))),
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

const ofMessages = 'messages made elsewhere'

const wecomSync = (deps: Deps): Sync => ({
  async parts(account) {
    const tags = await syncTags(deps, account)
    if (!tags.ok) return tags
    const team = await syncTeam(deps, asWecom(account), wecomClient(deps, asWecom(account)))
    return team.ok ? ok([...team.value.serving, ...chatParts(team.value.serving), ofMessages]) : team
  },
  partsOf: (serving) => serving + chatParts(Array.from({ length: serving }, String)).length + 1,
  async part(account, name, since) {
    const work = { account: asWecom(account), call: wecomClient(deps, asWecom(account)), since }
    if (name === ofMessages) {
      const read = await readRecords(deps, account.id, wecomRecords(work.call))
      return read.ok ? ok({ messages: read.value }) : read
    }
    return chatPart(deps, work, name) ?? syncMember(deps, work.account, work.call, name)
  },
})

const nameOf = (xml: Fields) => [textIn(xml, 'Event'), textIn(xml, 'ChangeType')].filter((one) => one !== '').join('.')

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

const changed: Handler = async (deps, work) => {
  const { message, account, xml } = work
  const askedAt = deps.now()
  const external = textIn(xml, 'ExternalUserID')
  await keepHeard(deps, work, external)
  const got = await readCustomer(wecomClient(deps, account), account.settings.corpid, external)
  const to = {
    account: account.id,
    reach: { carrier: 'wecom', corp: account.settings.corpid },
    askedAt,
    isNew: textIn(xml, 'ChangeType') !== 'edit_external_contact',
  } as const
  if (got.ok) await storeContacts(deps, { ...to, isWhole: true }, [got.value])
  else if (got.refusal.code !== 84061 && got.refusal.meaning !== 'gone') return troubled(got.refusal, message)
  const told = toldOf(account, message, xml)
  if (got.ok && (!to.isNew || hasTie(got.value, told))) {
    const late = await remarkBy(deps, account, textIn(xml, 'UserID'), got.value)
    return late ? troubled(late, message) : { kind: 'done' }
  }
  const waits = patience[message.attempts]
  if (waits !== undefined && (got.ok || got.refusal.code === 84061))
    return { kind: 'later', inMs: waits, why: got.ok ? 'the tie is not listed yet' : lineOf(got.refusal) }
  // They are gone again already: that they came is worth keeping. The message of their going says why, whenever it comes.
  await storeContacts(deps, { ...to, isWhole: false }, [told])
  const tie = { account: account.id, corp: account.settings.corpid, userid: textIn(xml, 'UserID') }
  await endRelation(deps, { ...tie, external, by: 'unseen', at: Math.max(askedAt, timeOf(xml, message)) })
  return { kind: 'done' }
}

/** That somebody came, and when: the platform itself will tell of the newest beginning alone. */
async function keepHeard(deps: Deps, { message, account, xml }: Work, external: string) {
  if (textIn(xml, 'ChangeType') === 'edit_external_contact') return
  const tie = { account: account.id, external: aboutHash(deps, account.id, external), member: textIn(xml, 'UserID') }
  const db = deps.postgres.tables<CarrierTables>()
  await keepTies(db, [{ ...tie, kind: 'heard', at: timeOf(xml, message) }])
}

/** Whether what the platform shows has the tie that was told of. */
const hasTie = (shown: Contact, { relations: [tie] }: Contact): boolean =>
  shown.relations.some(({ userid }) => userid === tie?.userid)

/** What the message alone says. */
function toldOf({ settings: { corpid } }: Wecom, message: Message, xml: Fields): Contact {
  const external = textIn(xml, 'ExternalUserID')
  const state = textIn(xml, 'State') || null
  const relation = { userid: textIn(xml, 'UserID'), addedAt: timeOf(xml, message), addWay: null, state, tags: [] }
  const claims = [{ type: `external_userid:${corpid}`, value: external }]
  return { external, claims, traits: {}, hasUnionid: false, relations: [relation] }
}

const refusedToMove: Handler = async (deps, { message, account, xml }) => {
  const state = textIn(xml, 'FailReason') === 'customer_limit_exceed' ? 'full' : 'refused'
  const of = { account: account.id, userid: textIn(xml, 'UserID'), external: textIn(xml, 'ExternalUserID') }
  await hearRefusal(deps, { ...of, state, at: timeOf(xml, message) })
  return { kind: 'done' }
}

const team: Handler = async (deps, { message, account }) => {
  const got = await syncTeam(deps, account, wecomClient(deps, account))
  return got.ok ? { kind: 'done' } : troubled(got.refusal, message)
}

const tagsChanged: Handler = async (deps, { message, account }) => {
  const got = await syncTags(deps, account)
  return got.ok ? { kind: 'done' } : troubled(got.refusal, message)
}

/** What is left of the additions that were bought is no longer what it was. */
const quotaChanged: Handler = async ({ postgres, outbox }, { account }) => {
  await postgres.transaction((tx) => outbox.publish(tx, linkQuotaTold, { account: account.id }))
  outbox.kick()
  return { kind: 'done' }
}

const handlers: Readonly<Record<string, Handler>> = {
  'change_external_contact.add_external_contact': changed,
  'change_external_contact.add_half_external_contact': changed,
  'change_external_contact.edit_external_contact': changed,
  'change_external_contact.del_external_contact': ended('staff'),
  'change_external_contact.del_follow_user': ended('customer'),
  'change_external_contact.transfer_fail': refusedToMove,
  ...chatHandlers,
  'customer_acquisition.balance_low': quotaChanged,
  'customer_acquisition.balance_exhausted': quotaChanged,
  'customer_acquisition.quota_expire_soon': quotaChanged,
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
