import { Refusal } from '../http/refusal.ts'
import { openidOf, personBy } from '../world/people.ts'
import type { App, Person } from '../world/rows.ts'
import type { Follower } from '../world/weixinRows.ts'
import type { World } from '../world/world.ts'
import { appOf, showOn, tellApp } from './events.ts'

type Weixin = Exclude<App, 'wecom' | 'channels'>

/** The row of a person at an app, made when first needed. */
export function followerOf(world: World, app: Weixin, person: string): Follower {
  const id = openidOf(world, appOf(world, app).appid, person)
  return (
    world.rows.followers.get(id) ??
    world.rows.followers.put({
      id,
      person,
      app,
      subscribed: false,
      at: 0,
      scene: '',
      qrScene: '',
      remark: '',
      tags: [],
      blocks: false,
      windows: [],
      credits: {},
    })
  )
}

/** The row of an openid of this app; 40003 for any other text. */
export function followerBy(world: World, app: Weixin, openid: string): Follower {
  const person = personBy(world, `openid:${appOf(world, app).appid}`, openid)
  if (person === undefined) throw new Refusal(40003)
  return followerOf(world, app, person.id)
}

/** An interaction opens a window for service messages. */
export function openWindow(world: World, follower: Follower, trigger: string): void {
  const rule = world.settings.serviceWindows[trigger]
  if (rule === undefined) return
  const now = world.clock.now()
  const others = follower.windows.filter((one) => one.trigger !== trigger && one.until > now)
  const windows = [...others, { trigger, until: now + rule.seconds * 1000, left: rule.quota }]
  world.rows.followers.put({ ...follower, windows })
}

/** Takes one service message from the windows: 45015 when none is open, 45047 when all are used up. */
export function spendWindow(world: World, follower: Follower): void {
  const now = world.clock.now()
  const open = follower.windows.filter(({ until }) => until > now)
  if (open.length === 0) throw new Refusal(45015)
  const [first] = open.filter(({ left }) => left > 0).sort((a, b) => a.until - b.until)
  if (first === undefined) throw new Refusal(45047)
  world.rows.followers.put({
    ...follower,
    windows: open.map((one) => (one === first ? { ...one, left: one.left - 1 } : one)),
  })
}

interface Coming {
  /** Scene of a code, and its ticket. */
  scene?: string | undefined
  ticket?: string | undefined
  /** subscribe_scene. */
  from?: string | undefined
}

/** A person follows the account, or scans its code while following. */
export function follow(world: World, person: Person, { scene = '', ticket, from }: Coming): Follower {
  const before = followerOf(world, 'account', person.id)
  if (before.subscribed) {
    if (scene === '') return before
    tellApp(world, 'account', person.id, { Event: 'SCAN', EventKey: scene, Ticket: ticket })
    openWindow(world, before, 'scan')
    return followerOf(world, 'account', person.id)
  }
  const follower = world.rows.followers.put({
    ...before,
    subscribed: true,
    at: world.clock.now(),
    qrScene: scene,
    scene: from ?? (scene === '' ? 'ADD_SCENE_SEARCH' : 'ADD_SCENE_QR_CODE'),
  })
  world.ledger.add('account.followed', { person: person.id, scene })
  const key = scene === '' ? '' : `qrscene_${scene}`
  tellApp(world, 'account', person.id, { Event: 'subscribe', EventKey: key, Ticket: scene === '' ? undefined : ticket })
  openWindow(world, follower, 'follow')
  return followerOf(world, 'account', person.id)
}

export function unfollow(world: World, person: Person): void {
  const follower = followerOf(world, 'account', person.id)
  if (!follower.subscribed) return
  world.rows.followers.put({ ...follower, subscribed: false, windows: [], tags: [] })
  world.ledger.add('account.unfollowed', { person: person.id })
  tellApp(world, 'account', person.id, { Event: 'unsubscribe', EventKey: '' })
}

/** A person writes to the account or into the mini program's service chat. */
export function writeTo(world: World, app: Weixin, person: Person, text: string): void {
  const follower = followerOf(world, app, person.id)
  if (app === 'account' && !follower.subscribed) throw new Refusal('NOT_FOLLOWING', person.id, 409)
  showOn(world, app, person.id, { via: 'chat', text }, 'me')
  const MsgId = String(24_000_000_000_000_000n + BigInt(world.dice.count('msg id')))
  tellApp(world, app, person.id, { MsgType: 'text', Content: text, MsgId })
  openWindow(world, follower, 'text')
}

/** A button of the menu. */
export function tapMenu(world: World, person: Person, kind: 'CLICK' | 'VIEW' | 'view_miniprogram', key: string): void {
  const follower = followerOf(world, 'account', person.id)
  if (!follower.subscribed) throw new Refusal('NOT_FOLLOWING', person.id, 409)
  tellApp(world, 'account', person.id, { Event: kind, EventKey: key })
  if (kind === 'CLICK') openWindow(world, follower, 'click')
}

/** A person opens the service chat of the mini program. */
export function enter(world: World, person: Person, from: string): void {
  tellApp(world, 'mini', person.id, { Event: 'user_enter_tempsession', SessionFrom: from })
  openWindow(world, followerOf(world, 'mini', person.id), 'enter')
}
