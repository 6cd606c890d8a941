import { call } from '@orpc/server'
import type { FastifyInstance } from 'fastify'
import { scriptHandlers } from '../../../modules/content/server/index.ts'
import { rememberedClients } from '../../../modules/intake/server/index.ts'
import { customerHandlers } from '../desk/handlers.ts'
import type { openHouses } from '../houses.ts'
import type { Platform } from '../platform.ts'
import { h5Routes } from './routes.ts'

type Opened = Awaited<ReturnType<typeof openHouses>>

/** What members do on the phone: the endpoints that are put together for it, and the pages. */
export function openPhone(
  platform: Platform,
  { router, sessions, entry, carriers, giving, identities, todos, acquisition }: Opened,
) {
  const { postgres, now } = platform
  const openerOf = rememberedClients()
  const houses = { ...router, strands: (person: string) => identities.strands(person) }
  return {
    router: { customers: customerHandlers({ desk: carriers.desk, houses }), scripts: scriptHandlers(platform) },
    routes: (app: FastifyInstance) =>
      h5Routes(app, {
        ...{ postgres, now, entry, entrances: carriers.entrances, played: carriers.entrances.played },
        authenticate: sessions.authenticate,
        csrfOf: (cookie) => sessions.csrfOf(cookie),
        zone: todos.zone,
        bridges: carriers.desk.bridges,
        open: { ...giving.pages, isBot: (userAgent) => openerOf(userAgent).bot === true },
        openHandover: acquisition.openPage,
        partnerPage: giving.partners.page,
        first: {
          sidebar: async (context) => {
            const { actor } = context
            const me = actor.kind === 'nobody' ? { id: '', name: '' } : { id: actor.id, name: actor.name }
            return { me, tasks: await call(router.desk.tasks, undefined, { context }) }
          },
          team: (context) => call(router.desk.team, undefined, { context }),
        },
      }),
  }
}
