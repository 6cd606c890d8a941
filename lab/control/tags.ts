import { z } from 'zod'
import { need } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { tell } from '../wecom/events.ts'
import { addTag, dropTag } from '../wecom/tags.ts'

/** Tags changed in the admin console of the corp: told to the server, unlike changes by API. */
export const tagControlRoutes: Route[] = [
  route(
    'lab',
    'POST',
    '/lab/tags',
    z.object({ group: z.string().min(1), name: z.string().min(1), order: z.number().int().default(0) }),
    (world, input) => {
      const found = world.rows.tagGroups.all().find(({ name }) => name === input.group)
      const at = world.clock.now()
      const group =
        found ?? world.rows.tagGroups.put({ id: world.dice.id('tag group', 'et', 30), name: input.group, order: 0, at })
      if (found === undefined)
        tell(world, 'change_external_tag', { ChangeType: 'create', Id: group.id, TagType: 'tag_group' }, 'tags')
      const tag = addTag(world, group.id, input.name, input.order)
      tell(world, 'change_external_tag', { ChangeType: 'create', Id: tag.id, TagType: 'tag' }, 'tags')
      return { group_id: group.id, tag_id: tag.id }
    },
  ),
  route(
    'lab',
    'POST',
    '/lab/tags/:id',
    z.object({ id: z.string(), name: z.string().min(1) }),
    (world, { id, name }) => {
      world.rows.tags.put({ ...need(world.rows.tags.get(id), 'NO_TAG', id), name })
      tell(world, 'change_external_tag', { ChangeType: 'update', Id: id, TagType: 'tag' }, 'tags')
      return {}
    },
  ),
  route('lab', 'DELETE', '/lab/tags/:id', z.object({ id: z.string() }), (world, { id }) => {
    need(world.rows.tags.get(id), 'NO_TAG', id)
    dropTag(world, id)
    tell(world, 'change_external_tag', { ChangeType: 'delete', Id: id, TagType: 'tag' }, 'tags')
    return {}
  }),
]
