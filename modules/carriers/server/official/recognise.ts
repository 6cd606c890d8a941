import { no, ok, type Result } from '#kit/result'
import { second } from '#kit/time'
import type { Trouble } from '../../core/trouble.ts'
import type { Account } from '../accounts.ts'
import type { Limits, Rate } from '../limits.ts'
import type { OfficialDeps, Visitor } from './ports.ts'

export type RecogniseDeps = OfficialDeps & { readonly limits: Limits }

/** Anybody may ask: what they ask is passed on to the platform, which counts it against the account. */
const rate: Rate = { perMinute: 1200, perHour: 30_000 }

/** What identifies a visitor, and what it is evidence of. */
interface Recognised extends Visitor {
  readonly claims: readonly { readonly type: string; readonly value: string }[]
  readonly evidence: Parameters<RecogniseDeps['identities']['resolve']>[0][number]
}

type Not =
  | { readonly why: 'tooOften'; readonly seconds: number }
  | { readonly why: 'platform'; readonly trouble: Trouble }

/** Who a code of a web authorisation stands for. A snapshot names somebody who is nobody: nothing of it is to be kept. */
export async function visitorBy(
  { limits, official, now }: RecogniseDeps,
  account: Account,
  code: string,
): Promise<Result<Recognised | 'snapshot', Not>> {
  const waitMs = limits.take(`${account.id} web login`, rate)
  if (waitMs > 0) return no({ why: 'tooOften', seconds: Math.ceil(waitMs / second) })
  const got = await official.visitor(account, code)
  if (!got.ok) return no({ why: 'platform', trouble: got.refusal })
  if (got.value.isSnapshot) return ok('snapshot')
  const { openid, unionid } = got.value
  const claims = [
    { type: `openid:${official.appid(account)}`, value: openid },
    ...(unionid === null ? [] : [{ type: 'unionid', value: unionid }]),
  ]
  const evidence = { at: now(), trust: 'server' as const, origin: `carrier:${account.id}`, claims }
  return ok({ ...got.value, claims, evidence })
}
