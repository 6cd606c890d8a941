import type { Random } from '#kit/random'
import type { Place } from '../link.ts'
import { type Arm, draw } from './bandit.ts'
import type { Because } from './because.ts'
import { isOn } from './hours.ts'
import type { AggregateSetup, GroupSetup, Rule, Setup, StoreSetup, Target } from './setup.ts'
import { chooseStaff, type Staffing } from './staff.ts'

/** Whoever has scanned a code, as far as we know. */
export interface Visitor {
  /** App and device, as targets of links know them. */
  readonly places: readonly Place[]
  /** Province and city, as the address says. */
  readonly regions: readonly string[]
  /** Whether somebody of the company has them; null = nobody knows who this is. */
  readonly known: boolean | null
  /** Who has them, by account. */
  readonly holders: ReadonlyMap<string, string>
  /** Where they say they are. */
  readonly spot: { readonly lat: number; readonly lng: number } | null
  /** The number of the store they have picked. */
  readonly store: number | null
}

export interface Chat {
  readonly name: string
  readonly people: number
  readonly gone: boolean
}

/** A code as things stand. */
export interface LiveState {
  readonly id: string
  readonly name: string
  readonly account: string | null
  readonly setup: Setup
  /** Why it leads nowhere at all. */
  readonly closed: 'off' | 'over' | null
}

/** What a decision needs to know of the world. */
export interface Load {
  readonly zone: string
  /** Codes by number: this one and those it leads on to. */
  readonly codes: ReadonlyMap<string, LiveState>
  /** By number of the code. */
  readonly staffing: ReadonlyMap<string, Staffing>
  /** By account and the platform's name for the chat. */
  readonly chats: ReadonlyMap<string, Chat>
  /** What targets have brought, by their name. */
  readonly arms: ReadonlyMap<string, Arm>
}

export type End =
  | { readonly kind: 'staff'; readonly code: string; readonly member: string }
  | { readonly kind: 'group'; readonly code: string; readonly chat: string }
  | { readonly kind: 'url'; readonly url: string }
  /** They are to pick one of its stores. */
  | { readonly kind: 'stores'; readonly code: string }

export interface Decision {
  /** Null = there is nobody and nothing. */
  readonly to: End | null
  /** The codes it went through, the one that was scanned first. */
  readonly path: readonly string[]
  readonly because: readonly Because[]
}

/** An aggregate code may lead to stores, they to members: deeper is a circle. */
const deepest = 4

/** What a target is called among what targets have brought. */
const armOf = (code: string, target: Target): string => `${code} ${target.kind === 'code' ? target.id : target.url}`

/** Where a visitor goes, and why. The same setup, load, visitor and chance give the same answer. */
export function route(code: string, load: Load, visitor: Visitor, at: number, random: Random): Decision {
  return step({ load, visitor, at, random }, code, 0)
}

interface World {
  readonly load: Load
  readonly visitor: Visitor
  readonly at: number
  readonly random: Random
}

function step(world: World, id: string, depth: number): Decision {
  const state = world.load.codes.get(id)
  const end = (to: End | null, because: readonly Because[]): Decision => ({ to, path: [id], because })
  if (!state) return end(null, [{ why: 'off' }])
  if (state.closed) return end(null, [{ why: state.closed }])
  if (depth >= deepest) return end(null, [{ why: 'too-deep' }])
  const { setup } = state
  if (setup.kind === 'staff') {
    const staffing = world.load.staffing.get(id) ?? { members: new Map(), parents: new Map(), zone: world.load.zone }
    const holder = state.account === null ? null : (world.visitor.holders.get(state.account) ?? null)
    const { member, because } = chooseStaff(setup, staffing, holder, world.at)
    return end(member === null ? null : { kind: 'staff', code: id, member }, because)
  }
  if (setup.kind === 'group') return toGroup(world, state, setup)
  if (setup.kind === 'store') return toStore(world, id, setup, depth)
  return through(world, id, setup, depth)
}

function toGroup({ load }: World, { id, account }: LiveState, setup: GroupSetup): Decision {
  const because: Because[] = []
  for (const { chat, most } of setup.chats) {
    const known = load.chats.get(`${account} ${chat}`)
    if (!known || known.gone) because.push({ why: 'chat-gone', chat })
    else if (known.people >= most) because.push({ why: 'full', chat, people: known.people })
    else {
      const last: Because = { why: 'chat', chat, people: known.people, most }
      return { to: { kind: 'group', code: id, chat }, path: [id], because: [...because, last] }
    }
  }
  return { to: null, path: [id], because: [...because, { why: 'nobody' }] }
}

/** By the store they have picked, else by the nearest one that leads anywhere; without a place they pick. */
function toStore(world: World, id: string, { stores }: StoreSetup, depth: number): Decision {
  const { store, spot } = world.visitor
  const picked = store === null ? undefined : stores[store]
  const near = spot === null ? [] : stores.map((one) => ({ one, km: kmBetween(spot, one) })).sort((a, b) => a.km - b.km)
  const order = picked ? [{ one: picked, km: null }] : near
  const failed: Because[] = []
  for (const { one, km } of order) {
    const next = step(world, one.to, depth + 1)
    const why: Because =
      km === null ? { why: 'picked', store: one.name } : { why: 'nearest', store: one.name, km: round(km) }
    if (next.to) return { to: next.to, path: [id, ...next.path], because: [...failed, why, ...next.because] }
    failed.push(why, ...next.because)
  }
  if (order.length === 0) return { to: { kind: 'stores', code: id }, path: [id], because: [] }
  return { to: null, path: [id], because: failed }
}

const round = (km: number) => Math.round(km * 10) / 10

const earthKm = 6371
const rad = (degrees: number) => (degrees * Math.PI) / 180

/** Great circle, by the haversine. */
export function kmBetween(a: { lat: number; lng: number }, b: { lat: number; lng: number }): number {
  const [dLat, dLng] = [rad(b.lat - a.lat), rad(b.lng - a.lng)]
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(dLng / 2) ** 2
  return 2 * earthKm * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** By the first rule that fits and whose targets lead anywhere, else by the fallback. */
function through(world: World, id: string, setup: AggregateSetup, depth: number): Decision {
  const because: Because[] = []
  for (const rule of setup.rules) {
    const by = passedBy(rule, world)
    if (by) {
      because.push({ why: 'passed', rule: rule.name, by })
      continue
    }
    because.push({ why: 'rule', rule: rule.name })
    const found = among(world, id, rule, depth)
    because.push(...found.because)
    if (found.to) return { to: found.to, path: [id, ...found.path], because }
  }
  if (setup.fallback === null) return { to: null, path: [id], because: [...because, { why: 'nobody' }] }
  const last = follow(world, setup.fallback, depth)
  const all: Because[] = [...because, { why: 'fallback' }, ...last.because]
  return { to: last.to, path: [id, ...last.path], because: all }
}

function passedBy({ when }: Rule, { visitor, at, load }: World) {
  if (when.apps.length > 0 && !when.apps.some((app) => visitor.places.includes(app))) return 'app'
  if (when.regions.length > 0 && !when.regions.some((one) => visitor.regions.some((place) => place.startsWith(one))))
    return 'region'
  if (!isOn(when.hours, at, load.zone)) return 'hours'
  // Who it is nobody knows is taken for somebody new.
  if (when.identity !== null && (visitor.known === true) !== (when.identity === 'known')) return 'identity'
  return null
}

/** One target after the other, drawn from those that are left, until one leads anywhere. */
function among(world: World, id: string, rule: Rule, depth: number): Decision {
  const because: Because[] = []
  let left = rule.to
  while (left.length > 0) {
    const { index, share } = pick(world, id, { ...rule, to: left })
    const chosen = left[index]
    if (!chosen) break
    const next = follow(world, chosen.target, depth)
    if (next.to) {
      const why: Because[] = rule.to.length > 1 ? [{ why: rule.mode, share, of: left.length }] : []
      return { to: next.to, path: next.path, because: [...because, ...why, ...next.because] }
    }
    because.push({ why: 'failed', target: nameOf(world, chosen.target) }, ...next.because)
    left = left.filter((one) => one !== chosen)
  }
  return { to: null, path: [], because }
}

function pick({ load, random }: World, id: string, { to, mode, floor }: Rule): { index: number; share: number } {
  if (mode === 'adaptive') {
    const arms = to.map(({ target }) => load.arms.get(armOf(id, target)) ?? { shown: 0, added: 0 })
    const index = draw(arms, floor, random)
    const all = arms.reduce((sum, { shown }) => sum + shown, 0)
    return { index, share: all === 0 ? 1 / to.length : (arms[index]?.shown ?? 0) / all }
  }
  const total = to.reduce((sum, { weight }) => sum + weight, 0)
  let rest = random.next() * total
  const found = to.findIndex(({ weight }) => {
    rest -= weight
    return rest < 0
  })
  const index = Math.max(0, found)
  return { index, share: (to[index]?.weight ?? 0) / total }
}

const follow = (world: World, target: Target, depth: number): Decision =>
  target.kind === 'url'
    ? { to: { kind: 'url', url: target.url }, path: [], because: [] }
    : step(world, target.id, depth + 1)

const nameOf = ({ load }: World, target: Target) =>
  target.kind === 'url' ? target.url : (load.codes.get(target.id)?.name ?? target.id)
