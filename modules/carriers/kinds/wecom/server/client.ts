import { z } from 'zod'
import { ok } from '#kit/result'
import type { Account } from '../../../server/accounts.ts'
import { type ApiCall, errcodeCalls, sendForErrcode } from '../../../server/errcodeCalls.ts'
import type { Limits, Rate } from '../../../server/limits.ts'
import type { Tokens } from '../../../server/tokens.ts'
import { wecomTrouble } from '../answers.ts'
import type { WecomSettings } from '../kind.ts'

/** Per corp and API (developer page 90454, 2023-08-28); below it, for other apps of the corp call too. */
const rate: Rate = { perMinute: 8000, perHour: 120_000 }

export interface WecomDeps {
  readonly tokens: Tokens
  readonly limits: Limits
}

export type WecomCall = ApiCall

const Token = z.object({ access_token: z.string().min(1), expires_in: z.number().int().positive() })

/** Calls WeCom for one app. */
export function wecomClient({ tokens, limits }: WecomDeps, account: Account<WecomSettings>): WecomCall {
  const { base, corpid, secret } = account.settings
  const fetchToken = async () => {
    const url = `${base}/cgi-bin/gettoken?${new URLSearchParams({ corpid, corpsecret: secret })}`
    const got = await sendForErrcode(url, { answer: Token }, wecomTrouble)
    return got.ok ? ok({ token: got.value.access_token, seconds: got.value.expires_in }) : got
  }
  return errcodeCalls({
    ...{ account: account.id, base: `${base}/cgi-bin/`, limits, rate, trouble: wecomTrouble },
    token: (worn) => tokens.get(account.id, 'access_token', fetchToken, worn),
  })
}
