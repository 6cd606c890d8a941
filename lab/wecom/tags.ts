import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { Tag, TagGroup } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { relationFor } from './relations.ts'

const opens = ['wecom'] as const
const order = z.number().int().min(0).max(4_294_967_295).default(0)
const name = z.string().min(1).max(30)
const ids = z.array(z.string()).default([])

/** The corp's tags; on customers they stand per member. */
export const tagRoutes: Route[] = [
  route(
    'wecom',
    'POST',
    '/cgi-bin/externalcontact/get_corp_tag_list',
    z.object({ tag_id: ids, group_id: ids }),
    (world, { tag_id, group_id }) => ({ tag_group: listed(world, tag_id, group_id) }),
    opens,
  ),
  route(
    'wecom',
    'POST',
    '/cgi-bin/externalcontact/add_corp_tag',
    z.object({
      group_id: z.string().optional(),
      group_name: name.optional(),
      order,
      tag: z.array(z.object({ name, order })).min(1),
    }),
    (world, input) => {
      if (world.rows.tags.size + input.tag.length > world.settings.corpTagsMost) throw new Refusal(45009)
      const group = groupFor(world, input.group_id, input.group_name, input.order)
      const taken = new Set(world.rows.tags.by('group', group.id).map((one) => one.name))
      if (input.tag.some((one) => taken.has(one.name))) throw new Refusal(40071)
      const added = input.tag.map((one) => addTag(world, group.id, one.name, one.order))
      return { tag_group: shownGroup(group, added) }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    '/cgi-bin/externalcontact/edit_corp_tag',
    z.object({ id: z.string(), name: name.optional(), order: z.number().int().optional() }),
    (world, { id, name, order }) => {
      const table = world.rows.tags.get(id) === undefined ? world.rows.tagGroups : world.rows.tags
      const row = need<Tag | TagGroup>(table.get(id), 40068)
      Object.assign(row, name === undefined ? {} : { name }, order === undefined ? {} : { order })
      if (world.rows.tags.get(id) === undefined) world.rows.tagGroups.put(row)
      else world.rows.tags.put(row as Tag)
      return {}
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    '/cgi-bin/externalcontact/del_corp_tag',
    z.object({ tag_id: ids, group_id: ids }),
    (world, { tag_id, group_id }) => {
      const tags = [...tag_id, ...group_id.flatMap((group) => world.rows.tags.by('group', group).map(({ id }) => id))]
      if (tags.length === 0) throw new Refusal(40058)
      for (const id of tags) need(world.rows.tags.get(id), 40068)
      for (const id of tags) dropTag(world, id)
      return {}
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    '/cgi-bin/externalcontact/mark_tag',
    z.object({ userid: z.string(), external_userid: z.string(), add_tag: ids, remove_tag: ids }),
    (world, input) => {
      if (input.add_tag.length + input.remove_tag.length === 0) throw new Refusal(40058)
      const relation = relationFor(world, input.userid, input.external_userid)
      for (const id of input.add_tag) need(world.rows.tags.get(id), 40068)
      const removed = new Set(input.remove_tag)
      const tags = [...new Set([...relation.tags, ...input.add_tag])].filter((id) => !removed.has(id))
      world.rows.relations.put({ ...relation, tags })
      const { add_tag, remove_tag } = input
      world.ledger.add('contact.tagged', {
        userid: input.userid,
        external: relation.external,
        add_tag,
        remove_tag,
        by: 'api',
      })
      return {}
    },
    opens,
  ),
]

function groupFor(world: World, id: string | undefined, groupName: string | undefined, order: number): TagGroup {
  if (id !== undefined && id !== '') return need(world.rows.tagGroups.get(id), 40068)
  const wanted = need(groupName, 40058)
  const same = world.rows.tagGroups.all().find((one) => one.name === wanted)
  if (same !== undefined) return same
  return world.rows.tagGroups.put({
    id: world.dice.id('tag group', 'et', 30),
    name: wanted,
    order,
    at: world.clock.now(),
  })
}

export const addTag = (world: World, group: string, tagName: string, order: number): Tag =>
  world.rows.tags.put({ id: world.dice.id('tag', 'et', 30), group, name: tagName, order, at: world.clock.now() })

/** A tag leaves its customers; a group goes with its last tag. */
export function dropTag(world: World, id: string): void {
  const tag = world.rows.tags.get(id)
  if (tag === undefined) return
  for (const relation of world.rows.relations.by('tag', id))
    world.rows.relations.put({ ...relation, tags: relation.tags.filter((one) => one !== id) })
  world.rows.tags.remove(id)
  if (world.rows.tags.by('group', tag.group).length === 0) world.rows.tagGroups.remove(tag.group)
}

function listed(world: World, tagIds: readonly string[], groupIds: readonly string[]) {
  const tags = new Set(groupIds.length > 0 ? [] : tagIds)
  const groups = new Set(groupIds)
  return world.rows.tagGroups.all().flatMap((group) => {
    if (groups.size > 0 && !groups.has(group.id)) return []
    const within = world.rows.tags.by('group', group.id).filter(({ id }) => tags.size === 0 || tags.has(id))
    return within.length === 0 ? [] : [shownGroup(group, within)]
  })
}

const shownGroup = (group: TagGroup, tags: readonly Tag[]) => ({
  group_id: group.id,
  group_name: group.name,
  create_time: Math.floor(group.at / 1000),
  order: group.order,
  deleted: false,
  tag: tags.map(({ id, name, order, at }) => ({ id, name, create_time: Math.floor(at / 1000), order, deleted: false })),
})
