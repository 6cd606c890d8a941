import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { personBy, unionOf } from '../world/people.ts'
import type { Person, Relation } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { hidden, relationFor, servingStaff, shown } from './relations.ts'

const opens = ['wecom'] as const
const cursor = z.string().default('')
const external = z.string().min(1)

/** Customers and their members: read, list, remark. */
export const contactRoutes: Route[] = [
  route(
    'wecom',
    'GET',
    '/cgi-bin/externalcontact/get_follow_user_list',
    z.object({}),
    (world) => ({
      follow_user: world.rows.staff.all().flatMap(({ id, status, serves }) => (status === 1 && serves ? id : [])),
    }),
    opens,
  ),
  route(
    'wecom',
    'GET',
    '/cgi-bin/externalcontact/list',
    z.object({ userid: z.string() }),
    (world, { userid }) => {
      servingStaff(world, userid)
      const found = customersOf(world, userid)
      if (found.length === 0) throw new Refusal(84061)
      return { external_userid: found.map((one) => one.external) }
    },
    opens,
  ),
  route(
    'wecom',
    'GET',
    '/cgi-bin/externalcontact/get',
    z.object({ external_userid: external, cursor }),
    (world, input) => {
      const person = need(personBy(world, 'external', input.external_userid), 40096)
      const relations = world.rows.relations
        .by('external', input.external_userid)
        .filter((one) => shown(world, one) && !hidden(world, one))
      if (relations.length === 0) throw new Refusal(84061)
      const { page, next } = paged(relations, input.cursor, 500)
      return {
        external_contact: contact(world, person, input.external_userid),
        follow_user: page.map((one) => ({ ...followed(one), tags: tagsOf(world, one) })),
        next_cursor: next,
      }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    '/cgi-bin/externalcontact/batch/get_by_user',
    z.object({
      userid_list: z.array(z.string()).min(1).max(100),
      cursor,
      limit: z.number().int().min(1).max(100).default(50),
    }),
    (world, input) => {
      for (const userid of input.userid_list) servingStaff(world, userid)
      const all = input.userid_list.flatMap((userid) => customersOf(world, userid))
      const { page, next } = paged(all, input.cursor, input.limit)
      return {
        external_contact_list: page.flatMap((one) => {
          const person = world.rows.people.get(one.person)
          if (person === undefined) return []
          const follow_info = { ...followed(one), tag_id: one.tags }
          return [{ external_contact: contact(world, person, one.external), follow_info }]
        }),
        next_cursor: next,
      }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    '/cgi-bin/externalcontact/remark',
    z.object({
      userid: z.string(),
      external_userid: external,
      remark: z.string().max(20).optional(),
      description: z.string().max(150).optional(),
      remark_company: z.string().max(20).optional(),
      remark_mobiles: z.array(z.string()).optional(),
    }),
    (world, input) => {
      const relation = relationFor(world, input.userid, input.external_userid)
      world.rows.relations.put({
        ...relation,
        remark: input.remark ?? relation.remark,
        description: input.description ?? relation.description,
        company: input.remark_company ?? relation.company,
        mobiles: input.remark_mobiles?.filter((one) => one !== '') ?? relation.mobiles,
      })
      world.ledger.add('contact.remarked', { userid: input.userid, external: input.external_userid, by: 'api' })
      return {}
    },
    opens,
  ),
]

/** Customers in the list of a member. */
const customersOf = (world: World, userid: string): Relation[] =>
  world.rows.relations.by('userid', userid).filter((one) => shown(world, one) && !hidden(world, one))

/** A slice of a list; the cursor is the place it goes on at. */
export function paged<T>(all: readonly T[], cursor: string, limit: number): { page: T[]; next: string } {
  const from = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64url').toString())
  if (!Number.isInteger(from) || from < 0) throw new Refusal(40035)
  const page = all.slice(from, from + limit)
  const next = from + limit < all.length ? Buffer.from(String(from + limit)).toString('base64url') : ''
  return { page, next }
}

const contact = (world: World, person: Person, external_userid: string) => ({
  external_userid,
  name: person.name,
  avatar: `${world.url}/lab/faces/${person.id}.svg`,
  type: 1,
  gender: person.gender,
  ...unionOf(world, person),
})

const followed = (one: Relation) => ({
  userid: one.userid,
  remark: one.remark,
  description: one.description,
  createtime: Math.floor(one.at / 1000),
  remark_corp_name: one.company,
  remark_mobiles: one.mobiles,
  add_way: one.way,
  oper_userid: one.oper,
  ...(one.state === '' ? {} : { state: one.state }),
})

const tagsOf = (world: World, { tags }: Relation) =>
  tags.flatMap((id) => {
    const tag = world.rows.tags.get(id)
    if (tag === undefined) return []
    return [{ group_name: world.rows.tagGroups.get(tag.group)?.name ?? '', tag_name: tag.name, tag_id: id, type: 1 }]
  })
