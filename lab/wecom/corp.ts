import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { issueToken } from '../http/tokens.ts'
import type { Staff } from '../world/rows.ts'
import type { World } from '../world/world.ts'

const opens = ['wecom'] as const
const number = z.coerce.number().int()

/** Token, departments, members. */
export const corpRoutes: Route[] = [
  route(
    'wecom',
    'GET',
    '/cgi-bin/gettoken',
    z.object({ corpid: z.string(), corpsecret: z.string() }),
    (world, input) => {
      const { corpid, secret } = world.credentials.wecom
      if (input.corpid !== corpid) throw new Refusal(40013)
      if (input.corpsecret !== secret) throw new Refusal(40001)
      return issueToken(world, 'wecom', 214)
    },
  ),
  route(
    'wecom',
    'GET',
    '/cgi-bin/department/list',
    z.object({ id: number.optional() }),
    (world, { id }) => ({
      department: departmentsBelow(world, id).map(({ id, name, parentid, order }) => ({
        id: Number(id),
        name,
        parentid,
        order,
      })),
    }),
    opens,
  ),
  route(
    'wecom',
    'GET',
    '/cgi-bin/department/simplelist',
    z.object({ id: number.optional() }),
    (world, { id }) => ({
      department_id: departmentsBelow(world, id).map(({ id, parentid, order }) => ({
        id: Number(id),
        parentid,
        order,
      })),
    }),
    opens,
  ),
  ...(['simplelist', 'list'] as const).map((kind) =>
    route(
      'wecom',
      'GET',
      `/cgi-bin/user/${kind}`,
      z.object({ department_id: number, fetch_child: number.default(0) }),
      (world, { department_id, fetch_child }) => {
        need(world.rows.departments.get(String(department_id)), 60123)
        const within =
          fetch_child === 1 ? departmentsBelow(world, department_id).map(({ id }) => Number(id)) : [department_id]
        const members = present(world).filter(({ department }) => department.some((d) => within.includes(d)))
        return { userlist: members.map(kind === 'list' ? detailed : simple) }
      },
      opens,
    ),
  ),
  route(
    'wecom',
    'GET',
    '/cgi-bin/user/get',
    z.object({ userid: z.string() }),
    (world, { userid }) => {
      const staff = world.rows.staff.get(userid)
      if (staff === undefined || staff.status === 5) throw new Refusal(60111)
      return detailed(staff)
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    '/cgi-bin/user/list_id',
    z.object({ cursor: z.string().default(''), limit: number.max(10_000).default(10_000) }),
    (world, { cursor, limit }) => {
      const all = present(world)
      const from = cursor === '' ? 0 : Number(cursor)
      const page = all.slice(from, from + limit)
      return {
        next_cursor: from + limit < all.length ? String(from + limit) : '',
        dept_user: page.flatMap(({ id, department }) => department.map((d) => ({ userid: id, department: d }))),
      }
    },
    opens,
  ),
]

const present = (world: World): Staff[] => world.rows.staff.all().filter(({ status }) => status !== 5)

const simple = ({ id, name, department }: Staff) => ({ userid: id, name, department, open_userid: '' })

const detailed = (staff: Staff) => ({
  ...simple(staff),
  position: staff.position,
  // Apps made since 2022 get these only with the member's own consent; the numbers stay empty as they do there.
  mobile: '',
  email: '',
  gender: '0',
  avatar: '',
  status: staff.status,
  enable: staff.status === 2 ? 0 : 1,
  isleader: staff.position === '店长' ? 1 : 0,
  is_leader_in_dept: staff.department.map(() => (staff.position === '店长' ? 1 : 0)),
  main_department: staff.department[0] ?? 1,
  order: staff.department.map(() => 0),
  extattr: { attrs: [] },
  alias: '',
  telephone: '',
})

function departmentsBelow(world: World, id: number | undefined) {
  const all = world.rows.departments.all()
  if (id === undefined) return all
  need(world.rows.departments.get(String(id)), 60123)
  const found = new Set([id])
  for (let grown = true; grown; ) {
    const before = found.size
    for (const one of all) if (found.has(one.parentid)) found.add(Number(one.id))
    grown = found.size > before
  }
  return all.filter((one) => found.has(Number(one.id)))
}

/** Members named one by one or by department, present and serving. */
export function membersOf(world: World, users: readonly string[], parties: readonly number[]): Staff[] {
  const within = new Set(parties.flatMap((id) => departmentsBelow(world, id).map((one) => Number(one.id))))
  const named = new Set(users)
  return world.rows.staff.all().filter(({ id, department, status, serves }) => {
    const meant = named.has(id) || department.some((d) => within.has(d))
    return meant && status === 1 && serves
  })
}
