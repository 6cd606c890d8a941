import { z } from 'zod'
import { api, Id, Time } from '#kit/api'

const tags = ['channels']
const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const Count = z.number().int()
const byId = z.object({ id: Id })
const Text = z.string().trim().max(60)

const Utm = z.object({ source: Text.default(''), medium: Text.default(''), campaign: Text.default('') })
const Name = z.string().trim().min(1).max(40)
const Known = z.string().trim().min(1).max(64).regex(/^[^#]/, 'a name does not begin with #')

const channelFields = {
  name: Name,
  parent: Id.nullable(),
  names: z.array(Known).max(200).meta({ description: 'As people, codes, orders and costs carry it; * = any rest' }),
  utm: z.array(Utm).max(50).meta({ description: 'Marks of addresses; an empty text fits any, * = any rest' }),
}

const Channel = z.object({
  ...{ id: Id, ...channelFields, level: Count, archived: z.boolean() },
  createdBy: z.string(),
  createdAt: Time,
})
const Tree = z.object({ items: z.array(Channel).meta({ description: 'In the order of the tree' }) })
/** What a change leaves: the tree, and by which number the change is undone. */
const Changed = Tree.extend({ change: Id.meta({ description: 'Undo it by this number' }), id: Id })

const Seen = z.object({
  name: z.string().meta({ description: '@invited = brought by a customer, @none = nothing is known' }),
  ...{ people: Count, orders: Count, costs: Count.meta({ description: 'Fen, of the last 90 days' }) },
  lastAt: Time.nullable().meta({ description: 'When somebody came by it last' }),
  channel: Id.nullable(),
})

const LinkRow = z.object({
  name: z.string().trim().max(60).default('').meta({ description: 'Of the link; the campaign where it is empty' }),
  url: z.string().trim().max(2000),
  channel: z.string().trim().max(200).default('').meta({ description: 'Number, name or path of a channel: 公域/抖音' }),
  ...{ source: Text.default(''), medium: Text.default(''), campaign: Text.default('') },
  ...{ content: Text.default(''), term: Text.default('') },
})
export const linkRowWrongs = ['url', 'channel', 'marks'] as const
const LinkMade = z.object({
  ...{ line: Count, name: z.string(), channel: Id.nullable(), url: z.string().meta({ description: 'With its marks' }) },
  id: Id.nullable(),
  shortUrl: z.string().nullable(),
  wrong: z.enum(linkRowWrongs).nullable(),
})

/** Channels: where people come from, and by which names and marks each is known. */
export const channels = {
  tree: api.meta(read).route({ method: 'GET', path: '/channels', tags, summary: 'The tree of channels' }).output(Tree),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/channels', tags, summary: 'Add a channel', successStatus: 201 })
    .input(
      z.object({
        ...{ name: Name, parent: Id.nullable().default(null) },
        ...{ names: channelFields.names.default([]), utm: channelFields.utm.default([]) },
      }),
    )
    .output(Changed),
  change: api
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/channels/{id}',
      tags,
      summary: 'Rename, move, archive, or change what it is known by',
    })
    .input(
      byId.extend({
        ...{ name: Name.optional(), parent: Id.nullable().optional(), names: channelFields.names.optional() },
        ...{ utm: channelFields.utm.optional(), archived: z.boolean().optional() },
        before: Id.nullable()
          .optional()
          .meta({ description: 'Stands before this one of the same parent; null = last' }),
      }),
    )
    .output(Changed),
  undo: api
    .meta(write)
    .route({ method: 'POST', path: '/channel-changes/{id}/undo', tags, summary: 'Undo a change of a channel' })
    .input(byId)
    .output(Tree),
  names: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/channel-names',
      tags,
      summary: 'Names in people, orders and costs, and whose each is',
    })
    .input(z.object({ known: z.enum(['yes', 'no']).optional().meta({ description: 'no = of no channel' }) }))
    .output(z.object({ items: z.array(Seen), unknown: Count.meta({ description: 'Names of no channel' }) })),
  makeLinks: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/channel-links', tags },
      summary: 'Short links with marks, many at once; nothing is made while a line is wrong',
    })
    .input(
      z.object({
        rows: z.array(LinkRow).min(1).max(200),
        dryRun: z.boolean().default(false).meta({ description: 'Only look: nothing is made' }),
      }),
    )
    .output(z.object({ items: z.array(LinkMade), made: Count })),
}
