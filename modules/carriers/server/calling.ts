import { no, ok, type Result } from '#kit/result'
import type { Trouble } from '../core/trouble.ts'

export interface Call {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | FormData
  readonly timeoutMs: number
}

/** More than any answer of a platform has. */
const mostBytes = 20 * 1024 * 1024

/** What came back: never throws, whatever goes wrong outside is a value. Redirects are answers. */
export async function callOut({
  url,
  timeoutMs,
  ...request
}: Call): Promise<Result<{ status: number; text: string; headers: Headers }, Trouble>> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const answer = await fetch(url, { ...request, body: request.body ?? null, redirect: 'manual', signal })
    const text = await answer.text()
    if (text.length > mostBytes) return no(heard('the answer is too long'))
    return ok({ status: answer.status, text, headers: answer.headers })
  } catch (error) {
    return no(heard(detailOf(error)))
  }
}

const heard = (text: string): Trouble => ({
  ...{ meaning: 'network', code: null, text },
  advice: {
    zh: '没有连上平台，请检查网络和接口地址',
    en: 'The platform was not reached: look at the network and the address',
  },
})

/** The reason behind "fetch failed", without an address that may carry a token. */
function detailOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return 'unknown'
  const code = 'code' in cause ? String(cause.code) : cause.name
  return code === 'TimeoutError' ? 'timeout' : code
}

/** Runs again what passes by itself, with growing pauses; `pauses` are in ms. */
export async function withRetries<T>(
  run: () => Promise<Result<T, Trouble>>,
  isWorth: (trouble: Trouble) => boolean,
  pauses: readonly number[],
): Promise<Result<T, Trouble>> {
  for (let n = 0; ; n += 1) {
    const done = await run()
    const pause = pauses[n]
    if (done.ok || pause === undefined || !isWorth(done.refusal)) return done
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}
