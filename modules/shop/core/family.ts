import { netOf, type OrderState, stateOf } from './order.ts'

/** One stored order with what its own rows say. Several with `parent` pointers between them are one trade (OP18, OP20). */
export interface Member {
  readonly id: string
  readonly orderNo: string
  /** Order number of the parent, '' for none. */
  readonly parent: string
  readonly paidAt: number
  readonly gross: number
  readonly refunded: number
  readonly refundedAt: number | null
  readonly hasPerson: boolean
}

/** What an order comes to beside its relatives. */
export interface Standing {
  readonly id: string
  /** The order this one belongs to and is part of; null when it stands for itself. */
  readonly root: string | null
  readonly paidAt: number
  readonly gross: number
  readonly refunded: number
  readonly net: number
  readonly refundedAt: number | null
  readonly state: OrderState
}

/**
 * Settles orders of one source that refer to each other. A negative order whose parent exists is a refund of it, a
 * positive one (balance of a deposit, sub-order, parcel) adds to it; both then are part of the topmost order and count
 * nothing themselves. An order whose parent is unknown, negative at the top, or runs in a circle stands for itself.
 */
export function settle(members: readonly Member[]): Standing[] {
  const byNo = new Map(members.map((member) => [member.orderNo, member]))
  const parts = new Map<string, Member[]>()
  const roots = new Map<string, Member>()
  for (const member of members) {
    const root = rootOf(member, byNo)
    roots.set(member.id, root)
    if (root !== member) parts.set(root.id, [...(parts.get(root.id) ?? []), member])
  }
  return members.map((member) => {
    const root = roots.get(member.id)
    return root && root !== member ? standing(member, [], root.id) : standing(member, parts.get(member.id) ?? [], null)
  })
}

function rootOf(member: Member, byNo: ReadonlyMap<string, Member>): Member {
  const seen = new Set([member])
  let top = member
  for (let next = byNo.get(top.parent); next; next = byNo.get(top.parent)) {
    if (seen.has(next)) return member
    seen.add(next)
    top = next
  }
  return top.gross < 0 ? member : top
}

function standing(own: Member, parts: readonly Member[], root: string | null): Standing {
  const family = [own, ...parts]
  const payments = parts.filter((part) => part.gross >= 0)
  const sum = (members: readonly Member[], pick: (member: Member) => number) =>
    members.reduce((all, m) => all + pick(m), 0)
  const gross = own.gross + sum(payments, (part) => part.gross)
  const back = sum(parts, (part) => (part.gross < 0 ? -part.gross : 0))
  const refunded = sum(family, (member) => member.refunded) + back
  const net = netOf(gross, refunded)
  return {
    id: own.id,
    root,
    paidAt: [own, ...payments].reduce((first, member) => Math.min(first, member.paidAt), Number.POSITIVE_INFINITY),
    gross,
    refunded,
    net,
    refundedAt: family.reduce<number | null>((last, member) => later(last, moneyBackAt(member)), null),
    state: stateOf({ gross, net, hasPerson: own.hasPerson }),
  }
}

/** A refund that comes as an order of its own carries its date as that order's time. */
const moneyBackAt = (member: Member) => (member.gross < 0 ? member.paidAt : member.refundedAt)

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}
