import { z } from 'zod'
import { ok, type Result } from '#kit/result'
import { second } from '#kit/time'
import type { ChatRead, JoinHow, ParticipantRead } from '../../../core/chats.ts'
import type { Trouble } from '../../../core/trouble.ts'
import type { SyncCounts } from '../../../server/adapter.ts'
import { dismissChat } from '../../../server/groups/changes.ts'
import { knownChats } from '../../../server/groups/known.ts'
import { storeChat } from '../../../server/groups/store.ts'
import type { WecomCall } from './client.ts'
import type { Deps, Wecom } from './work.ts'

const Listed = z.looseObject({
  group_chat_list: z.array(z.looseObject({ chat_id: z.string().min(1) })).default([]),
  next_cursor: z.string().optional(),
})

const Participant = z.looseObject({
  userid: z.string().min(1),
  /** 1 = a member of the company, 2 = anybody else. */
  type: z.number().int(),
  join_time: z.number().int().nonnegative(),
  join_scene: z.number().int().default(0),
  invitor: z.looseObject({ userid: z.string() }).optional(),
  name: z.string().default(''),
  unionid: z.string().optional(),
  state: z.string().optional(),
})

const Got = z.looseObject({
  group_chat: z.looseObject({
    chat_id: z.string(),
    name: z.string().default(''),
    owner: z.string().default(''),
    create_time: z.number().int().nonnegative(),
    notice: z.string().default(''),
    member_list: z.array(Participant).default([]),
  }),
})

/** By the code of `groupchat/get` (page 92122). */
const hows: readonly JoinHow[] = ['unknown', 'invited', 'link', 'scan']

/** One chat with everybody in it. */
async function readChat(call: WecomCall, corpid: string, chat: string): Promise<Result<ChatRead, Trouble>> {
  const body = { chat_id: chat, need_name: 1 }
  const got = await call({ path: 'externalcontact/groupchat/get', body, answer: Got, repeatable: true })
  if (!got.ok) return got
  const { name, owner, notice, create_time: created, member_list: all } = got.value.group_chat
  const participants = all.map((one) => participantOf(corpid, one))
  return ok({ chat, name, owner, notice, createdAt: created * second, participants })
}

const participantOf = (corpid: string, one: z.output<typeof Participant>): ParticipantRead => ({
  ...{ member: one.userid, isStaff: one.type === 1, name: one.name, joinedAt: one.join_time * second },
  ...{ how: hows[one.join_scene] ?? 'unknown', invitedBy: one.invitor?.userid ?? null, code: one.state || null },
  claims: [
    { type: `external_userid:${corpid}`, value: one.userid },
    ...(one.unionid ? [{ type: 'unionid', value: one.unionid }] : []),
  ],
})

const ofMember = 'chats of '
const ofOthers = 'chats of others'

/** Parts of a sync that are about chats: those of each member, then those whose owners are none any more. */
export const chatParts = (serving: readonly string[]): string[] => [
  ...serving.map((userid) => `${ofMember}${userid}`),
  ofOthers,
]

export interface Syncing {
  readonly account: Wecom
  readonly call: WecomCall
  /** Epoch ms: chats that were read since are not read again. */
  readonly since: number
}

/** A part that is about chats; null = it is about something else. */
export function chatPart(deps: Deps, work: Syncing, name: string): Promise<Result<SyncCounts, Trouble>> | null {
  if (name === ofOthers) return syncChats(deps, work, null)
  return name.startsWith(ofMember) ? syncChats(deps, work, name.slice(ofMember.length)) : null
}

/** Chats that the platform lists of an owner, and those we know of and it does not list: each is read. */
async function syncChats(deps: Deps, work: Syncing, owner: string | null): Promise<Result<SyncCounts, Trouble>> {
  const listed = await listChats(work.call, owner)
  if (!listed.ok) return listed
  const known = await knownChats(deps.postgres, work.account.id, owner)
  const isRead = new Set(known.filter(({ askedAt }) => askedAt >= work.since).map(({ chat }) => chat))
  const counts = { chats: 0, joined: 0, left: 0 }
  for (const chat of new Set([...listed.value, ...known.map((one) => one.chat)])) {
    counts.chats += 1
    if (isRead.has(chat)) continue
    const got = await syncChat(deps, work, chat)
    if (!got.ok) return got
    counts.joined += got.value.joined
    counts.left += got.value.left
  }
  return ok(counts)
}

/** With an owner theirs; without, those that wait for another owner (status 1), for their owner has left. */
async function listChats(call: WecomCall, owner: string | null): Promise<Result<string[], Trouble>> {
  const which = owner === null ? { status_filter: 1 } : { owner_filter: { userid_list: [owner] } }
  const found: string[] = []
  for (let cursor = ''; ; ) {
    const body = { ...which, limit: 1000, ...(cursor === '' ? {} : { cursor }) }
    const page = await call({ path: 'externalcontact/groupchat/list', body, answer: Listed, repeatable: true })
    if (!page.ok) return page
    found.push(...page.value.group_chat_list.map(({ chat_id }) => chat_id))
    cursor = page.value.next_cursor ?? ''
    if (cursor === '') return ok(found)
  }
}

/** Reads one chat anew; one that is there no more was dismissed. */
export async function syncChat(
  deps: Deps,
  { account, call }: Pick<Syncing, 'account' | 'call'>,
  chat: string,
  fresh?: ReadonlySet<string>,
): Promise<Result<{ id: string | null; joined: number; left: number; read: ChatRead | null }, Trouble>> {
  const askedAt = deps.now()
  const got = await readChat(call, account.settings.corpid, chat)
  const told = { account: account.id, corp: account.settings.corpid, askedAt, ...(fresh ? { fresh } : {}) }
  if (got.ok) {
    const stored = await storeChat(deps, told, got.value)
    return ok({ joined: 0, left: 0, ...stored, id: stored?.id ?? null, read: got.value })
  }
  if (got.refusal.meaning !== 'gone') return got
  await dismissChat(deps, { account: account.id, corp: account.settings.corpid, chat, at: askedAt })
  return ok({ id: null, joined: 0, left: 0, read: null })
}
