import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'
import { field } from '#kit/form'
import { menuSchema } from './menu.ts'
import { menuVariant, menuVariants } from './menuVariants.ts'

const tags = ['carriers']
const read = { needs: 'carriers:read' }
const write = { needs: 'carriers:write' }
const open = { needs: 'nothing' }
const byId = z.object({ id: Id })
const Count = z.number().int()

const MenuState = z.object({
  draft: menuSchema.meta({ description: 'As it is being written; at first what stands at the platform' }),
  published: menuSchema.nullable().meta({ description: 'As it was published here last; null = never' }),
  publishedAt: Time.nullable(),
  isOpen: z.boolean().meta({ description: 'Whether the platform shows a menu' }),
  left: Count.meta({ description: 'Buttons at the platform that cannot be written here: publishing takes them away' }),
})

const MenuVariantsState = z.object({
  draft: z.array(menuVariant).meta({ description: 'In the order in which they are tried' }),
  published: z.array(menuVariant).nullable(),
  publishedAt: Time.nullable(),
  there: Count.meta({ description: 'How many stand at the platform, whoever made them' }),
})

/** What is said of a new code with a parameter. */
export const sceneSchema = z.strictObject({
  name: field(z.string().trim().min(1).max(30), { zh: '名称', en: 'Name' }),
  permanent: field(z.boolean().default(false), {
    zh: '永久码',
    en: 'Permanent',
    help: {
      zh: '一个公众号最多 10 万个，用掉不退；只给印刷品用',
      en: '100,000 an account, never given back: for print',
    },
  }),
  days: field(z.number().int().min(1).max(30).default(30), { zh: '有效天数', en: 'Days', unit: 'day' }),
  source: field(z.string().trim().min(1).max(64).optional(), {
    zh: '来源渠道',
    en: 'Source',
    help: { zh: '扫码关注的人记为来自这里', en: 'Whoever follows by it came from here' },
  }),
  tag: field(z.string().trim().min(1).max(30).optional(), {
    zh: '打标签',
    en: 'Tag',
    help: { zh: '扫码的人打上这个标签', en: 'Whoever scans it gets this tag' },
  }),
  welcome: field(z.string().trim().min(1).max(600).optional(), {
    zh: '扫码回复',
    en: 'Reply to the scan',
    text: 'long',
    help: { zh: '扫码后马上回复；可写 {{姓名|您}}', en: 'Answered at once; may hold {{姓名|您}}' },
  }),
})

const Scene = z.object({
  ...{ id: Id, name: z.string(), scene: z.string(), permanent: z.boolean(), expiresAt: Time.nullable() },
  picture: z.string().nullable().meta({ description: 'Address of the picture; null = it was not made' }),
  url: z.string().nullable(),
  error: z.string().nullable(),
  ...{ source: z.string().nullable(), tag: z.string().nullable(), welcome: z.string().nullable() },
  scans: Count,
  followed: Count.meta({ description: 'Who followed by it' }),
  on: z.boolean(),
  madeAt: Time,
})

const Talk = z.object({
  id: Id,
  kind: z.enum(['heard', 'answer', 'notice']),
  text: z.string(),
  state: z.enum(['heard', 'sent', 'unsure']),
  by: z.string().nullable(),
  at: Time,
})
const Standing = {
  left: Count.meta({ description: 'Answers that may still be given' }),
  until: Time.nullable().meta({ description: 'When the last window closes' }),
}

/** What an official account does beside single messages: menu, codes, conversations, web logins. */
export const official = {
  menu: api
    .meta(read)
    .route({ method: 'GET', path: '/carrier-accounts/{id}/menu', tags, summary: 'The menu, written and published' })
    .input(byId)
    .output(MenuState),
  putMenu: api
    .meta(write)
    .route({ method: 'PUT', path: '/carrier-accounts/{id}/menu', tags, summary: 'Keep a menu without publishing it' })
    .input(byId.extend({ draft: menuSchema }))
    .output(MenuState),
  publishMenu: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/carrier-accounts/{id}/menu/publish', tags },
      summary: 'Publish the menu that was kept; an empty one takes the menu away',
    })
    .input(byId)
    .output(MenuState),
  menuVariants: api
    .meta(read)
    .route({
      ...{ method: 'GET', path: '/carrier-accounts/{id}/menu-variants', tags },
      summary: 'Menus for some followers only: the first that fits is shown',
    })
    .input(byId)
    .output(MenuVariantsState),
  putMenuVariants: api
    .meta(write)
    .route({ method: 'PUT', path: '/carrier-accounts/{id}/menu-variants', tags, summary: 'Keep them, in their order' })
    .input(byId.extend({ variants: menuVariants }))
    .output(MenuVariantsState),
  publishMenuVariants: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/carrier-accounts/{id}/menu-variants/publish', tags },
      summary: 'Publish them in place of all that stand at the platform; none takes them away',
    })
    .input(byId)
    .output(MenuVariantsState),
  menuSeen: api
    .meta(read)
    .route({
      ...{ method: 'GET', path: '/carrier-accounts/{id}/people/{person}/menu', tags },
      summary: 'Which menu the platform shows a follower now',
    })
    .input(byId.extend({ person: Id }))
    .output(z.object({ menu: menuSchema, left: Count.meta({ description: 'Buttons that cannot be shown here' }) })),
  scenes: api
    .meta(read)
    .route({ method: 'GET', path: '/carrier-accounts/{id}/scene-codes', tags, summary: 'Codes with parameters' })
    .input(byId)
    .output(
      z.object({
        items: z.array(Scene),
        permanent: Count.meta({ description: 'Permanent codes that were made here, of 100,000 at the platform' }),
      }),
    ),
  makeScene: api
    .meta(write)
    .route({
      ...{ method: 'POST', path: '/carrier-accounts/{id}/scene-codes', tags, successStatus: 201 },
      summary: 'Make a code with a parameter',
    })
    .input(byId.extend(sceneSchema.shape))
    .output(Scene),
  endScene: api
    .meta(write)
    .route({
      ...{ method: 'DELETE', path: '/carrier-accounts/{id}/scene-codes/{scene}', tags },
      summary: 'End it: whoever scans it still comes to the account, but gets no tag and no reply',
    })
    .input(byId.extend({ scene: Id }))
    .output(z.object({ done: z.literal(true) })),
  talks: api
    .meta(read)
    .route({
      ...{ method: 'GET', path: '/carrier-accounts/{id}/talks', tags },
      summary: 'Conversations, the newest first; only those that may be answered, if asked',
    })
    .input(byId.extend({ ...paging, open: z.coerce.boolean().default(false) }))
    .output(
      pageOf(z.object({ person: Id, name: z.string().nullable(), last: Talk, unanswered: z.boolean(), ...Standing })),
    ),
  talk: api
    .meta(read)
    .route({ method: 'GET', path: '/carrier-accounts/{id}/people/{person}/talk', tags, summary: 'What was said' })
    .input(byId.extend({ person: Id }))
    .output(z.object({ items: z.array(Talk).meta({ description: 'The newest 200, oldest first' }), ...Standing })),
  authorize: api
    .meta(open)
    .route({
      ...{ method: 'GET', path: '/official-accounts/{account}/authorize', tags },
      summary: 'Where a page opened in WeChat sends its visitor to be known; userinfo only after a tap of theirs',
    })
    .input(
      z.object({
        account: Id,
        redirect: z.url({ protocol: /^https?$/ }).max(2048),
        scope: z.enum(['base', 'userinfo']).default('base'),
        state: z
          .string()
          .regex(/^[A-Za-z0-9]{1,128}$/)
          .meta({ description: 'Made by the page, and looked at when its visitor comes back' }),
      }),
    )
    .output(z.object({ url: z.url() })),
  webLogin: api
    .meta(open)
    .route({
      ...{ method: 'POST', path: '/official-accounts/{account}/login', tags },
      summary: 'Log a visitor of a page in with the code that WeChat sent them back with',
    })
    .input(z.object({ account: Id, code: z.string().regex(/^[\w-]{8,128}$/) }))
    .output(
      z.object({
        token: z.string().nullable().meta({ description: 'Who they are to us; null for a snapshot of the page' }),
        until: Time.nullable(),
        isSnapshot: z.boolean().meta({ description: 'WeChat showed a snapshot and named somebody who is nobody' }),
      }),
    ),
}
