import { z } from 'zod'
import { api, Id } from '#kit/api'

const Link = z.object({
  url: z.string().nullable().meta({ description: 'Where the simulated phones are; null = it does not run' }),
  account: Id.nullable().meta({ description: 'The account that is connected to it' }),
})

/** The simulated WeChat world that runs beside Siyu for trying things out. */
export const lab = {
  get: api
    .meta({ needs: 'carriers:read' })
    .route({ method: 'GET', path: '/lab', tags: ['lab'], summary: 'Where the simulated WeChat world is' })
    .output(Link),
  connect: api
    .meta({ needs: 'settings:write' })
    .route({
      method: 'POST',
      path: '/lab/connect',
      tags: ['lab'],
      summary:
        'Connect its WeCom: account, callbacks, a first sync, side bar and login of its members, as one would by hand',
    })
    .output(Link),
}
