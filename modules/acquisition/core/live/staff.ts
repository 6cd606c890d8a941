import type { Against, Because } from './because.ts'
import { isOn } from './hours.ts'
import type { StaffSetup } from './setup.ts'

/** A member as things stand. */
export interface Standing {
  readonly name: string
  readonly departments: readonly number[]
  /** Why the platform gives them no customers. */
  readonly unfit: 'left' | 'inactive' | 'no-right' | null
  /** They have said themselves that they take nobody now. */
  readonly off: boolean
  /** Additions of today by this code. */
  readonly added: number
  /** Those, and visitors whom a page shows them who may still add them. */
  readonly taken: number
  /** How often they were shown today. */
  readonly shown: number
  /** Customers they have in all. */
  readonly customers: number
}

export interface Staffing {
  /** By the member's name at the platform. */
  readonly members: ReadonlyMap<string, Standing>
  /** Departments by number, each with the one above it. */
  readonly parents: ReadonlyMap<number, number>
  readonly zone: string
}

export interface Terms {
  readonly member: string
  readonly weight: number
  readonly cap: number | null
  readonly shifts: StaffSetup['members'][number]['shifts']
}

/** Everybody a setup names, each on one's own terms, else on those of the first department that has them. */
export function termsOf({ members, departments }: StaffSetup, { members: standing, parents }: Staffing): Terms[] {
  const all = new Map<string, Terms>(members.map((one) => [one.member, one]))
  for (const { department, ...terms } of departments)
    for (const [member, { departments: theirs }] of standing)
      if (!all.has(member) && theirs.some((id) => isBelow(id, department, parents)))
        all.set(member, { member, ...terms })
  return [...all.values()]
}

function isBelow(id: number, above: number, parents: ReadonlyMap<number, number>): boolean {
  // The platform's tree has no circle; a broken copy of it must not hang us.
  for (let at: number | undefined = id, steps = 0; at !== undefined && steps < 50; at = parents.get(at), steps += 1)
    if (at === above) return true
  return false
}

/** What stands against a member now; null = nothing. `count`: against the cap, additions alone or also whom they are shown to. */
export function against(
  terms: Terms,
  { members, zone }: Staffing,
  at: number,
  count: 'added' | 'taken' = 'taken',
): Against | null {
  const one = members.get(terms.member)
  if (!one) return 'left'
  if (one.unfit) return one.unfit
  if (one.off) return 'off'
  if (!isOn(terms.shifts, at, zone)) return 'shift'
  return terms.cap !== null && one[count] >= terms.cap ? 'cap' : null
}

export interface Open {
  readonly members: readonly Terms[]
  readonly isBackup: boolean
  readonly because: readonly Because[]
}

/** Who stands open now: those of the setup against whom nothing stands, else the backup. */
export function openStaff(setup: StaffSetup, staffing: Staffing, at: number): Open {
  const all = termsOf(setup, staffing)
  const because: Because[] = []
  const open = all.filter((terms) => {
    const by = against(terms, staffing, at)
    if (by) because.push({ why: 'out', member: terms.member, by })
    return by === null
  })
  if (open.length > 0) return { members: open, isBackup: false, because }
  // Whoever stands in for others keeps their own hours and their own cap where they have some.
  const backup = setup.backup
    .map((member) => all.find((one) => one.member === member) ?? { member, weight: 1, cap: null, shifts: [] })
    .filter((terms) => against(terms, staffing, at) === null)
  return { members: backup, isBackup: true, because }
}

/** Most members that a code of the platform leads to. */
const mostListed = 100

/**
 * Whom a code of the platform leads to now. The own code of a member leads to them as long as nothing stands against them,
 * so that a picture that somebody kept reaches nobody who is off or has had enough. Empty = there is nobody.
 * @param own the member whose code it is; null = the code of all
 */
export function listFor(setup: StaffSetup, staffing: Staffing, own: string | null, at: number): string[] {
  if (own !== null) {
    const all = termsOf(setup, staffing)
    const terms = all.find((one) => one.member === own) ?? { member: own, weight: 1, cap: null, shifts: [] }
    // Whoever has somebody already, or stands in for others, has terms of their own only where they are named.
    if (against(terms, staffing, at, 'added') === null) return [own]
  }
  return openStaff(setup, staffing, at)
    .members.map(({ member }) => member)
    .slice(0, mostListed)
}

export interface Chosen {
  readonly member: string | null
  readonly because: readonly Because[]
}

/**
 * The member for one visitor.
 * @param holder the member who has them already
 */
export function chooseStaff(setup: StaffSetup, staffing: Staffing, holder: string | null, at: number): Chosen {
  const before: Because[] = []
  if (holder !== null && setup.follower) {
    // They are together already: neither hours nor a cap stand between them.
    const one = staffing.members.get(holder)
    const by = one ? one.unfit : 'left'
    if (!by) return { member: holder, because: [{ why: 'own', member: holder }] }
    before.push({ why: 'own-gone', member: holder, by })
  }
  const { members, isBackup, because } = openStaff(setup, staffing, at)
  const first = members[0]
  const steps = [...before, ...because]
  if (!first) return { member: null, because: [...steps, { why: 'nobody' }] }
  const { terms, why, had } = byTurns(isBackup ? 'turns' : setup.mode, members, staffing)
  const last: Because = isBackup
    ? { why: 'backup', member: terms.member }
    : { why, member: terms.member, among: members.length, had }
  return { member: terms.member, because: [...steps, last] }
}

function byTurns(mode: StaffSetup['mode'], members: readonly Terms[], staffing: Staffing) {
  const of = ({ member }: Terms) => staffing.members.get(member)
  const shown = (one: Terms) => of(one)?.shown ?? 0
  if (mode === 'leastLoaded') {
    const taken = (one: Terms) => of(one)?.taken ?? 0
    const customers = (one: Terms) => of(one)?.customers ?? 0
    const terms = least(members, (one) => [taken(one), customers(one), shown(one)])
    return { terms, why: 'least' as const, had: taken(terms) }
  }
  if (mode === 'weighted') {
    // Whoever would be furthest behind their share after one more (Sainte-Laguë's order): shares hold at every moment.
    const terms = least(members, (one) => [(shown(one) + 0.5) / one.weight])
    return { terms, why: 'weight' as const, had: shown(terms) }
  }
  const terms = least(members, (one) => [shown(one)])
  return { terms, why: 'turns' as const, had: shown(terms) }
}

/** The first of those with the smallest key; of equal ones the one that stands first. */
function least<T>(items: readonly T[], keyOf: (item: T) => readonly number[]): T {
  return items.reduce((best, item) => (isLess(keyOf(item), keyOf(best)) ? item : best))
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, i) => value !== b[i])
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0)
}
