import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isCheckedCode } from '#kit/checkedCode'
import { languageOf } from '#platform/http/server'
import type { Clicks } from './clicks.ts'
import type { AcquisitionDeps } from './deps.ts'
import { leadTo } from './lead.ts'
import { isOpen, type Links, type LiveLink } from './links.ts'
import { askPassword, type Page, say } from './pages.ts'
import { passwordOf } from './password.ts'
import { answerIn, whereAsked, withReader } from './personal/reader.ts'

type Request = FastifyRequest<{ Params: { code: string } }>

const tries = 10
const minute = 60_000

/** `/s/{code}`: sends on to where the link leads. */
export function linkRoutes(app: FastifyInstance, deps: AcquisitionDeps, links: Links, clicks: Clicks) {
  const attempts = new Map<string, number[]>()
  const leadOn = (request: Request, reply: FastifyReply, link: LiveLink, asked = request.url) => {
    const { ip, headers } = request
    const visit = { userAgent: headers['user-agent'] ?? '', referrer: headers.referer ?? '' }
    return sendTo(reply, leadTo(clicks, link, { at: deps.now(), ip, asked, ...visit }))
  }
  const lead = async (request: Request, reply: FastifyReply, link: LiveLink) => {
    const ask = link.shared && (await whereAsked(deps, link, request))
    return ask ? sendTo(reply, ask) : leadOn(request, reply, link)
  }
  const open = (request: Request, reply: FastifyReply, link: LiveLink | null) => {
    const closed = stateOf(link, deps.now())
    if (!link || closed) return page(request, reply, closed ?? 'unknown')
    return link.password ? ask(request, reply, false) : lead(request, reply, link)
  }
  app.get<{ Params: { code: string } }>('/s/:code', (request, reply) => {
    const code = codeOf(request)
    if (!isCheckedCode(code)) return page(request, reply, 'unknown')
    const known = links.known(code)
    return known === undefined
      ? links.find(code).then((link) => open(request, reply, link))
      : open(request, reply, known)
  })
  whoRoute(app, deps, { links, leadOn })
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    scope.post<{ Params: { code: string } }>('/s/:code', { bodyLimit: 2048 }, async (request, reply) => {
      const code = codeOf(request)
      const link = isCheckedCode(code) ? (links.known(code) ?? (await links.find(code))) : null
      const closed = stateOf(link, deps.now())
      if (!link || closed) return page(request, reply, closed ?? 'unknown')
      if (!isLeft(attempts, `${code} ${request.ip}`, deps.now())) return page(request, reply, 'tooOften')
      const given = new URLSearchParams(typeof request.body === 'string' ? request.body : '').get('password') ?? ''
      const fits = !link.password || passwordOf(deps.vault, code, given).equals(link.password)
      return fits ? lead(request, reply, link) : ask(request, reply, true)
    })
  })
}

interface Leading {
  readonly links: Links
  leadOn(request: Request, reply: FastifyReply, link: LiveLink, asked: string): unknown
}

/** Back from WeChat, which has said who reads. A password is asked for first, and nobody then. */
function whoRoute(app: FastifyInstance, deps: AcquisitionDeps, { links, leadOn }: Leading) {
  app.get<{ Params: { code: string } }>('/s/:code/who', async (request, reply) => {
    const link = isCheckedCode(codeOf(request)) ? await links.find(codeOf(request)) : null
    const closed = stateOf(link, deps.now())
    if (!link?.shared || closed) return page(request, reply, closed ?? 'unknown')
    if (link.password) return ask(request, reply, false)
    const { code, asked } = answerIn(request.url)
    return leadOn(request, reply, await withReader(deps, link, code), asked)
  })
}

const codeOf = (request: Request) => request.params.code.toLowerCase()

// Another visitor goes another way, and the link may change: nothing may remember this answer.
const sendTo = (reply: FastifyReply, to: string) =>
  reply.code(302).header('location', to).header('cache-control', 'no-store').send()

const stateOf = (link: LiveLink | null, now: number): Page | null =>
  !link ? 'unknown' : isOpen(link, now) ? null : link.on ? 'over' : 'off'

const statuses: Record<Page, number> = { unknown: 404, off: 410, over: 410, tooOften: 429 }

const html = (reply: FastifyReply, status: number, text: string) =>
  reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(text)

const page = (request: Request, reply: FastifyReply, why: Page) =>
  html(reply, statuses[why], say(why, languageOf(request)))

const ask = (request: Request, reply: FastifyReply, wrong: boolean) =>
  html(reply, wrong ? 401 : 200, askPassword(wrong, languageOf(request)))

/** Whether one more attempt is allowed within the minute; it counts. */
function isLeft(attempts: Map<string, number[]>, who: string, now: number): boolean {
  if (attempts.size > 10_000) attempts.clear()
  const times = (attempts.get(who) ?? []).filter((at) => now - at < minute)
  attempts.set(who, [...times, now])
  return times.length < tries
}
