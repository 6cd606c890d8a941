import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import { callOut, withRetries } from '../../../server/calling.ts'
import type { Limits, Rate } from '../../../server/limits.ts'
import type { Tokens } from '../../../server/tokens.ts'
import { wecomTrouble } from '../answers.ts'
import type { WecomSettings } from '../kind.ts'

/** Per corp and API (developer page 90454, 2023-08-28); below it, for other apps of the corp call too. */
const rate: Rate = { perMinute: 8000, perHour: 120_000 }
const usualTimeout = 10_000

export interface WecomDeps {
  readonly tokens: Tokens
  readonly limits: Limits
}

export interface WecomRequest<T extends z.ZodType> {
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** Sent by POST; without one it is a GET. */
  readonly body?: object | FormData
  readonly answer: T
  readonly timeoutMs?: number
  /** Whether it may be done twice without harm; what may not is not sent again after silence. */
  readonly repeatable?: boolean
}

export type WecomCall = <T extends z.ZodType>(request: WecomRequest<T>) => Promise<Result<z.output<T>, Trouble>>

const Status = z.looseObject({ errcode: z.number().int().default(0), errmsg: z.string().default('') })
const Token = z.object({ access_token: z.string().min(1), expires_in: z.number().int().positive() })

/**
 * Calls WeCom for one app: its token is fetched when needed and renewed once when it is refused; what is busy is tried
 * thrice more; limits are kept before they are hit.
 */
export function wecomClient({ tokens, limits }: WecomDeps, account: Account<WecomSettings>): WecomCall {
  const { base, corpid, secret } = account.settings
  const fetchToken = async () => {
    const url = `${base}/cgi-bin/gettoken?${new URLSearchParams({ corpid, corpsecret: secret })}`
    const got = await send(url, { answer: Token, path: 'gettoken' })
    return got.ok ? ok({ token: got.value.access_token, seconds: got.value.expires_in }) : got
  }
  const once = async <T extends z.ZodType>(
    request: WecomRequest<T>,
    worn?: string,
  ): Promise<Result<z.output<T>, Trouble>> => {
    const waitMs = limits.take(`${account.id} ${request.path}`, rate)
    if (waitMs > 0) return no(limited(waitMs))
    const token = await tokens.get(account.id, 'access_token', fetchToken, worn)
    if (!token.ok) return token
    const query = new URLSearchParams({ access_token: token.value, ...request.query })
    const got = await send(`${base}/cgi-bin/${request.path}?${query}`, request)
    if (got.ok || worn !== undefined || got.refusal.meaning !== 'token') return got
    return once(request, token.value)
  }
  return async (request) => {
    const isWorth = ({ meaning }: Trouble) =>
      meaning === 'busy' || (meaning === 'network' && request.repeatable === true)
    const got = await withRetries(() => once(request), isWorth, [200, 600, 1500])
    if (!got.ok && got.refusal.meaning === 'limited' && got.refusal.code !== null)
      limits.block(`${account.id} ${request.path}`, got.refusal.waitMs ?? 60_000)
    return got
  }
}

const limited = (waitMs: number): Trouble => ({
  ...{ meaning: 'limited', code: null, text: 'rate limit', waitMs },
  advice: { zh: '接口调用次数已到上限，稍后会自动继续', en: 'The limit of calls is reached; it goes on by itself' },
})

/** WeCom answers 200 whatever happens; what happened stands in errcode. */
async function send<T extends z.ZodType>(url: string, request: WecomRequest<T>): Promise<Result<z.output<T>, Trouble>> {
  const { body, timeoutMs = usualTimeout, answer } = request
  const isForm = body instanceof FormData
  const sent = body === undefined ? null : isForm ? body : JSON.stringify(body)
  const got = await callOut({
    ...{ url, timeoutMs, method: sent === null ? 'GET' : 'POST' },
    ...(sent === null ? {} : { body: sent }),
    ...(isForm || sent === null ? {} : { headers: { 'content-type': 'application/json' } }),
  })
  if (!got.ok) return got
  const status = Status.safeParse(parse(got.value.text))
  if (!status.success) return no(unreadable(`HTTP ${got.value.status}`))
  if (status.data.errcode !== 0) return no(wecomTrouble(status.data.errcode, status.data.errmsg))
  const read = answer.safeParse(status.data)
  return read.success ? ok(read.data) : no(unreadable(z.prettifyError(read.error).slice(0, 200)))
}

const unreadable = (text: string): Trouble => ({
  ...{ meaning: 'busy', code: null, text },
  advice: { zh: '平台的回答读不懂，稍后会再试', en: 'The answer of the platform cannot be read; it is tried again' },
})

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
