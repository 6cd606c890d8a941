import { ORPCError } from '@orpc/server'
import type { Bilingual, Problem } from '#kit/api'

/** Throws the refusal of a decision as an HTTP problem; `table` has a text for each refusal the decision knows. */
export function refuse<R extends string>(table: Record<R, Problem>, refusal: R, extra: object = {}): never {
  const { status, title } = table[refusal]
  throw new ORPCError(refusal, { status, message: title.zh, data: { title, ...extra } })
}

interface ProblemBody {
  type: string
  title: string
  status: number
  detail?: string
  code: string
  requestId: string
  errors?: { path: string; message: string }[]
  retryAfterSeconds?: number
}

const texts: Record<string, Bilingual> = {
  BAD_REQUEST: { zh: '请求内容有误', en: 'The request is not valid' },
  UNAUTHORIZED: { zh: '请先登录，或提供 API Key', en: 'Log in, or send an API key' },
  FORBIDDEN: { zh: '没有权限', en: 'Not allowed' },
  NOT_FOUND: { zh: '没有找到', en: 'Not found' },
  INTERNAL_SERVER_ERROR: {
    zh: '系统出错，请把请求编号告诉管理员',
    en: 'Something broke; give the request id to your admin',
  },
}

/** Turns any error of a handler into application/problem+json (RFC 9457). */
export function toProblem(error: ORPCError<string, unknown>, requestId: string, language: 'zh' | 'en'): ProblemBody {
  const data = (typeof error.data === 'object' && error.data !== null ? error.data : {}) as {
    title?: Bilingual
    issues?: { path?: (string | number | { key: string | number })[]; message: string }[]
    detail?: string
    retryAfterSeconds?: number
  }
  const code = error.code.toLowerCase().replaceAll('_', '-')
  const title = data.title?.[language] ?? texts[error.code]?.[language] ?? error.message
  const errors = data.issues?.map((issue) => ({
    path: (issue.path ?? []).map((p) => (typeof p === 'object' ? p.key : p)).join('.'),
    message: issue.message,
  }))
  return {
    type: `/problems/${code}`,
    title,
    status: error.status,
    code,
    requestId,
    ...(data.detail ? { detail: data.detail } : {}),
    ...(errors ? { errors } : {}),
    ...(data.retryAfterSeconds ? { retryAfterSeconds: data.retryAfterSeconds } : {}),
  }
}

/** The same body for routes outside the contract (collectors, uploads). */
export function problem(
  status: number,
  code: string,
  title: Bilingual,
  requestId: string,
  language: 'zh' | 'en' = 'zh',
) {
  return { type: `/problems/${code}`, title: title[language], status, code, requestId }
}
