import type { Mass, MassTask, Relation, Target } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { say } from './relations.ts'

interface Wanted {
  chat_type: 'single' | 'group'
  external_userid: readonly string[]
  chat_id_list: readonly string[]
  tag_filter?: { group_list: { tag_list: string[] }[] } | undefined
  sender?: string | undefined
}

/** Who sends what to whom: a customer gets it from the named member, else from the one they talked to last. */
export function resolveTasks(world: World, wanted: Wanted): { tasks: MassTask[]; failed: string[] } {
  const bySender = new Map<string, string[]>()
  const failed: string[] = []
  const give = (userid: string, to: string) => {
    const targets = bySender.get(userid)
    if (targets === undefined) bySender.set(userid, [to])
    else targets.push(to)
  }
  if (wanted.chat_type === 'group') {
    for (const { id, owner, dismissed } of world.rows.groups.by('owner', wanted.sender ?? ''))
      if (!dismissed && (wanted.chat_id_list.length === 0 || wanted.chat_id_list.includes(id))) give(owner, id)
    failed.push(...wanted.chat_id_list.filter((id) => !(bySender.get(wanted.sender ?? '') ?? []).includes(id)))
  } else {
    for (const external of new Set(customersMeant(world, wanted))) {
      const sender = lastTalked(world, external, wanted)
      if (sender === undefined) failed.push(external)
      else give(sender, external)
    }
  }
  const tasks = [...bySender].map(
    ([userid, all]): MassTask => ({
      userid,
      status: 0,
      targets: all.map((to): Target => ({ to, status: 0 })),
    }),
  )
  return { tasks, failed }
}

const live = (world: World, external: string): Relation[] =>
  world.rows.relations.by('external', external).filter(({ ended }) => ended === undefined)

function customersMeant(world: World, { external_userid, tag_filter, sender }: Wanted): string[] {
  if (external_userid.length > 0) return [...external_userid]
  const all = sender === undefined ? world.rows.relations.all() : world.rows.relations.by('userid', sender)
  const groups = tag_filter?.group_list ?? []
  return all
    .filter(({ ended, tags }) => {
      return ended === undefined && groups.every(({ tag_list }) => tag_list.some((id) => tags.includes(id)))
    })
    .map(({ external }) => external)
}

function lastTalked(world: World, external: string, { sender }: Wanted): string | undefined {
  const relations = live(world, external)
  if (sender !== undefined) return relations.find(({ userid }) => userid === sender)?.userid
  let best: { userid: string; at: number } | undefined
  for (const { userid, person, at } of relations) {
    const spoken = world.rows.messages.by('thread', `wecom:${userid}:${person}`).at(-1)?.at ?? at
    if (best === undefined || spoken > best.at) best = { userid, at: spoken }
  }
  return best?.userid
}

const day = 86_400_000
const offset = 8 * 3_600_000

/** How many mass sends a customer or a group takes in the period of `now`, and when it began (China time). */
export function massQuota(world: World): { most: number; since: number } {
  const local = new Date(world.clock.now() + offset)
  const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate())
  const { massQuota: rule } = world.settings
  if (rule === 'day') return { most: 1, since: midnight - offset }
  if (rule === 'week') return { most: 7, since: midnight - ((local.getUTCDay() + 6) % 7) * day - offset }
  const since = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 1)
  const days = (Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 1) - since) / day
  return { most: rule === 'month' ? days : rule, since: since - offset }
}

/** Mass sends this customer or group got in the running period. */
export function massCount(world: World, to: string): number {
  const { since } = massQuota(world)
  const used = (world.rows.settings.get(`mass ${to}`)?.value as number[] | undefined) ?? []
  return used.filter((at) => at >= since).length
}

/** The member confirms: each target is sent to, or told why not (2 no longer a friend, 3 quota used). */
export function confirmMass(world: World, mass: Mass, task: MassTask): MassTask {
  const now = world.clock.now()
  const targets = task.targets.map((target): Target => {
    const status = mass.chat === 'group' ? groupStatus(world, target.to) : customerStatus(world, task.userid, target.to)
    if (status === 1) deliverTo(world, mass, task.userid, target.to)
    return { ...target, status, at: now }
  })
  const done: MassTask = { ...task, status: 2, at: now, targets }
  world.rows.mass.put({ ...mass, tasks: mass.tasks.map((one) => (one.userid === task.userid ? done : one)) })
  const sent = targets.filter(({ status }) => status === 1).length
  world.ledger.add('mass.confirmed', { msgid: mass.id, userid: task.userid, sent, refused: targets.length - sent })
  return done
}

function customerStatus(world: World, userid: string, external: string): 1 | 2 | 3 {
  const relation = world.rows.relations.get(`${userid}|${external}`)
  if (relation === undefined || relation.ended !== undefined) return 2
  return massCount(world, external) >= massQuota(world).most ? 3 : 1
}

function groupStatus(world: World, chat: string): 1 | 2 | 3 {
  const group = world.rows.groups.get(chat)
  if (group === undefined || group.dismissed) return 2
  return massCount(world, chat) >= massQuota(world).most ? 3 : 1
}

function deliverTo(world: World, mass: Mass, userid: string, to: string): void {
  const { since } = massQuota(world)
  const used = ((world.rows.settings.get(`mass ${to}`)?.value as number[] | undefined) ?? []).filter(
    (at) => at >= since,
  )
  world.rows.settings.put({ id: `mass ${to}`, value: [...used, world.clock.now()] })
  const content = { text: mass.text, attachments: mass.attachments }
  if (mass.chat === 'single') {
    const relation = world.rows.relations.get(`${userid}|${to}`)
    if (relation !== undefined) say(world, relation, { from: 'peer', via: 'mass', ...content })
    return
  }
  world.rows.messages.put({
    id: `m${world.dice.count('message')}`,
    thread: `group:${to}`,
    channel: 'group',
    peer: to,
    from: 'peer',
    at: world.clock.now(),
    via: 'mass',
    data: { userid },
    ...(mass.text === undefined ? {} : { text: mass.text }),
    attachments: mass.attachments,
  })
  world.ledger.add('message', { channel: 'group', chat: to, userid, from: 'peer', via: 'mass' })
}
