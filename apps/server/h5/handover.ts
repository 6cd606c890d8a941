import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Bilingual } from '#kit/api'
import type { HandoverPageData } from '#modules/acquisition'
import type { openAcquisition } from '../../../modules/acquisition/server/index.ts'

export type OpenHandover = ReturnType<typeof openAcquisition>['openPage']

interface Writing {
  open(
    page: 'handover',
    data: HandoverPageData,
    at: { request: FastifyRequest; reply: FastifyReply; pictures: readonly string[] },
  ): Promise<unknown>
  notice(request: FastifyRequest, reply: FastifyReply, status: number, title: Bilingual, text: Bilingual): unknown
}

const words = {
  unknown: {
    title: { zh: '没有这个页面', en: 'No such page' },
    text: { zh: '请检查链接有没有输错或漏了字符', en: 'Look whether a character is wrong or missing' },
  },
  off: {
    title: { zh: '页面已停用', en: 'This page is switched off' },
    text: { zh: '请向发给您链接的商家要新的', en: 'Ask whoever gave it to you for another' },
  },
}

type Asked = FastifyRequest<{ Params: { code: string }; Querystring: Record<string, unknown> }>

/** `/m/go/{code}`: the page that leads from a browser into WeChat, for anybody. */
export function handoverRoute(app: FastifyInstance, open: OpenHandover, writing: Writing) {
  app.get<{ Params: { code: string }; Querystring: Record<string, unknown> }>('/m/go/:code', (request, reply) =>
    show(open, writing, request, reply),
  )
}

async function show(open: OpenHandover, writing: Writing, request: Asked, reply: FastifyReply) {
  const { code } = request.params
  const cookie = request.cookies[`siyu_go_${code}`]
  const userAgent = request.headers['user-agent'] ?? ''
  const opened = await open({ code, userAgent, query: request.query, cookie })
  if (opened.kind === 'closed') {
    const { title, text } = words[opened.why]
    return writing.notice(request, reply, opened.why === 'off' ? 410 : 404, title, text)
  }
  if (opened.token !== '')
    reply.setCookie(`siyu_go_${code}`, opened.token, {
      ...{ path: `/m/go/${code}`, httpOnly: true, sameSite: 'lax', maxAge: 30 * 86_400 },
      secure: request.protocol === 'https',
    })
  const { picture } = opened.data
  const pictures = URL.canParse(picture) ? [new URL(picture).origin] : []
  return writing.open('handover', opened.data, { request, reply, pictures })
}
