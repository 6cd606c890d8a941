import { minute, second } from '#kit/time'
import type { ChatRead, JoinHow, LeaveHow } from '../../../core/chats.ts'
import type { Applied } from '../../../server/adapter.ts'
import { dismissChat, explainLeaving, hasStay } from '../../../server/groups/changes.ts'
import { chatId } from '../../../server/groups/known.ts'
import { keepPassing } from '../../../server/groups/store.ts'
import { pauseOf } from '../../../server/inbox.ts'
import { textIn } from '../../../server/xml.ts'
import { syncChat } from './chats.ts'
import { wecomClient } from './client.ts'
import { type Deps, type Fields, type Handler, timeOf, troubled, type Work } from './work.ts'

/** What a list says lags behind what is told: so often it is asked again. */
const lagTries = 3
/** What a message and the list say of one moment is closer than that. */
const apart = 2 * minute
/** With growing pauses that is a quarter of an hour: the beginning has come by then. */
const mostAttemptsToEnd = 9

/** Whom a message about a chat names. */
function membersIn(xml: Fields): readonly string[] {
  const list = xml['MemChangeList']
  const items = typeof list === 'object' && !Array.isArray(list) && 'Item' in list ? list['Item'] : []
  return [items].flat().filter((one): one is string => typeof one === 'string' && one !== '')
}

const done: Applied = { kind: 'done', forget: true }
const later = (ms: number, why: string): Applied => ({ kind: 'later', inMs: ms, why })

/** Whatever has changed, the chat is read anew; what the list does not tell (who left and how, who came and went) is added. */
const changed: Handler = async (deps, work) => {
  const { message, account, xml } = work
  const chat = textIn(xml, 'ChatId')
  const detail = textIn(xml, 'UpdateDetail')
  const members = membersIn(xml)
  const fresh = new Set(detail === 'add_member' ? members : [])
  const got = await syncChat(deps, { account, call: wecomClient(deps, account) }, chat, fresh)
  if (!got.ok) return troubled(got.refusal, message)
  if (got.value.read !== null && got.value.id === null) return later(second, 'a later reading is stored already')
  const id = got.value.id ?? (await chatId(deps.postgres, account.id, chat))
  if (id === null) return done
  const isOver = message.attempts >= lagTries || got.value.read === null
  const outcome = detail === 'del_member' ? await left(deps, work, id, members) : 'done'
  if (outcome === 'listed' && !isOver) return later(2 * second, 'whoever has left is still listed')
  // The end may be told before the beginning was worked on, which has patience itself.
  if (outcome === 'unknown' && message.attempts < mostAttemptsToEnd)
    return later(pauseOf(message.attempts + 1), 'the beginning is not known yet')
  if (detail === 'add_member' && !(await came(deps, work, id, got.value.read)) && !isOver)
    return later(2 * second, 'whoever has come is not listed yet')
  return done
}

/** Keeps who came and was gone, or back again, before anybody looked. False = somebody is not listed, it may be not yet. */
async function came(deps: Deps, work: Work, chat: string, read: ChatRead | null): Promise<boolean> {
  const at = timeOf(work.xml, work.message)
  const shown = new Map(read?.participants.map(({ member, joinedAt }) => [member, joinedAt]))
  const isOver = work.message.attempts >= lagTries || read === null
  let isClear = true
  for (const one of membersIn(work.xml)) {
    const since = shown.get(one)
    if (since === undefined) isClear = false
    const isGone = since === undefined ? isOver : since > at + apart
    if (isGone) await passed(deps, work, chat, one, since ?? deps.now())
  }
  return isClear
}

/** By the codes of the message (page 92130). */
const quits: Readonly<Record<string, LeaveHow>> = { '0': 'left', '1': 'removed' }
const scenes: Readonly<Record<string, JoinHow>> = { '0': 'invited', '3': 'scan' }

const left = (deps: Deps, { message, account, xml }: Work, chat: string, members: readonly string[]) =>
  explainLeaving(deps, {
    ...{ account: account.id, corp: account.settings.corpid, chat, members },
    ...{ how: quits[textIn(xml, 'QuitScene')] ?? 'unseen', at: timeOf(xml, message) },
  })

/** They came and are gone again: that they came is worth keeping. */
async function passed(deps: Deps, { message, account, xml }: Work, chat: string, member: string, until: number) {
  const at = timeOf(xml, message)
  if (await hasStay(deps, { account: account.id, chat, member, at })) return
  const { corpid } = account.settings
  const how = scenes[textIn(xml, 'JoinScene')] ?? 'unknown'
  const claims = [{ type: `external_userid:${corpid}`, value: member }]
  // Customers of WeChat and of other companies; a colleague who came and went is nobody's business.
  if (!/^w[mo]/.test(member)) return
  const told = { account: account.id, corp: corpid, askedAt: deps.now(), fresh: new Set([member]) }
  await keepPassing(deps, told, chat, {
    ...{ member, claims, isStaff: false, name: '', joinedAt: at, how, invitedBy: null, code: null, until },
  })
}

const dismissed: Handler = async (deps, { message, account, xml }) => {
  const of = { account: account.id, corp: account.settings.corpid, chat: textIn(xml, 'ChatId') }
  const isKnown = await dismissChat(deps, { ...of, at: timeOf(xml, message) })
  // The end may be told before the beginning was worked on.
  if (isKnown || message.attempts >= mostAttemptsToEnd) return done
  return later(pauseOf(message.attempts + 1), 'the chat is not known yet')
}

export const chatHandlers: Readonly<Record<string, Handler>> = {
  'change_external_chat.create': changed,
  'change_external_chat.update': changed,
  'change_external_chat.dismiss': dismissed,
}
