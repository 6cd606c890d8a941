import { no, ok, type Result } from '#kit/result'
import type { CheckItem } from '../../../core/check.ts'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { Adapter } from '../../../server/adapter.ts'
import { itemOf } from '../../../server/checking.ts'
import { readJson } from '../../../server/errcodeCalls.ts'
import { applySms, bare, type SmsTold, type SmsToldDeps } from '../../../server/sms/told.ts'

interface Provider {
  readonly kind: string
  /** What says to the provider that its push was taken. */
  readonly answer: string
  /** What one item of a push tells; null = nothing we know. */
  read(item: Readonly<Record<string, unknown>>): SmsTold | null
  /** A call that costs nothing and needs the credentials. */
  probe(account: Account): Promise<Result<unknown, Trouble>>
}

const names = { zh: '密钥与短信服务', en: 'Keys and the SMS service' }

/**
 * What an SMS provider pushes: reports and answers, one or many at a time. Neither provider signs them: whoever knows the
 * address of the account is believed, and it is told to nobody else.
 */
export const smsAdapter = (deps: SmsToldDeps, { kind, answer, read, probe }: Provider): Adapter => ({
  kind,
  answer,
  prove: () => no('bad-message'),
  open(_account, _query, body) {
    const told = toldIn(body, read)
    const phones = new Set(told.map(({ phone }) => bare(phone)))
    const [only] = phones
    if (told.length === 0) return no('bad-message')
    return ok({ event: `sms.${told[0]?.kind}`, about: phones.size === 1 ? (only ?? null) : null, text: body })
  },
  async check(account): Promise<readonly CheckItem[]> {
    return [itemOf(names, await probe(account), () => '')]
  },
  apply: (message) => applySms(deps, message, toldIn(message.text, read)),
})

function toldIn(body: string, read: Provider['read']): SmsTold[] {
  const pushed = readJson(body)
  const items: unknown[] = Array.isArray(pushed) ? pushed : [pushed]
  return items.flatMap((item) =>
    typeof item === 'object' && item !== null ? (read(item as Record<string, unknown>) ?? []) : [],
  )
}

/** A time such as `2026-11-28 10:00:00`, in China; a broken one is null. */
export function chinaTime(text: unknown): number | null {
  const at = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(String(text))
    ? Date.parse(`${String(text).replace(' ', 'T')}+08:00`)
    : Number.NaN
  return Number.isNaN(at) ? null : at
}
