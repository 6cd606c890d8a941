import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { Transfer } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { paged } from './contacts.ts'
import { tell } from './events.ts'
import { addContact, endContact, relationId, servingStaff } from './relations.ts'

const opens = ['wecom'] as const
const path = (verb: string): string => `/cgi-bin/externalcontact/${verb}`
const pair = { handover_userid: z.string(), takeover_userid: z.string() }
const many = z.array(z.string()).min(1).max(100)
const day = 86_400_000

/** 继承: customers go to a colleague; done after a day unless the customer refuses. */
export const transferRoutes: Route[] = [
  route(
    'wecom',
    'POST',
    path('transfer_customer'),
    z.object({ ...pair, external_userid: many, transfer_success_msg: z.string().max(200).optional() }),
    (world, input) => {
      servingStaff(world, input.handover_userid)
      servingStaff(world, input.takeover_userid)
      return { customer: input.external_userid.map((one) => begin(world, input, one, false)) }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    path('resigned/transfer_customer'),
    z.object({ ...pair, external_userid: many }),
    (world, input) => {
      if (need(world.rows.staff.get(input.handover_userid), 40003).status !== 5) throw new Refusal(40003)
      servingStaff(world, input.takeover_userid)
      return { customer: input.external_userid.map((one) => begin(world, input, one, true)) }
    },
    opens,
  ),
  ...[false, true].map((resigned) =>
    route(
      'wecom',
      'POST',
      path(resigned ? 'resigned/transfer_result' : 'transfer_result'),
      z.object({ ...pair, cursor: z.string().default('') }),
      (world, input) => {
        const all = world.rows.transfers
          .all()
          .filter(
            (one) =>
              one.from === input.handover_userid && one.to === input.takeover_userid && one.resigned === resigned,
          )
        const { page, next } = paged(all, input.cursor, 1000)
        return { customer: page.map(listed), next_cursor: next }
      },
      opens,
    ),
  ),
  route(
    'wecom',
    'POST',
    path('get_unassigned_list'),
    z.object({
      page_id: z.number().int().optional(),
      cursor: z.string().default(''),
      page_size: z.number().int().min(1).max(1000).default(1000),
    }),
    (world, input) => {
      const { page, next } = paged(world.rows.unassigned.all(), input.cursor, input.page_size)
      const info = page.map(({ from, external, at }) => ({
        handover_userid: from,
        external_userid: external,
        dimission_time: Math.floor(at / 1000),
      }))
      return { info, is_last: next === '', next_cursor: next }
    },
    opens,
  ),
]

interface Pair {
  handover_userid: string
  takeover_userid: string
}

function begin(
  world: World,
  { handover_userid: from, takeover_userid: to }: Pair,
  external: string,
  resigned: boolean,
) {
  const errcode = refusalOf(world, from, external)
  if (errcode !== 0) return { external_userid: external, errcode }
  const id = world.dice.id('transfer', 'tr', 20)
  world.rows.transfers.put({ id, from, to, external, at: world.clock.now(), resigned, status: 2 })
  world.clock.after(world.settings.transferSeconds * 1000, 'transfer', { id })
  world.ledger.add('transfer.begun', { from, to, external })
  return { external_userid: external, errcode: 0 }
}

// 40096 unknown or not theirs; from memory: 40129 already under way, 40128 too often in 90 days.
function refusalOf(world: World, from: string, external: string): number {
  const relation = world.rows.relations.get(relationId(from, external))
  if (relation === undefined || relation.ended !== undefined) return 40096
  const earlier = world.rows.transfers.by('external', external)
  if (earlier.some(({ status }) => status === 2)) return 40129
  const recent = earlier.filter(({ at, status }) => status !== 3 && world.clock.now() - at < 90 * day)
  return recent.length >= world.settings.transfersPer90Days ? 40128 : 0
}

const listed = ({ external, status, done }: Transfer) => ({
  external_userid: external,
  status,
  takeover_time: done === undefined ? 0 : Math.floor(done / 1000),
})

/** A day later: the customer is the colleague's, unless they refused or the colleague is full. */
export function finishTransfer(world: World, id: string): void {
  const transfer = world.rows.transfers.get(id)
  if (transfer === undefined || transfer.status !== 2) return
  const { from, to, external } = transfer
  const relation = world.rows.relations.get(relationId(from, external))
  const count = world.rows.relations.by('userid', to).filter(({ ended }) => ended === undefined).length
  if (relation === undefined || relation.ended !== undefined) {
    closeTransfer(world, transfer, 3, undefined)
    return
  }
  if (count >= world.settings.staffCustomersMost) {
    closeTransfer(world, transfer, 4, 'customer_limit_exceed')
    return
  }
  const person = need(world.rows.people.get(relation.person), 40096)
  endContact(world, relation, 'transfer')
  const { isNew, relation: taken } = addContact(world, { person, userid: to, state: '', way: 202, oper: to })
  if (isNew)
    world.rows.relations.put({
      ...taken,
      remark: relation.remark,
      tags: relation.tags,
      description: relation.description,
    })
  for (const left of world.rows.unassigned.all())
    if (left.from === from && left.external === external) world.rows.unassigned.remove(left.id)
  closeTransfer(world, transfer, 1, undefined)
}

/** The customer says no within the day. */
export function refuseTransfer(world: World, external: string): boolean {
  const open = world.rows.transfers.by('external', external).find(({ status }) => status === 2)
  if (open !== undefined) closeTransfer(world, open, 3, 'customer_refused')
  return open !== undefined
}

function closeTransfer(world: World, transfer: Transfer, status: Transfer['status'], reason: string | undefined): void {
  world.rows.transfers.put({ ...transfer, status, ...(status === 1 ? { done: world.clock.now() } : {}) })
  world.ledger.add('transfer.ended', { from: transfer.from, to: transfer.to, external: transfer.external, status })
  if (reason === undefined) return
  const fields = {
    ChangeType: 'transfer_fail',
    UserID: transfer.to,
    ExternalUserID: transfer.external,
    FailReason: reason,
  }
  tell(world, 'change_external_contact', fields, transfer.external)
}
