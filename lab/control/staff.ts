import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { tell } from '../wecom/events.ts'
import { changeGroup, createGroup, dismissGroup, leaveGroup } from '../wecom/groups.ts'
import { confirmMass, massCount, massQuota, resolveTasks } from '../wecom/massTargets.ts'
import { publishMoment } from '../wecom/moments.ts'
import { chats, endContact, relationId, say } from '../wecom/relations.ts'
import { acceptRequest } from '../wecom/scan.ts'
import { externalOf } from '../world/people.ts'
import type { Relation, Staff } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { personOf } from './people.ts'

const staff = z.object({ userid: z.string() })
const path = (verb: string): string => `/lab/staff/:userid/${verb}`
const memberOf = (world: World, userid: string): Staff => need(world.rows.staff.get(userid), 'NO_STAFF', userid)
const customer = (world: World, userid: string, person: string): Relation =>
  need(world.rows.relations.get(relationId(userid, externalOf(world, personOf(world, person).id))), 'NO_CONTACT')

/** What members do on their phones. */
export const staffRoutes: Route[] = [
  route('lab', 'GET', '/lab/staff', z.object({}), (world) => ({ items: world.rows.staff.all() })),
  route('lab', 'GET', path('tasks'), staff, (world, { userid }) => ({
    mass: world.rows.mass.by('userid', userid).map(({ tasks, ...mass }) => ({
      ...mass,
      task: tasks.find((one) => one.userid === userid),
    })),
    moments: world.rows.moments.all().filter(({ tasks }) => tasks.some((one) => one.userid === userid)),
    requests: world.rows.codes.all().filter(({ kind, data }) => kind === 'friend request' && data['userid'] === userid),
  })),
  route('lab', 'POST', path('confirm'), staff.extend({ msgid: z.string() }), (world, input) => {
    const mass = need(world.rows.mass.get(input.msgid), 'NO_TASK', input.msgid)
    const task = need(
      mass.tasks.find(({ userid }) => userid === input.userid),
      'NO_TASK',
      input.userid,
    )
    if (mass.cancelled || task.status === 2) throw new Refusal('TASK_CLOSED', input.msgid, 409)
    return confirmMass(world, mass, task)
  }),
  route('lab', 'POST', path('publish'), staff.extend({ moment_id: z.string() }), (world, input) => {
    const all = world.rows.moments.all()
    const moment = need(
      all.find((one) => one.moment === input.moment_id || one.id === input.moment_id),
      'NO_TASK',
    )
    if (moment.cancelled) throw new Refusal('TASK_CLOSED', input.moment_id, 409)
    publishMoment(world, moment, input.userid)
    return {}
  }),
  route('lab', 'POST', path('chat'), staff.extend({ person: z.string(), text: z.string().min(1) }), (world, input) => {
    const relation = customer(world, input.userid, input.person)
    if (relation.ended !== undefined) throw new Refusal('NO_CONTACT', 'no longer friends', 409)
    chats(world, relation)
    return say(world, relation, { from: 'peer', via: 'chat', text: input.text })
  }),
  route('lab', 'POST', path('accept'), staff.extend({ person: z.string() }), (world, input) => ({
    accepted: acceptRequest(world, input.userid, personOf(world, input.person)),
  })),
  route('lab', 'POST', path('delete'), staff.extend({ person: z.string() }), (world, input) => {
    endContact(world, customer(world, input.userid, input.person), 'staff')
    return {}
  }),
  route(
    'lab',
    'POST',
    path('mark'),
    staff.extend({
      person: z.string(),
      add_tag: z.array(z.string()).default([]),
      remove_tag: z.array(z.string()).default([]),
      remark: z.string().optional(),
      mobiles: z.array(z.string()).optional(),
    }),
    markByHand,
  ),
  route(
    'lab',
    'POST',
    path('mass'),
    staff.extend({ person: z.array(z.string()).default([]), text: z.string().min(1) }),
    ownMass,
  ),
  route('lab', 'GET', path('quota'), staff.extend({ external_userid: z.string() }), (world, input) => ({
    used: massCount(world, input.external_userid),
    most: massQuota(world).most,
  })),
  route('lab', 'POST', path('leave'), staff, (world, { userid }) => {
    leaveCompany(world, memberOf(world, userid))
    return {}
  }),
  route('lab', 'POST', path('groups'), staff.extend({ name: z.string().min(1) }), (world, input) => {
    memberOf(world, input.userid)
    const { id, name } = createGroup(world, input.userid, input.name)
    return { chat_id: id, name }
  }),
  route(
    'lab',
    'POST',
    '/lab/groups/:chat_id',
    z.object({
      chat_id: z.string(),
      name: z.string().optional(),
      notice: z.string().optional(),
      remove: z.string().optional(),
      dismiss: z.boolean().default(false),
    }),
    (world, input) => {
      const { chat_id, name, notice, remove, dismiss } = input
      changeGroup(world, chat_id, {
        ...(name === undefined ? {} : { name }),
        ...(notice === undefined ? {} : { notice }),
      })
      if (remove !== undefined) leaveGroup(world, chat_id, remove, 1)
      if (dismiss) dismissGroup(world, chat_id)
      return {}
    },
  ),
]

interface Marking {
  userid: string
  person: string
  add_tag: string[]
  remove_tag: string[]
  remark?: string | undefined
  mobiles?: string[] | undefined
}

/** Tags and remark changed in the member's app: this one is told to the server. */
function markByHand(world: World, input: Marking): Relation {
  const relation = customer(world, input.userid, input.person)
  for (const id of input.add_tag) need(world.rows.tags.get(id), 'NO_TAG', id)
  const removed = new Set(input.remove_tag)
  const tags = [...new Set([...relation.tags, ...input.add_tag])].filter((id) => !removed.has(id))
  const changed = world.rows.relations.put({
    ...relation,
    tags,
    remark: input.remark ?? relation.remark,
    mobiles: input.mobiles ?? relation.mobiles,
  })
  const { userid, external, state } = changed
  world.ledger.add('contact.tagged', {
    userid,
    external,
    add_tag: input.add_tag,
    remove_tag: input.remove_tag,
    by: 'staff',
  })
  const fields = {
    ChangeType: 'edit_external_contact',
    UserID: userid,
    ExternalUserID: external,
    State: state === '' ? undefined : state,
  }
  tell(world, 'change_external_contact', fields, external)
  return changed
}

/** A member's own mass send eats the same quota. */
function ownMass(world: World, input: { userid: string; person: string[]; text: string }) {
  const external_userid = input.person.map((one) => externalOf(world, personOf(world, one).id))
  const wanted = { chat_type: 'single' as const, external_userid, chat_id_list: [], sender: input.userid }
  const { tasks } = resolveTasks(world, wanted)
  const [task] = tasks
  if (task === undefined) throw new Refusal('NO_CONTACT', 'nobody to send to', 409)
  const mass = world.rows.mass.put({
    id: world.dice.id('msgid', 'msg', 30),
    chat: 'single',
    creator: `self:${input.userid}`,
    at: world.clock.now(),
    text: input.text,
    attachments: [],
    tasks,
    allowSelect: false,
    cancelled: false,
    reminded: [],
  })
  return confirmMass(world, mass, task)
}

/** A member leaves: customers and groups wait for a colleague. */
function leaveCompany(world: World, member: Staff): void {
  world.rows.staff.put({ ...member, status: 5, serves: false })
  world.ledger.add('staff.left', { userid: member.id })
  const at = world.clock.now()
  for (const { ended, external, id } of world.rows.relations.by('userid', member.id))
    if (ended === undefined) world.rows.unassigned.put({ id, from: member.id, external, at })
  for (const group of world.rows.groups.by('owner', member.id)) world.rows.groups.put({ ...group, status: 1 })
  tell(world, 'change_contact', { ChangeType: 'delete_user', UserID: member.id }, member.id)
}
