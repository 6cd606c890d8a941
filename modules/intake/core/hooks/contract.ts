import { z } from 'zod'
import { api, Id, manyOf, pageOf, paging, Time } from '#kit/api'
import { moneyUnits } from './mapping.ts'
import { Signature } from './signature.ts'

const Words = z.object({ zh: z.string(), en: z.string() })
const count = (description: string) => z.number().int().meta({ description })

export const messageStates = ['received', 'done', 'repeated', 'older', 'ignored', 'failed'] as const
export type MessageState = (typeof messageStates)[number]

const Field = z.object({
  path: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .meta({ description: 'Names and dots; `*` = every item of the list. A text that holds JSON is gone into' }),
  target: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .meta({ description: 'As in the mapping of an import, or `modifiedAt`: when the sender changed the thing' }),
  minus: z.boolean().optional().meta({
    description: 'Money that went back: the amount counts as negative, as of a refund that is an order of its own',
  }),
})

/** What other messages of the same sender mean. */
const Other = z.object({
  when: z
    .object({
      path: z.string().trim().min(1).max(300),
      values: z.array(z.string().trim().min(1).max(100)).min(1).max(50),
    })
    .meta({ description: 'For messages with one of these values there: `trade_refund_*` = those that begin so' }),
  kind: z.string().max(50).meta({ description: 'One of GET /import-kinds' }),
  fields: z.array(Field).min(1).max(100),
  money: z.enum(moneyUnits).default('yuan'),
  options: z.record(z.string(), z.unknown()).default({}),
})
const others = z.array(Other).max(10)

/** What a message means. */
const meaning = {
  kind: z.string().max(50).meta({ description: 'One of GET /import-kinds' }),
  fields: z.array(Field).min(1).max(100),
  money: z.enum(moneyUnits).default('yuan').meta({ description: 'How the sender writes money' }),
  typePath: z.string().trim().max(300).default('').meta({ description: 'Where a message says what it is' }),
  types: z
    .array(z.string().trim().min(1).max(100))
    .max(50)
    .default([])
    .meta({ description: 'Which of them are read: `order.paid`, or `trade_*`; none = all' }),
  options: z.record(z.string(), z.unknown()).default({}).meta({ description: 'Those of the kind, as in an import' }),
  mappings: others.default([]).meta({
    description: 'What other messages mean: the first whose condition holds is taken, before the hook looks at `types`',
  }),
}

const given = {
  name: z.string().trim().min(1).max(64),
  ...meaning,
  signature: Signature,
  answer: z
    .string()
    .max(1000)
    .default('{"ok":true}')
    .meta({ description: 'What the sender reads, with status 200; sent as JSON where it is JSON' }),
}

const Secret = z
  .string()
  .trim()
  .min(8)
  .max(200)
  .optional()
  .meta({ description: 'The one the sender gave, as 有赞 does; when absent one is made' })

const Hook = z.object({
  id: Id,
  name: z.string(),
  ...{ kind: meaning.kind, fields: z.array(Field), money: z.enum(moneyUnits) },
  ...{ typePath: z.string(), types: z.array(z.string()), options: z.record(z.string(), z.unknown()) },
  mappings: others,
  signature: Signature,
  answer: z.string(),
  on: z.boolean(),
  keyHint: z.string().meta({ description: 'The last four characters of the address' }),
  oldKeyUntil: Time.nullable().meta({ description: 'Until then the address before works too' }),
  oldSecretUntil: Time.nullable().meta({ description: 'Until then the secret before signs too' }),
  refused: count('Requests with a wrong signature'),
  refusedAt: Time.nullable(),
  refusedWhy: z.string().nullable(),
  waiting: count('Messages on their way'),
  failed: count('Messages that could not be applied'),
  receivedAt: Time.nullable().meta({ description: 'The last message' }),
  createdBy: z.string(),
  createdAt: Time,
})

const shownOnce = {
  address: z
    .string()
    .nullable()
    .meta({ description: 'Path of the address, in the answer that makes it and in no other' }),
  secret: z.string().nullable().meta({ description: 'In the answer that makes it and in no other' }),
}

const Word = z.object({
  line: z.number().int().meta({ description: 'Item of the list, from 1' }),
  level: z.enum(['rejected', 'ignored', 'note']),
  code: z.string(),
  text: Words,
})

const Message = z.object({
  id: Id,
  hook: Id,
  receivedAt: Time,
  type: z.string(),
  state: z.enum(messageStates).meta({
    description:
      'received = stored, not applied yet; done; repeated = said before; older = a newer word is known; ignored = nothing to do, such as an unpaid order; failed',
  }),
  words: z.array(Word),
  created: count('Things that were new'),
  updated: count('Things that differ now'),
  skipped: count('Things that were there, exactly so'),
  attempts: z.number().int(),
  handledAt: Time.nullable(),
})

const MessageFilter = z.object({ hook: Id.optional(), state: z.enum(messageStates).optional() })
const byId = z.object({ id: Id })
const read = { needs: 'sources:read' }
const write = { needs: 'sources:write' }
const tags = ['hooks']

/** Addresses that other systems push to. Receiving is a route of its own (POST /hooks/{key}); the rest is here. */
export const hooks = {
  presets: api
    .meta(read)
    .route({ method: 'GET', path: '/hook-presets', tags, summary: 'Hooks to start from, each with a sample message' })
    .output(
      z.object({
        items: z.array(z.object({ ...given, name: z.string(), title: Words, sample: z.string() })),
      }),
    ),
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/hooks', tags, summary: 'Addresses that other systems push to' })
    .output(z.object({ items: z.array(Hook) })),
  get: api.meta(read).route({ method: 'GET', path: '/hooks/{id}', tags, summary: 'One hook' }).input(byId).output(Hook),
  create: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/hooks',
      tags,
      summary: 'Make a hook, its address and its secret',
      successStatus: 201,
    })
    .input(z.object({ ...given, secret: Secret }))
    .output(Hook.extend(shownOnce)),
  change: api
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/hooks/{id}',
      tags,
      summary: 'Change a hook, or switch it off or on; messages that failed are not applied anew by it',
    })
    .input(
      z.object({
        id: Id,
        ...{ name: given.name.optional(), kind: meaning.kind.optional(), fields: meaning.fields.optional() },
        ...{ money: z.enum(moneyUnits).optional(), typePath: z.string().trim().max(300).optional() },
        types: z.array(z.string().trim().min(1).max(100)).max(50).optional(),
        options: z.record(z.string(), z.unknown()).optional(),
        mappings: others.optional(),
        signature: Signature.optional(),
        answer: z.string().max(1000).optional(),
        secret: Secret,
        on: z.boolean().optional(),
      }),
    )
    .output(Hook.extend({ secret: shownOnce.secret })),
  remove: api
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/hooks/{id}',
      tags,
      summary: 'Delete a hook with its messages; what they brought stays',
    })
    .input(byId)
    .output(z.object({ gone: z.boolean() })),
  rotate: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/hooks/{id}/rotation',
      tags,
      summary: 'Make a new address or a new secret; for 24 hours the old one holds as well',
    })
    .input(
      z.object({
        id: Id,
        what: z.enum(['address', 'secret']),
        secret: Secret,
        atOnce: z.boolean().default(false).meta({ description: 'The old one ends now: it has leaked' }),
      }),
    )
    .output(Hook.extend(shownOnce)),
  tryOut: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/hooks/trial',
      tags,
      summary: 'What a message would become with a mapping; nothing is written',
    })
    .input(
      z.object({
        ...meaning,
        fields: z.array(Field).max(100),
        mappings: z
          .array(Other.extend({ fields: z.array(Field).max(100) }))
          .max(10)
          .default([]),
        sample: z.string().max(300_000),
      }),
    )
    .output(
      z.object({
        paths: z.array(z.object({ path: z.string(), sample: z.string() })).meta({ description: 'What can be mapped' }),
        type: z.string(),
        mapping: z.number().int().meta({ description: "Which of `mappings` it was, from 1; 0 = the hook's own" }),
        problem: z.object({ code: z.string(), text: Words }).nullable(),
        state: z.enum(messageStates).nullable().meta({ description: 'How such a message would end' }),
        rows: z.array(
          z.object({
            key: z.string().meta({ description: 'The id that the sender gives the thing' }),
            modifiedAt: Time.nullable(),
            values: z.record(z.string(), z.string()),
          }),
        ),
        words: z.array(Word),
        ...{ created: count('Would be new'), updated: count('Would differ'), skipped: count('There, exactly so') },
      }),
    ),
  messages: api
    .meta(read)
    .route({ method: 'GET', path: '/hook-messages', tags, summary: 'What came, newest first' })
    .input(z.object({ ...paging, ...MessageFilter.shape }))
    .output(pageOf(Message)),
  // Whoever may not mend a mapping has no need of what a message says of people.
  message: api
    .meta(write)
    .route({ method: 'GET', path: '/hook-messages/{id}', tags, summary: 'One message with its body' })
    .input(byId)
    .output(Message.extend({ body: z.string() })),
  replay: api
    .meta(write)
    .route({
      method: 'POST',
      path: '/hook-messages/replays',
      tags,
      summary: 'Apply messages again by the mapping as it is now; what was applied so before changes nothing',
      successStatus: 202,
    })
    .input(manyOf(MessageFilter.strict(), {}))
    .output(z.object({ count: z.number().int() })),
}
