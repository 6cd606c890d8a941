import type { XmlFields } from '../engine/xml.ts'
import { need } from '../http/refusal.ts'
import { externalOf } from '../world/people.ts'
import type { Group, JoinWay, Member, Person } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { tell } from './events.ts'

export function createGroup(world: World, owner: string, name: string, base?: string): Group {
  const group = world.rows.groups.put({
    id: world.dice.id('chat', 'wr', 30),
    name,
    owner,
    notice: '',
    at: world.clock.now(),
    members: [{ id: owner, type: 1, joined: world.clock.now(), scene: 1 }],
    admins: [],
    version: world.dice.count('member version'),
    ...(base === undefined ? {} : { base }),
    dismissed: false,
    status: 0,
  })
  world.ledger.add('group.created', { chat: group.id, owner, name })
  tell(world, 'change_external_chat', { ChatId: group.id, ChangeType: 'create' }, group.id)
  return group
}

/** Scenes: 1 invited by a member, 2 by a link, 3 by a code (the event says 0 for an invitation, 3 for a code). */
export function joinGroup(
  world: World,
  chat: string,
  person: Person,
  given: { scene: 1 | 3; state?: string; invitor?: string },
): Group {
  const group = need(world.rows.groups.get(chat), 40050)
  if (group.members.some((one) => one.person === person.id)) return group
  const member: Member = {
    id: externalOf(world, person.id),
    person: person.id,
    type: 2,
    joined: world.clock.now(),
    scene: given.scene,
    ...(given.state === undefined || given.state === '' ? {} : { state: given.state }),
    ...(given.invitor === undefined ? {} : { invitor: given.invitor }),
  }
  const changed = changeMembers(world, group, [...group.members, member], {
    UpdateDetail: 'add_member',
    JoinScene: given.scene === 3 ? 3 : 0,
    MemChangeCnt: 1,
    MemChangeList: { Item: [member.id] },
  })
  world.ledger.add('group.joined', { chat, person: person.id, scene: given.scene, state: given.state })
  return changed
}

/** Scenes: 0 left by themselves, 1 removed. */
export function leaveGroup(world: World, chat: string, person: string, scene: 0 | 1): void {
  const group = need(world.rows.groups.get(chat), 40050)
  const member = group.members.find((one) => one.person === person)
  if (member === undefined) return
  const rest = group.members.filter((one) => one !== member)
  changeMembers(world, group, rest, {
    UpdateDetail: 'del_member',
    QuitScene: scene,
    MemChangeCnt: 1,
    MemChangeList: { Item: [member.id] },
  })
  world.ledger.add('group.left', { chat, person, scene })
}

function changeMembers(world: World, group: Group, members: Member[], detail: XmlFields): Group {
  const version = world.dice.count('member version')
  const changed = world.rows.groups.put({ ...group, members, version })
  const fields = {
    ChatId: group.id,
    ChangeType: 'update',
    ...detail,
    LastMemVer: `v${group.version}`,
    CurMemVer: `v${version}`,
  }
  tell(world, 'change_external_chat', fields, group.id)
  return changed
}

export function changeGroup(
  world: World,
  chat: string,
  change: { owner?: string; name?: string; notice?: string },
): void {
  const group = need(world.rows.groups.get(chat), 40050)
  world.rows.groups.put({ ...group, ...change })
  for (const part of ['owner', 'name', 'notice'] as const) {
    if (change[part] === undefined) continue
    const fields = { ChatId: chat, ChangeType: 'update', UpdateDetail: `change_${part}` }
    tell(world, 'change_external_chat', fields, chat)
  }
}

export function dismissGroup(world: World, chat: string): void {
  const group = need(world.rows.groups.get(chat), 40050)
  world.rows.groups.put({ ...group, dismissed: true })
  world.ledger.add('group.dismissed', { chat })
  tell(world, 'change_external_chat', { ChatId: chat, ChangeType: 'dismiss' }, chat)
}

/** The first group of a join way with a free place; a new one when all are full and the way makes rooms. */
export function joinByWay(world: World, way: JoinWay, person: Person): Group | undefined {
  const open = way.chats.flatMap((id) => world.rows.groups.get(id) ?? []).filter(({ dismissed }) => !dismissed)
  const already = open.find(({ members }) => members.some((one) => one.person === person.id))
  if (already !== undefined) return already
  const free = open.find(({ members }) => members.length < world.settings.groupMost)
  const target = free ?? (way.auto === 1 ? roomFor(world, way, open[0]) : undefined)
  return target === undefined ? undefined : joinGroup(world, target.id, person, { scene: 3, state: way.state })
}

function roomFor(world: World, way: JoinWay, first: Group | undefined): Group | undefined {
  if (first === undefined) return undefined
  const number = way.baseId + way.chats.length
  const group = createGroup(world, first.owner, `${way.base === '' ? first.name : way.base}${number}`, way.id)
  world.rows.joinWays.put({ ...way, chats: [...way.chats, group.id].slice(-5) })
  return group
}
