import type { FastifyInstance } from 'fastify'
import { qrPng } from '#platform/qrPng'
import { pageActs } from '../../core/handover.ts'
import type { AcquisitionDeps } from '../deps.ts'
import type { AcquisitionTables } from '../tables.ts'
import { isFresh, miniDays, onward, pageOf } from './open.ts'
import type { PageRow, VisitRow } from './tables.ts'
import { markAct } from './visits.ts'

interface Of {
  Params: { code: string; token: string }
}

/** Opens WeChat on a phone, and nothing in it. */
const bareWechat = 'weixin://'

/** What a visitor does at a page: each act is marked, and answered with nothing or with where it leads. */
export function handoverRoutes(app: FastifyInstance, deps: AcquisitionDeps) {
  for (const act of pageActs)
    app.post<Of>(`/m/go/:code/:token/${act}`, async ({ params: { code, token } }, reply) => {
      const isThere = await markAct(deps, code, token, act)
      return reply.code(isThere ? 204 : 404).send()
    })
  app.get<Of>('/m/go/:code/:token/qr.png', async ({ params: { code, token } }, reply) => {
    const page = await pageOf(deps, code)
    if (!page || !/^[\w-]{10,40}$/.test(token)) return reply.code(404).send()
    return reply
      .type('image/png')
      .header('cache-control', 'no-store')
      .send(qrPng(onward(page, token, 'scan')))
  })
  app.get<Of>('/m/go/:code/:token/open', async ({ params: { code, token } }, reply) => {
    const page = await pageOf(deps, code)
    const isThere = page !== null && (await markAct(deps, code, token, 'open'))
    if (!page || !isThere) return reply.code(404).send()
    return reply.header('cache-control', 'no-store').redirect(await leadInto(deps, page, token), 302)
  })
}

/** The mini program by a link of this visitor's own, made when they tap and not before; without one, WeChat. */
async function leadInto(deps: AcquisitionDeps, page: PageRow, token: string): Promise<string> {
  if (!page.mini) return bareWechat
  const db = deps.postgres.tables<AcquisitionTables>()
  const visit = await db.selectFrom('acquisition_visit').selectAll().where('token', '=', token).executeTakeFirst()
  if (!visit) return bareWechat
  if (visit.mini_link !== null && isFresh(visit.mini_until, deps.now())) return visit.mini_link
  return (await makeLink(deps, page.mini, visit)) ?? bareWechat
}

async function makeLink(deps: AcquisitionDeps, mini: NonNullable<PageRow['mini']>, visit: VisitRow) {
  const query = [...(mini.query === '' ? [] : [mini.query]), `visit=${visit.id}`].join('&')
  const made = await deps.waysIn.miniLink(mini.account, { path: mini.path, query, days: miniDays })
  if (!made.ok) {
    deps.log.warn({ visit: visit.id, why: made.refusal }, 'no link into the mini program')
    return null
  }
  await deps.postgres
    .tables<AcquisitionTables>()
    .updateTable('acquisition_visit')
    .set({ mini_link: made.value, mini_until: new Date(deps.now() + miniDays * 86_400_000) })
    .where('id', '=', visit.id)
    .execute()
  return made.value
}
