import fastifyStatic from '@fastify/static'
import { ORPCError } from '@orpc/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Bilingual } from '#kit/api'
import { may, type RequestContext } from '#platform/http/context'
import { type Authenticate, contextOf, languageOf } from '#platform/http/server'
import {
  backPath,
  beginEntering,
  type EnteringDeps,
  endEntering,
  entryTexts,
} from '../../../modules/staff/server/index.ts'
import { assetFolder, type Built, readBuilt } from './built.ts'
import type { MemberPage, NoticeData, PageData, PageName, Setting } from './contract.ts'
import { customerRoutes, type OpenPages } from './customers.ts'
import { documentOf, policyOf } from './document.ts'
import { handoverRoute, type OpenHandover } from './handover.ts'
import { type PartnerPageOf, partnerRoute } from './partner.ts'

export interface H5Deps extends EnteringDeps {
  readonly authenticate: Authenticate
  /** The token that changes by this session repeat. */
  readonly csrfOf: (cookie: string) => Promise<string | undefined>
  readonly zone: () => Promise<string>
  /** Origins of platforms that are only played, and what stands for their bridge on the pages of their members. */
  readonly played: () => Promise<readonly string[]>
  readonly bridges: (context: RequestContext) => Promise<readonly string[]>
  /** Opens the page that leads a visitor into WeChat. */
  readonly openHandover: OpenHandover
  /** What a partner sees of themselves. */
  readonly partnerPage: PartnerPageOf
  /** What each page shows first; a refusal is told on a page of its own. */
  readonly first: { [P in MemberPage]: (context: RequestContext) => Promise<PageData[P]> }
  readonly open: OpenPages
}

const sessionCookie = 'siyu_session'
const words = {
  failed: { zh: '进不去', en: 'You cannot come in' },
  refused: { zh: '打不开', en: 'It cannot be opened' },
  noRight: {
    zh: '你的账号没有手机工作页的权限，请管理员调整角色',
    en: 'Your account has no right to the pages on the phone: an admin changes its role',
  },
  again: { zh: '重新进入', en: 'Come in again' },
}

/** Pages for members below /m: each is written whole before its script runs. */
export async function h5Routes(app: FastifyInstance, deps: H5Deps): Promise<void> {
  const built = await readBuilt()
  if (!built) {
    app.log.warn('the pages for the phone are not built: npm start builds them')
    return
  }
  await app.register(fastifyStatic, {
    ...{ root: assetFolder, prefix: '/m/assets/', decorateReply: false, index: false, dotfiles: 'ignore' },
    ...{ maxAge: '1y', immutable: true },
  })
  const writer = new Writer(deps, built)
  app.get<{ Querystring: Record<string, string | undefined> }>('/m/login', (request, reply) =>
    begin(deps, writer, request, reply),
  )
  app.get<{ Querystring: Record<string, string | undefined> }>(backPath, (request, reply) =>
    end(deps, writer, request, reply),
  )
  handoverRoute(app, deps.openHandover, writer)
  partnerRoute(app, deps.partnerPage, writer)
  app.get('/m', (_request, reply) => reply.redirect('/m/sidebar', 302))
  for (const page of ['sidebar', 'team'] as const)
    app.get(`/m/${page}`, (request, reply) => writer.show(page, request, reply))
  customerRoutes(app, deps.open, writer)
}

type Asked = FastifyRequest<{ Querystring: Record<string, string | undefined> }>

async function begin(deps: H5Deps, writer: Writer, request: Asked, reply: FastifyReply) {
  const { account, next = '/m/sidebar', by } = request.query
  const context = contextOf(request, reply, await deps.authenticate(request))
  const origin = `${request.protocol}://${request.host}`
  const asked = { next, origin, by: by === 'scan' ? ('scan' as const) : ('app' as const), account }
  const begun = await beginEntering(deps, context, asked)
  if (!begun.ok) return writer.notice(request, reply, 409, words.failed, entryTexts[begun.refusal])
  return reply.header('cache-control', 'no-store').redirect(begun.value, 302)
}

async function end(deps: H5Deps, writer: Writer, request: Asked, reply: FastifyReply) {
  const { code = '', state = '' } = request.query
  const context = contextOf(request, reply, await deps.authenticate(request))
  const ended = await endEntering(deps, context, { code, state })
  if (!ended.ok) return writer.notice(request, reply, 403, words.failed, ended.refusal, '/m/login')
  return reply.header('cache-control', 'no-store').redirect(ended.value, 302)
}

interface To {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly bridges: readonly string[]
  /** Origins of its pictures, beside this one. */
  readonly pictures?: readonly string[]
}

class Writer {
  readonly #deps: H5Deps
  readonly #built: Built

  constructor(deps: H5Deps, built: Built) {
    this.#deps = deps
    this.#built = built
  }

  /** A page for whoever is logged in; anybody else is sent to their platform first. */
  async show(page: MemberPage, request: FastifyRequest, reply: FastifyReply) {
    const actor = await this.#deps.authenticate(request)
    if (actor.kind !== 'staff') {
      const query = new URLSearchParams({ next: request.url })
      return reply.header('cache-control', 'no-store').redirect(`/m/login?${query}`, 302)
    }
    if (!may(actor, 'desk:use')) return this.notice(request, reply, 403, words.refused, words.noRight)
    try {
      const context = contextOf(request, reply, actor)
      const data = await this.#deps.first[page](context)
      return await this.#send(page, data, { request, reply, bridges: await this.#deps.bridges(context) })
    } catch (error) {
      // What a house refuses has its words; whatever else goes wrong is a fault.
      const title = error instanceof ORPCError ? (error.data as { title?: Bilingual } | undefined)?.title : undefined
      if (!title) throw error
      return this.notice(request, reply, 409, words.refused, title)
    }
  }

  notice(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    title: Bilingual,
    text: Bilingual,
    again?: string,
  ) {
    const language = languageOf(request)
    const action = again === undefined ? {} : { action: { label: words.again[language], to: again } }
    const data: NoticeData = { title: title[language], text: text[language], ...action }
    return this.#send('notice', data, { request, reply: reply.code(status), bridges: [] })
  }

  /** The page of a partner, for whoever has its ticket. */
  partner(data: PageData['partner'], request: FastifyRequest, reply: FastifyReply) {
    return this.#send('partner', data, { request, reply, bridges: [] })
  }

  /** A page for anybody, whom nobody asks to log in. `pictures` are origins that it may show pictures of. */
  open<P extends PageName>(page: P, data: PageData[P], at: Omit<To, 'bridges'>) {
    return this.#send(page, data, { ...at, bridges: [] })
  }

  async #send<P extends PageName>(page: P, data: PageData[P], { request, reply, bridges, pictures = [] }: To) {
    const { zone, csrfOf, now, played } = this.#deps
    const cookie = request.cookies[sessionCookie]
    const csrf = (cookie === undefined ? undefined : await csrfOf(cookie)) ?? ''
    const setting: Setting = { language: languageOf(request), zone: await zone(), csrf, now: now() }
    const { pages, files } = this.#built
    const origins = await played()
    const written = pages.renderPage(page, data, setting)
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', policyOf(pages.look, origins, pictures))
      .send(documentOf({ ...written, look: pages.look, setting, data, files: files(page), bridges }))
  }
}
