import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'
import type { Trouble } from '../core/trouble.ts'
import { callOut, withRetries } from './calling.ts'
import type { Limits, Rate } from './limits.ts'

const usualTimeout = 10_000

export interface ApiRequest<T extends z.ZodType> {
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** Sent by POST; without one it is a GET. */
  readonly body?: object | FormData
  readonly answer: T
  readonly timeoutMs?: number
  /** Whether it may be done twice without harm; what may not is not sent again after silence. */
  readonly repeatable?: boolean
}

export type ApiCall = <T extends z.ZodType>(request: ApiRequest<T>) => Promise<Result<z.output<T>, Trouble>>

type TroubleOf = (code: number, errmsg: string) => Trouble

export interface ErrcodeApi {
  readonly account: string
  /** What stands before a path. */
  readonly base: string
  readonly limits: Limits
  readonly rate: Rate
  /** @param worn the token that was refused */
  token(worn?: string): Promise<Result<string, Trouble>>
  readonly trouble: TroubleOf
}

/**
 * Calls a platform of Tencent's that tells by `errcode` what happened: its token is fetched when needed and renewed once
 * when it is refused; what is busy is tried thrice more; limits are kept before they are hit.
 */
export function errcodeCalls({ account, base, limits, rate, token, trouble }: ErrcodeApi): ApiCall {
  const once = async <T extends z.ZodType>(
    request: ApiRequest<T>,
    worn?: string,
  ): Promise<Result<z.output<T>, Trouble>> => {
    const waitMs = limits.take(`${account} ${request.path}`, rate)
    if (waitMs > 0) return no(limited(waitMs))
    const got = await token(worn)
    if (!got.ok) return got
    const query = new URLSearchParams({ access_token: got.value, ...request.query })
    const done = await sendForErrcode(`${base}${request.path}?${query}`, request, trouble)
    if (done.ok || worn !== undefined || done.refusal.meaning !== 'token') return done
    return once(request, got.value)
  }
  return async (request) => {
    const isWorth = ({ meaning }: Trouble) =>
      meaning === 'busy' || (meaning === 'network' && request.repeatable === true)
    const got = await withRetries(() => once(request), isWorth, [200, 600, 1500])
    if (!got.ok && got.refusal.meaning === 'limited' && got.refusal.code !== null)
      limits.block(`${account} ${request.path}`, got.refusal.waitMs ?? 60_000)
    return got
  }
}

const limited = (waitMs: number): Trouble => ({
  ...{ meaning: 'limited', code: null, text: 'rate limit', waitMs },
  advice: { zh: '接口调用次数已到上限，稍后会自动继续', en: 'The limit of calls is reached; it goes on by itself' },
})

const Status = z.looseObject({ errcode: z.number().int().default(0), errmsg: z.string().default('') })

/** One call as it stands: 200 comes whatever happens; what happened stands in errcode. */
export async function sendForErrcode<T extends z.ZodType>(
  url: string,
  request: Pick<ApiRequest<T>, 'body' | 'timeoutMs' | 'answer'>,
  trouble: TroubleOf,
): Promise<Result<z.output<T>, Trouble>> {
  const { body, timeoutMs = usualTimeout, answer } = request
  const isForm = body instanceof FormData
  const sent = body === undefined ? null : isForm ? body : JSON.stringify(body)
  const got = await callOut({
    ...{ url, timeoutMs, method: sent === null ? 'GET' : 'POST' },
    ...(sent === null ? {} : { body: sent }),
    ...(isForm || sent === null ? {} : { headers: { 'content-type': 'application/json' } }),
  })
  if (!got.ok) return got
  const status = Status.safeParse(readJson(got.value.text))
  if (!status.success) return no(unreadable(`HTTP ${got.value.status}`))
  if (status.data.errcode !== 0) return no(trouble(status.data.errcode, status.data.errmsg))
  const read = answer.safeParse(status.data)
  if (read.success) return ok(read.data)
  return no({ ...unreadable(z.prettifyError(read.error).slice(0, 200)), isAnswered: true })
}

/** As good as nothing heard: it may have been done, so what may not be done twice is not asked again. */
export const unreadable = (text: string): Trouble => ({
  ...{ meaning: 'network', code: null, text },
  advice: {
    zh: '平台的回答读不懂，可能已经做了',
    en: 'The answer of the platform cannot be read; it may have been done',
  },
})

/** Null for what is no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
