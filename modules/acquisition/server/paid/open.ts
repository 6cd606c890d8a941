import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { isCheckedCode } from '#kit/checkedCode'
import { dateText } from '#kit/time'
import { languageOf } from '#platform/http/server'
import { say } from '../pages.ts'
import type { PaidDeps } from './deps.ts'
import type { PaidRow, PaidTables } from './tables.ts'

type Row = PaidRow & { readonly balance: number | null; readonly page_code: string; readonly page_origin: string }

/** What stands behind the address goes on: who it was given to, and which advertisement it was. */
const passedOn = (asked: string): string => {
  const at = asked.indexOf('?')
  return at < 0 ? '' : asked.slice(at)
}

/** `/m/ca/{code}`: the platform's link while additions are left, the hand-over page while none are. */
export function paidRoutes(app: FastifyInstance, deps: PaidDeps) {
  app.get<{ Params: { code: string } }>('/m/ca/:code', async (request, reply) => {
    const code = request.params.code.toLowerCase()
    const row = isCheckedCode(code) ? await find(deps, code) : null
    const html = (status: number, text: string) =>
      reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(text)
    if (!row) return html(404, say('unknown', languageOf(request)))
    if (row.off_at) return html(410, say('off', languageOf(request)))
    const isLeft = row.url !== null && row.balance !== null && row.balance > 0
    if (!(deps.openerOf(request.headers['user-agent'] ?? '').bot ?? false))
      await count(deps, row.id, isLeft ? 'link' : 'page')
    const to = isLeft
      ? `${row.url}?${new URLSearchParams({ customer_channel: row.state ?? '' })}`
      : `${row.page_origin}/m/go/${row.page_code}${passedOn(request.url)}`
    return reply.header('cache-control', 'no-store').redirect(to, 302)
  })
}

async function find({ postgres }: PaidDeps, code: string): Promise<Row | null> {
  const { rows } = await sql<Row>`
    select l.*, q.balance, h.code as page_code, h.origin as page_origin
    from acquisition_paid_link l join acquisition_handover h on h.id = l.page
      left join acquisition_paid_quota q on q.account = l.account where l.code = ${code}`.execute(
    postgres.tables<PaidTables>(),
  )
  return rows[0] ?? null
}

async function count({ postgres, now, zone }: PaidDeps, link: string, led: 'link' | 'page') {
  await sql`
    insert into acquisition_paid_open (link, day, led, count)
    values (${link}::bigint, ${dateText(now(), await zone())}::date, ${led}, 1)
    on conflict (link, day, led) do update set count = acquisition_paid_open.count + 1`.execute(
    postgres.tables<PaidTables>(),
  )
}
