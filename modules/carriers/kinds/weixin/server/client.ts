import { z } from 'zod'
import { no, ok } from '#kit/result'
import type { Account } from '../../../server/accounts.ts'
import { type ApiCall, errcodeCalls, sendForErrcode } from '../../../server/errcodeCalls.ts'
import type { Limits, Rate } from '../../../server/limits.ts'
import type { Tokens } from '../../../server/tokens.ts'
import { tokenTrouble, weixinTrouble } from '../answers.ts'
import type { WeixinSettings } from '../settings.ts'

/** Days are counted by the platform; a minute's crowd is kept off it. */
const rate: Rate = { perMinute: 4000, perHour: 120_000 }

export interface WeixinDeps {
  readonly tokens: Tokens
  readonly limits: Limits
}

const Token = z.object({ access_token: z.string().min(1), expires_in: z.number().int().positive() })

/**
 * Calls WeChat for an official account or a mini program. The stable token is one for all who ask and ends no other; asked
 * for again it comes back the same, so only one that was refused is forced to be new (20 a day).
 */
export function weixinClient({ tokens, limits }: WeixinDeps, account: Account<WeixinSettings>): ApiCall {
  const { base, appid, secret } = account.settings
  const ask = (force_refresh: boolean) =>
    sendForErrcode(
      `${base}/cgi-bin/stable_token`,
      { body: { grant_type: 'client_credential', appid, secret, force_refresh }, answer: Token },
      tokenTrouble,
    )
  const fetchToken = async (worn: string | undefined) => {
    const first = await ask(false)
    const got = first.ok && first.value.access_token === worn ? await ask(true) : first
    return got.ok ? ok({ token: got.value.access_token, seconds: got.value.expires_in }) : no(got.refusal)
  }
  return errcodeCalls({
    ...{ account: account.id, base, limits, rate, trouble: weixinTrouble },
    token: (worn) => tokens.get(account.id, 'access_token', () => fetchToken(worn), worn),
  })
}
