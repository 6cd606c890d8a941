import { z } from 'zod'
import { personOf } from '../control/people.ts'
import { Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { tellApp } from './events.ts'
import { enter, follow, followerOf, tapMenu, unfollow, writeTo } from './followers.ts'
import { answerPrompt } from './templates.ts'

const id = z.object({ id: z.string() })
const path = (verb: string): string => `/lab/people/:id/${verb}`

/** What people do with the official account. */
export const accountControlRoutes: Route[] = [
  route(
    'lab',
    'POST',
    path('follow'),
    id.extend({ scene: z.string().optional(), from: z.string().optional() }),
    (world, input) =>
      follow(world, personOf(world, input.id), {
        scene: input.scene,
        from: input.from,
        ticket: input.scene === undefined ? undefined : world.dice.id('account code', 'gQ', 62),
      }),
  ),
  route('lab', 'POST', path('unfollow'), id, (world, input) => {
    unfollow(world, personOf(world, input.id))
    return {}
  }),
  route(
    'lab',
    'POST',
    path('write'),
    id.extend({ app: z.enum(['account', 'mini']).default('account'), text: z.string().min(1) }),
    (world, input) => {
      writeTo(world, input.app, personOf(world, input.id), input.text)
      return {}
    },
  ),
  route('lab', 'POST', path('enter'), id.extend({ from: z.string().default('') }), (world, input) => {
    enter(world, personOf(world, input.id), input.from)
    return {}
  }),
  route(
    'lab',
    'POST',
    path('menu'),
    id.extend({ kind: z.enum(['CLICK', 'VIEW', 'view_miniprogram']).default('CLICK'), key: z.string() }),
    (world, input) => {
      tapMenu(world, personOf(world, input.id), input.kind, input.key)
      return {}
    },
  ),
  route('lab', 'POST', path('block-templates'), id.extend({ blocks: z.boolean().default(true) }), (world, input) =>
    world.rows.followers.put({ ...followerOf(world, 'account', personOf(world, input.id).id), blocks: input.blocks }),
  ),
  route(
    'lab',
    'POST',
    path('subscribe-messages'),
    id.extend({
      app: z.enum(['account', 'mini']).default('mini'),
      templates: z.array(z.string()).min(1).max(5),
      accept: z.boolean().default(true),
    }),
    (world, input) => {
      const follower = followerOf(world, input.app, personOf(world, input.id).id)
      answerPrompt(world, input.app, follower, input.templates, input.accept)
      return { credits: followerOf(world, input.app, follower.person).credits }
    },
  ),
  route(
    'lab',
    'POST',
    path('revoke'),
    id.extend({ app: z.enum(['account', 'mini']).default('account'), info: z.string().default('1') }),
    (world, input) => {
      const person = personOf(world, input.id)
      const { id: openid } = followerOf(world, input.app, person.id)
      if (openid === '') throw new Refusal('NO_PERSON')
      tellApp(world, input.app, person.id, {
        Event: 'user_authorization_revoke',
        OpenID: openid,
        RevokeInfo: input.info,
      })
      return {}
    },
  ),
]
