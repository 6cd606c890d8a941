import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isCheckedCode } from '#kit/checkedCode'
import { languageOf } from '#platform/http/server'
import { isAt } from '../../core/link.ts'
import type { Clicks } from '../clicks.ts'
import { decide } from './decide.ts'
import type { LiveDeps } from './deps.ts'
import type { Loads } from './load.ts'
import { codePage, type Said, saidPage, storesPage } from './pages.ts'
import type { LiveRow, LiveTables } from './tables.ts'
import type { LiveWays } from './ways.ts'

type Request = FastifyRequest<{ Params: { code: string }; Querystring: Record<string, string | undefined> }>

const cookieName = 'siyu_q'
const statuses: Record<Said, number> = { unknown: 404, off: 410, over: 410, nobody: 200, failed: 503 }

/** Scans stand in the table of clicks, apart from the numbers of links. */
export const clickId = (live: string): string => String(4_000_000_000_000_000_000n + BigInt(live))

interface Live {
  readonly deps: LiveDeps
  readonly loads: Loads
  readonly ways: LiveWays
  readonly clicks: Clicks
}

/** `/q/{code}`: shows whoever scans it the one member, group or page that is for them. */
export function liveRoutes(app: FastifyInstance, live: Live) {
  app.get<{ Params: { code: string }; Querystring: Record<string, string | undefined> }>(
    '/q/:code',
    async (request, reply) => {
      const code = request.params.code.toLowerCase()
      const row = isCheckedCode(code) ? await find(live.deps, code) : null
      return row ? show(live, row, request, reply) : say(request, reply, 'unknown')
    },
  )
}

const find = async ({ postgres }: LiveDeps, code: string) =>
  (await postgres
    .tables<LiveTables>()
    .selectFrom('acquisition_live')
    .selectAll()
    .where('code', '=', code)
    .executeTakeFirst()) ?? null

async function show({ deps, loads, ways, clicks }: Live, row: LiveRow, request: Request, reply: FastifyReply) {
  const { ip, headers, query } = request
  const userAgent = headers['user-agent'] ?? ''
  const at = deps.now()
  const cookie = request.cookies[cookieName] ?? randomBytes(12).toString('hex')
  const asked = { spot: spotIn(query['at']), store: storeIn(query['store']) }
  const isBot = deps.openerOf(userAgent).bot === true
  clicks.count({ link: clickId(row.id), at, ip, userAgent, referrer: headers.referer ?? '', way: 0 })
  const visitor = deps.vault.hash(`live visitor ${cookie}`)
  const { to, because } = await decide(deps, loads, row, { at, ip, userAgent, visitor, isBot, ...asked })
  reply.setCookie(cookieName, cookie, { path: '/q', maxAge: 31_536_000, httpOnly: true, sameSite: 'lax' })
  const language = languageOf(request)
  if (to === null) {
    const last = because.at(-1)?.why
    return say(request, reply, last === 'off' || last === 'over' ? last : 'nobody')
  }
  if (to.kind === 'url')
    return reply.code(302).header('location', encodeURI(to.url)).header('cache-control', 'no-store').send()
  if (to.kind === 'stores') {
    const { setup } = row.id === to.code ? row : ((await byId(deps, to.code)) ?? row)
    return html(reply, 200, storesPage(setup.kind === 'store' ? setup.stores : [], language))
  }
  const leaf = to.code === row.id ? row : await byId(deps, to.code)
  if (!leaf) return say(request, reply, 'failed')
  const isOwn = to.kind === 'staff' && leaf.delivery === 'page'
  const got = await ways.codeFor(leaf, isOwn ? to.member : '')
  if (!got.ok) {
    deps.log.warn({ live: leaf.id, error: got.refusal }, 'a live code could not be shown')
    return say(request, reply, 'failed')
  }
  const name = to.kind === 'staff' ? await nameOf(loads, leaf, to.member) : leaf.name
  const inWechat = isAt('wechat', userAgent) || isAt('wecom', userAgent)
  return html(reply, 200, codePage({ kind: to.kind, name, qr: got.value.qr, inWechat }, language))
}

const byId = async ({ postgres }: LiveDeps, id: string) =>
  (await postgres
    .tables<LiveTables>()
    .selectFrom('acquisition_live')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()) ?? null

async function nameOf(loads: Loads, { account, delivery, name }: LiveRow, member: string): Promise<string> {
  // Of a direct code the platform chooses: nobody's name can be said.
  if (delivery === 'direct') return name
  const { members } = await loads.members(account ?? '0')
  return members.find((one) => one.member === member)?.name || member
}

function spotIn(text: string | undefined) {
  const [lat = Number.NaN, lng = Number.NaN] = (text ?? '').split(',').map(Number)
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : null
}

const storeIn = (text: string | undefined) => (text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : null)

const html = (reply: FastifyReply, status: number, text: string) =>
  reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(text)

const say = (request: Request, reply: FastifyReply, said: Said) =>
  html(reply, statuses[said], saidPage(said, languageOf(request)))
