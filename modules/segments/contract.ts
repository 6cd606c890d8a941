import { z } from 'zod'
import { PeopleFilter } from '#contracts/people'
import { api, Id, manyOf, pageOf, paging, Time } from '#kit/api'
import { Definition } from './core/definition.ts'

const read = { needs: 'people:read' }
const write = { needs: 'people:write' }
const Count = z.number().int()
const byId = z.object({ id: Id })
const Name = z.string().trim().min(1).max(100)
const Note = z.string().trim().max(500)
const done = z.object({ done: z.literal(true) })

export const refreshes = ['manual', 'daily', 'live'] as const
const runCauses = ['asked', 'saved', 'daily', 'live', 'list'] as const

const Use = z.object({ kind: z.enum(['segment', 'tag']), id: Id, name: z.string() })

const Segment = z.object({
  id: Id,
  name: z.string(),
  note: z.string(),
  kind: z.enum(['rule', 'list']).meta({ description: 'rule = by its definition, list = people put on it once' }),
  refresh: z.enum(refreshes).meta({ description: 'live = somebody enters within a second of the event' }),
  // The schema of the tree stands with the requests; each reply would repeat it level by level in the description.
  definition: z.custom<Definition | null>().meta({ description: 'As it was sent; null for a list' }),
  version: Count.meta({ description: 'Grows with every change; a change names the one it was made from' }),
  people: Count.nullable().meta({ description: 'Of the last run; null before the first' }),
  change: Count.nullable().meta({ description: 'People now less people a week ago; null when nothing was known then' }),
  computedAt: Time.nullable(),
  usedBy: z.array(Use),
  archivedAt: Time.nullable(),
  createdBy: z.string(),
  changedBy: z.string(),
  changedAt: Time,
})

const Drawn = {
  name: Name,
  note: Note.default(''),
  refresh: z.enum(refreshes).default('daily'),
  definition: Definition,
}

const Run = z.object({
  id: Id,
  version: Count,
  cause: z.enum(runCauses),
  by: z.string(),
  at: Time,
  tookMs: Count.nullable(),
  people: Count,
  entered: Count,
  gone: Count,
})

const Estimate = z.object({
  people: Count,
  exact: z.boolean().meta({ description: 'false: counted on a share of people and multiplied' }),
  share: z.number().meta({ description: 'The share of people that was looked at' }),
  sample: z.array(Id).meta({ description: 'Ten of them' }),
})

const Feature = z.object({
  kind: z.string().meta({ description: 'entry, source, owner, tag, carrier or attribute' }),
  name: z.string().meta({ description: 'Of an attribute' }),
  value: z.string(),
  a: Count,
  b: Count,
  shareA: z.number().meta({ description: 'Of the people of a' }),
  shareB: z.number(),
  lift: z.number().nullable().meta({ description: 'shareA ÷ shareB; null where nobody of b has it' }),
})

/** Sets of people by what they are and did. */
export const segments = {
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/segments', tags: ['segments'], summary: 'Segments, the latest changed first' })
    .input(z.object({ ...paging, q: z.string().max(100).optional(), archived: z.enum(['true']).optional() }))
    .output(pageOf(Segment)),
  create: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/segments',
      tags: ['segments'],
      summary: 'Make a segment by rule; it is computed at once',
      successStatus: 201,
    })
    .input(z.strictObject(Drawn))
    .output(z.object({ segment: Segment, task: Id })),
  createList: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/segments/lists',
      tags: ['segments'],
      summary: 'Make a segment of people named now: by their numbers, by ids of one type, or those of another segment',
      successStatus: 201,
    })
    .input(
      z
        .strictObject({
          name: Name,
          note: Note.default(''),
          people: z.array(Id).min(1).max(100_000).optional(),
          ids: z
            .strictObject({
              type: z.string().min(1).max(100),
              csv: z.string().min(1).meta({ description: 'One id a line; of a table its first column' }),
            })
            .optional(),
          snapshotOf: Id.optional(),
        })
        .refine(({ people, ids, snapshotOf }) => [people, ids, snapshotOf].filter(Boolean).length === 1, {
          message: 'one of people, ids and snapshotOf',
          path: ['people'],
        }),
    )
    .output(
      z.object({
        segment: Segment,
        unknown: z.object({ count: Count, lines: z.array(Count) }).meta({ description: 'Lines nobody was found for' }),
      }),
    ),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/segments/{id}', tags: ['segments'], summary: 'One segment' })
    .input(byId)
    .output(Segment),
  change: api
    .meta(write)
    .route({ method: 'PUT', path: '/segments/{id}', tags: ['segments'], summary: 'Change it from a version on' })
    .input(
      z.strictObject({
        ...{ id: Id, version: Count, name: Name.optional(), note: Note.optional() },
        refresh: z.enum(refreshes).optional(),
        definition: Definition.optional(),
      }),
    )
    .output(z.object({ segment: Segment, task: Id.nullable() })),
  archive: api
    .meta(write)
    .route({ method: 'POST', path: '/segments/{id}/archive', tags: ['segments'], summary: 'Put it away, or back' })
    .input(z.strictObject({ id: Id, archived: z.boolean() }))
    .output(Segment),
  estimate: api
    .meta(read)
    .route({
      method: 'POST',
      path: '/segments/estimate',
      tags: ['segments'],
      summary: 'About how many a definition finds, and ten of them; nothing is stored',
    })
    .input(z.strictObject({ definition: Definition, id: Id.optional(), exact: z.boolean().default(false) }))
    .output(Estimate),
  refresh: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/segments/{id}/refresh',
      tags: ['segments'],
      summary: 'Compute it anew, as a task',
    })
    .input(byId)
    .output(z.object({ task: Id })),
  people: api
    .meta(read)
    .route({ method: 'GET', path: '/segments/{id}/people', tags: ['segments'], summary: 'Who belongs, by number' })
    .input(
      byId.extend({
        ...paging,
        and: Id.optional().meta({ description: 'Only who belongs to this one too' }),
        not: Id.optional().meta({ description: 'Only who does not belong to this one' }),
        run: Id.optional().meta({ description: 'Whom this run brought or took, by `side`' }),
        side: z.enum(['entered', 'gone']).default('entered'),
      }),
    )
    .output(pageOf(z.object({ person: Id, since: Time }))),
  history: api
    .meta(read)
    .route({ method: 'GET', path: '/segments/{id}/history', tags: ['segments'], summary: 'Its runs, newest first' })
    .input(byId.extend(paging))
    .output(pageOf(Run)),
  compare: api
    .meta(read)
    .route({
      method: 'POST',
      path: '/segments/compare',
      tags: ['segments'],
      summary: 'How two segments overlap, and in what their people differ most',
    })
    .input(z.strictObject({ a: Id, b: Id }))
    .output(z.object({ a: Count, b: Count, both: Count, features: z.array(Feature) })),
  fields: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/segments/fields',
      tags: ['segments'],
      summary: 'What a condition can be about: attributes and fields with their frequent values',
    })
    .output(
      z.object({
        attributes: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
        fields: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
        carriers: z.array(z.string()),
      }),
    ),
}

const Tag = z.object({
  id: Id,
  name: z.string(),
  group: Id,
  groupName: z.string(),
  exclusive: z.boolean(),
  kind: z.enum(['hand', 'rule']),
  segment: Id.nullable().meta({ description: 'Of a tag by rule: whoever belongs to it has the tag' }),
  people: Count.meta({ description: 'Coverage: who has it' }),
  share: z.number().meta({ description: 'Of everybody there is' }),
  changedAt: Time.nullable().meta({ description: 'Freshness: when it was last given or taken' }),
  usedBy: z.array(Use),
  archivedAt: Time.nullable(),
  mergedInto: Id.nullable(),
})

const GroupForm = z.object({
  name: Name,
  exclusive: z
    .boolean()
    .default(false)
    .meta({ description: 'A person has at most one of it; a new one takes its place' }),
})

const Group = GroupForm.extend({ id: Id, tags: Count, archivedAt: Time.nullable() })

const OfPerson = z.object({
  tag: Id,
  name: z.string(),
  group: Id,
  groupName: z.string(),
  kind: z.enum(['hand', 'rule']),
  since: Time,
  by: z.string().nullable().meta({ description: 'null = by rule' }),
})

const Fact = z.object({
  id: Id,
  tag: Id,
  name: z.string(),
  person: Id,
  given: z.boolean(),
  at: Time,
  by: z.string(),
})

const Pending = z.object({
  id: Id,
  type: z.string(),
  value: z.string().meta({ description: 'Masked' }),
  tag: Id,
  name: z.string(),
  by: z.string(),
  at: Time,
  person: Id.nullable().meta({ description: 'Who has got it' }),
  appliedAt: Time.nullable(),
})

const tagTags = ['tags']

/** Names that people are given, by hand or by rule. */
export const tags = {
  groups: api
    .meta(read)
    .route({ method: 'GET', path: '/tag-groups', tags: tagTags, summary: 'Groups of tags' })
    .output(z.object({ items: z.array(Group) })),
  createGroup: api
    .meta(write)
    .route({ method: 'POST', path: '/tag-groups', tags: tagTags, summary: 'Make a group', successStatus: 201 })
    .input(GroupForm)
    .output(Group),
  changeGroup: api
    .meta(write)
    .route({ method: 'PUT', path: '/tag-groups/{id}', tags: tagTags, summary: 'Rename it, or make it exclusive' })
    .input(GroupForm.extend({ id: Id }))
    .output(Group),
  archiveGroup: api
    .meta(write)
    .route({ method: 'DELETE', path: '/tag-groups/{id}', tags: tagTags, summary: 'Put away a group without tags' })
    .input(byId)
    .output(done),
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/tags', tags: tagTags, summary: 'Tags by group and name' })
    .input(
      z.object({
        ...paging,
        group: Id.optional(),
        q: z.string().max(100).optional(),
        archived: z.enum(['true']).optional(),
      }),
    )
    .output(pageOf(Tag)),
  create: api
    .meta(write)
    .route({ method: 'POST', path: '/tags', tags: tagTags, summary: 'Make a tag', successStatus: 201 })
    .input(
      z.strictObject({
        ...{ name: Name, group: Id },
        segment: Id.optional().meta({ description: 'Whoever belongs to it has the tag; none = given by hand' }),
      }),
    )
    .output(Tag),
  change: api
    .meta(write)
    .route({ method: 'PUT', path: '/tags/{id}', tags: tagTags, summary: 'Rename it, or move it to another group' })
    .input(z.strictObject({ id: Id, name: Name.optional(), group: Id.optional() }))
    .output(Tag),
  archive: api
    .meta(write)
    .route({ method: 'POST', path: '/tags/{id}/archive', tags: tagTags, summary: 'Put it away, or back' })
    .input(z.strictObject({ id: Id, archived: z.boolean() }))
    .output(Tag),
  merge: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/tags/{id}/merge',
      tags: tagTags,
      summary: 'Give all its people another tag and put it away; segments then ask for that one',
    })
    .input(z.strictObject({ id: Id, into: Id }))
    .output(z.object({ task: Id })),
  give: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/tags/{id}/people',
      tags: tagTags,
      summary: 'Give it to many people or take it: up to 200 at once; a segment or a filter as a task',
    })
    .input(
      manyOf(PeopleFilter.extend({ segment: Id.optional() }).strict(), { id: Id, given: z.boolean().default(true) }),
    )
    .output(
      z.object({
        changed: Count.meta({ description: 'Of `ids`: how many' }),
        task: Id.nullable().meta({ description: 'Of `filter`: the task that does it' }),
        batch: Id.meta({ description: 'By which it can be taken back' }),
      }),
    ),
  undo: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/tag-batches/{id}/undo',
      tags: tagTags,
      summary: 'Take back what a batch gave and took, where nobody has changed it since; as a task',
    })
    .input(byId)
    .output(z.object({ task: Id })),
  people: api
    .meta(read)
    .route({ method: 'GET', path: '/tags/{id}/people', tags: tagTags, summary: 'Who has it, by number' })
    .input(byId.extend(paging))
    .output(pageOf(z.object({ person: Id, since: Time }))),
  history: api
    .meta(read)
    .route({ method: 'GET', path: '/tags/{id}/history', tags: tagTags, summary: 'Who gave and took it, newest first' })
    .input(byId.extend(paging))
    .output(pageOf(Fact)),
  ofPerson: api
    .meta({ ...read, scope: 'person:id' })
    .route({ method: 'GET', path: '/people/{id}/tags', tags: tagTags, summary: 'Tags of a person, with their history' })
    .input(byId)
    .output(z.object({ items: z.array(OfPerson), history: z.array(Fact) })),
  giveOne: api
    .meta({ ...write, scope: 'person:id' })
    .route({ method: 'PUT', path: '/people/{id}/tags/{tag}', tags: tagTags, summary: 'Give a person a tag' })
    .input(byId.extend({ tag: Id }))
    .output(z.object({ items: z.array(OfPerson), history: z.array(Fact) })),
  takeOne: api
    .meta({ ...write, scope: 'person:id' })
    .route({ method: 'DELETE', path: '/people/{id}/tags/{tag}', tags: tagTags, summary: 'Take a tag from a person' })
    .input(byId.extend({ tag: Id }))
    .output(z.object({ items: z.array(OfPerson), history: z.array(Fact) })),
  pending: api
    .meta(read)
    .route({ method: 'GET', path: '/pending-tags', tags: tagTags, summary: 'Tags that wait for an id' })
    .input(z.object(paging))
    .output(pageOf(Pending)),
  createPending: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/pending-tags',
      tags: tagTags,
      summary: 'Keep a tag for ids: whoever has one gets it at once, the others the moment they come',
      successStatus: 201,
    })
    .input(
      z.strictObject({
        tag: Id,
        type: z.string().min(1).max(100),
        values: z.array(z.string().min(1).max(255)).min(1).max(1000),
      }),
    )
    .output(z.object({ given: Count, waiting: Count, refused: Count })),
  dropPending: api
    .meta(write)
    .route({ method: 'DELETE', path: '/pending-tags/{id}', tags: tagTags, summary: 'Wait no longer' })
    .input(byId)
    .output(done),
}
