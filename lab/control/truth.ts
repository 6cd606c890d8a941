import { z } from 'zod'
import { type Route, route } from '../http/route.ts'
import type { World } from '../world/world.ts'

/** How things stand, without the platforms' paging and limits: what a synchronised copy must agree with. */
export const truthRoutes: Route[] = [
  route('lab', 'GET', '/lab/truth', z.object({}), (world) => ({
    contacts: contactsOf(world),
    groups: world.rows.groups
      .all()
      .filter(({ dismissed }) => !dismissed)
      .map(({ id, name, owner, members }) => ({ chat_id: id, name, owner, members: members.map((one) => one.id) })),
    followers: world.rows.followers.by('app', 'account').flatMap(({ id, subscribed }) => (subscribed ? id : [])),
    tags: world.rows.tags
      .all()
      .map(({ id, name, group }) => ({ id, name, group: world.rows.tagGroups.get(group)?.name })),
    orders: world.rows.orders
      .all()
      .map(({ id, state, total, refunded }) => ({ out_trade_no: id, state, total, refunded })),
    transfers: world.rows.bills.all().map(({ id, state, amount }) => ({ out_bill_no: id, state, amount })),
  })),
]

const contactsOf = (world: World) =>
  world.rows.relations
    .all()
    .filter(({ ended }) => ended === undefined)
    .map(({ userid, external, person, state, tags, remark, at }) => ({
      userid,
      external_userid: external,
      unionid: world.rows.people.get(person)?.unionid,
      state,
      tags,
      remark,
      since: Math.floor(at / 1000),
    }))
