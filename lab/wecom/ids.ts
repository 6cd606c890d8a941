import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import { externalOf, openidOf, personBy } from '../world/people.ts'
import { paged } from './contacts.ts'
import { shown } from './relations.ts'

const opens = ['wecom'] as const
const path = (verb: string): string => `/cgi-bin/externalcontact/${verb}`

/** From one id to another. */
export const idRoutes: Route[] = [
  route(
    'wecom',
    'POST',
    path('convert_to_openid'),
    z.object({ external_userid: z.string() }),
    (world, input) => {
      const person = need(personBy(world, 'external', input.external_userid), 40096)
      return { openid: openidOf(world, world.credentials.wecom.corpid, person.id) }
    },
    opens,
  ),
  ...[path('unionid_to_external_userid'), '/cgi-bin/idconvert/unionid_to_external_userid'].map((address) =>
    route(
      'wecom',
      'POST',
      address,
      z.object({ unionid: z.string(), openid: z.string() }),
      (world, input) => {
        const person = world.rows.people.by('unionid', input.unionid)[0]
        const { officialAccount, miniprogram } = world.credentials
        const openids =
          person === undefined
            ? []
            : [officialAccount.appid, miniprogram.appid].map((appid) => openidOf(world, appid, person.id))
        if (person === undefined || !openids.includes(input.openid)) throw new Refusal(40003)
        const external_userid = externalOf(world, person.id)
        if (world.rows.relations.by('external', external_userid).some((one) => shown(world, one)))
          return { external_userid }
        // Nobody's customer yet: an id that will be told apart later.
        return address.includes('idconvert')
          ? { pending_id: world.dice.of(`pending ${person.id}`, 'wp', 30) }
          : { external_userid: '' }
      },
      opens,
    ),
  ),
  route(
    'wecom',
    'POST',
    path('contact_list'),
    z.object({ cursor: z.string().default(''), limit: z.number().int().min(1).max(1000).default(1000) }),
    (world, input) => {
      const all = world.rows.relations.all().filter((one) => shown(world, one))
      const { page, next } = paged(all, input.cursor, input.limit)
      const info_list = page.map(({ external, userid, person, at }) => ({
        is_customer: true,
        external_userid: external,
        name: world.rows.people.get(person)?.name ?? '',
        follow_userid: userid,
        add_time: Math.floor(at / 1000),
      }))
      return { info_list, ...(next === '' ? {} : { next_cursor: next }) }
    },
    opens,
  ),
]
