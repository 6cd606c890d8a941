import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Bilingual } from '#kit/api'
import type { PartnerPageData } from '#modules/acquisition'
import type { openPartners } from '../../../modules/acquisition/server/index.ts'

export type PartnerPageOf = ReturnType<typeof openPartners>['page']

interface Writing {
  partner(data: PartnerPageData, request: FastifyRequest, reply: FastifyReply): Promise<unknown>
  notice(request: FastifyRequest, reply: FastifyReply, status: number, title: Bilingual, text: Bilingual): unknown
}

const unknown = {
  title: { zh: '链接不完整', en: 'The link is incomplete' },
  text: { zh: '请回到商家发给您的消息重新打开', en: 'Open it anew from the message you were sent' },
}

type Asked = FastifyRequest<{ Querystring: { t?: string } }>

/** `/m/partner`: what a partner sees of themselves, by a ticket. */
export function partnerRoute(app: FastifyInstance, page: PartnerPageOf, writing: Writing) {
  app.get<{ Querystring: { t?: string } }>('/m/partner', async (request: Asked, reply) => {
    const origin = `${request.protocol}://${request.host}`
    const data = await page(String(request.query.t ?? ''), origin)
    return data
      ? writing.partner(data, request, reply)
      : writing.notice(request, reply, 404, unknown.title, unknown.text)
  })
}
