import { z } from 'zod'
import { followerOf } from '../account/followers.ts'
import { menuFor } from '../account/menu.ts'
import { need } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { externalOf, idsOf } from '../world/people.ts'
import type { Message, Person } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { personOf } from './people.ts'

const newest = 200

/** What the phones of the lab's page show. */
export const phoneRoutes: Route[] = [
  route('lab', 'GET', '/lab/people/:id/phone', z.object({ id: z.string() }), (world, { id }) =>
    customerPhone(world, personOf(world, id)),
  ),
  route('lab', 'GET', '/lab/staff/:userid/phone', z.object({ userid: z.string() }), (world, { userid }) =>
    staffPhone(world, userid),
  ),
  route(
    'lab',
    'POST',
    '/lab/people/:id/share',
    z.object({
      id: z.string(),
      to: z.string(),
      title: z.string().default(''),
      desc: z.string().default(''),
      link: z.string(),
      imgUrl: z.string().default(''),
    }),
    (world, input) => {
      const [from, to] = [personOf(world, input.id), personOf(world, input.to)]
      const { title, desc, link, imgUrl } = input
      world.ledger.add('share', { person: from.id, to: to.id, link })
      const card = { msgtype: 'link', link: { title, desc, url: link, picurl: imgUrl } }
      for (const [owner, other, side] of [
        [from, to, 'me'],
        [to, from, 'peer'],
      ] as const)
        world.rows.messages.put({
          id: `m${world.dice.count('message')}`,
          thread: `friend:${owner.id}:${other.id}`,
          channel: 'friend',
          person: owner.id,
          peer: other.id,
          from: side,
          at: world.clock.now(),
          via: 'share',
          attachments: [card],
        })
      return {}
    },
  ),
]

interface Thread {
  thread: string
  channel: Message['channel']
  peer: string
  title: string
  corp?: string
  ended?: boolean
  messages: Message[]
}

function customerPhone(world: World, person: Person) {
  const { officialAccount, miniprogram } = world.credentials
  const relations = world.rows.relations.by('external', externalOf(world, person.id))
  const staff = relations
    .filter(({ ended }) => ended === undefined || ended.by !== 'customer')
    .map(({ userid, ended }) => ({
      userid,
      name: world.rows.staff.get(userid)?.name ?? userid,
      ended: ended !== undefined,
    }))
  const account = followerOf(world, 'account', person.id)
  const mini = followerOf(world, 'mini', person.id)
  return {
    person: idsOf(world, person),
    corp: world.rows.departments.get('1')?.name ?? '',
    staff,
    account: {
      name: officialAccount.name,
      appid: officialAccount.appid,
      subscribed: account.subscribed,
      credits: account.credits,
    },
    mini: { name: miniprogram.name, appid: miniprogram.appid, credits: mini.credits },
    menu: menuFor(world, account) ?? null,
    templates: world.rows.templates.all().filter(({ type }) => type > 1),
    bills: world.rows.bills
      .all()
      .filter(({ openid, state }) => (openid === account.id || openid === mini.id) && state === 'WAIT_USER_CONFIRM'),
    threads: threadsOf(world, person, staff),
  }
}

function threadsOf(
  world: World,
  person: Person,
  staff: readonly { userid: string; name: string; ended: boolean }[],
): Thread[] {
  const byThread = Map.groupBy(world.rows.messages.by('person', person.id), ({ thread }) => thread)
  for (const { userid } of staff) {
    const thread = `wecom:${userid}:${person.id}`
    if (!byThread.has(thread)) byThread.set(thread, [])
  }
  const own = [...byThread].map(([thread, messages]) => ownThread(world, thread, messages, staff))
  const groups = world.rows.groups.by('person', person.id).map((group): Thread => {
    const messages = world.rows.messages
      .by('thread', `group:${group.id}`)
      .slice(-newest)
      .map((one) => spoken(world, person, one))
    const title = `${group.name}(${group.members.length})`
    return { thread: `group:${group.id}`, channel: 'group', peer: group.id, title, messages }
  })
  const last = ({ messages }: Thread): number => messages.at(-1)?.at ?? 0
  return [...own, ...groups].filter(({ title }) => title !== '').sort((a, b) => last(b) - last(a))
}

/** A message of a group with who said it; one's own stand on the other side. */
function spoken(world: World, reader: Person, message: Message): Message & { speaker: string } {
  const { person, userid } = message.data ?? {}
  const speaker = world.rows.people.get(String(person))?.name ?? world.rows.staff.get(String(userid))?.name ?? ''
  return { ...message, speaker, from: person === reader.id ? 'me' : 'peer' }
}

function ownThread(
  world: World,
  thread: string,
  messages: readonly Message[],
  staff: readonly { userid: string; ended: boolean }[],
): Thread {
  const [kind = '', peer = ''] = thread.split(':')
  const other = thread.split(':')[2] ?? ''
  const channel = kind as Thread['channel']
  const { officialAccount, miniprogram } = world.credentials
  const titles: Partial<Record<string, string>> = {
    account: officialAccount.name,
    mini: miniprogram.name,
    sms: '短信',
    call: '电话',
    pay: '微信支付',
    moment: '朋友圈',
    friend: world.rows.people.get(other)?.name ?? '',
  }
  const shown = messages.slice(-newest)
  if (channel !== 'wecom')
    return { thread, channel, peer: channel === 'friend' ? other : peer, title: titles[kind] ?? '', messages: shown }
  const mine = staff.find(({ userid }) => userid === peer)
  return {
    thread,
    channel,
    peer,
    // A member who was deleted is gone from the phone, and the chat with them.
    title: mine === undefined ? '' : (world.rows.staff.get(peer)?.name ?? peer),
    corp: world.rows.departments.get('1')?.name ?? '',
    ended: mine?.ended ?? false,
    messages: shown,
  }
}

function staffPhone(world: World, userid: string) {
  const staff = need(world.rows.staff.get(userid), 'NO_STAFF', userid)
  const customers = world.rows.relations
    .by('userid', userid)
    .filter(({ ended }) => ended === undefined || ended.by === 'customer')
    .slice(-newest)
    .map((one) => ({
      person: one.person,
      external: one.external,
      name: world.rows.people.get(one.person)?.name ?? '',
      remark: one.remark,
      tags: one.tags.map((id) => world.rows.tags.get(id)?.name ?? ''),
      gone: one.ended !== undefined,
      at: one.at,
      messages: world.rows.messages.by('thread', `wecom:${userid}:${one.person}`).slice(-newest),
    }))
  return {
    staff,
    department: world.rows.departments.get(String(staff.department[0]))?.name ?? '',
    customers,
    groups: world.rows.groups
      .by('owner', userid)
      .map(({ id, name, members }) => ({ id, name, members: members.length })),
    mass: world.rows.mass
      .by('userid', userid)
      .map(({ tasks, ...mass }) => ({ ...mass, task: tasks.find((one) => one.userid === userid) })),
    moments: world.rows.moments
      .all()
      .filter(({ tasks }) => tasks.some((one) => one.userid === userid))
      .map(({ tasks, ...moment }) => ({ ...moment, task: tasks.find((one) => one.userid === userid) })),
    requests: world.rows.codes
      .all()
      .filter(({ kind, data }) => kind === 'friend request' && data['userid'] === userid)
      .map(({ person }) => ({ person, name: world.rows.people.get(person)?.name ?? '' })),
    notices: world.rows.messages.by('thread', `app:${userid}`).slice(-50),
    sidebar: world.settings.sidebarUrl,
    corpid: world.credentials.wecom.corpid,
    agentid: world.credentials.wecom.agentid,
  }
}
