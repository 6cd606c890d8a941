import { sql } from 'kysely'
import { isStop, isStopCode } from '../../core/sms.ts'
import type { Applied, Message } from '../adapter.ts'
import type { CarrierDeps } from '../deps.ts'
import { aboutHash, pauseOf } from '../inbox.ts'
import { toldOfTouch } from '../sends/told.ts'
import type { SmsTables } from './tables.ts'

/** What a provider tells of one SMS, or what somebody answered. */
export type SmsTold =
  | {
      readonly kind: 'report'
      readonly phone: string
      readonly serial: string
      readonly ok: boolean
      readonly code: string
    }
  | { readonly kind: 'answer'; readonly phone: string; readonly text: string; readonly at: number }

export type SmsToldDeps = Pick<CarrierDeps, 'postgres' | 'vault' | 'identities' | 'now' | 'withdraw'>

/** After so many tries a report of what we do not know is let go: it was sent by others. */
const patience = 5

/** Mainland numbers without what stands before them: providers tell the same number differently. */
export const bare = (phone: string): string => phone.replace(/^(?:\+|00)?86(?=1\d{10}$)/, '')

/** By what a number is looked up, whatever account it is told to. */
export const phoneHash = ({ vault }: Pick<CarrierDeps, 'vault'>, phone: string): Buffer =>
  vault.hash(`carriers.sms ${bare(phone)}`)

export const phoneAbout = (deps: Pick<CarrierDeps, 'vault'>, account: string, phone: string): Buffer =>
  aboutHash(deps, account, bare(phone))

/** Applies what was told; the same twice, and in whatever order, comes to the same. */
export async function applySms(deps: SmsToldDeps, message: Message, told: readonly SmsTold[]): Promise<Applied> {
  let unknown = 0
  for (const one of told) {
    if (one.kind === 'answer') {
      if (isStop(one.text)) await stop(deps, message, { phone: one.phone, word: one.text.trim(), at: one.at })
      continue
    }
    if (isStopCode(one.code)) await stop(deps, message, { phone: one.phone, word: one.code, at: message.receivedAt })
    unknown += (await report(deps, message, one)) ? 0 : 1
  }
  if (unknown === 0 || message.attempts >= patience) return { kind: 'done' }
  return { kind: 'later', inMs: pauseOf(message.attempts + 1), why: 'its sending is not known yet' }
}

async function report(
  { postgres, vault }: SmsToldDeps,
  { account, receivedAt }: Message,
  one: SmsTold & { kind: 'report' },
) {
  const done = await sql<{ key: string }>`
    update carriers_sms set state = ${one.ok ? 'delivered' : 'failed'}, code = ${one.code.slice(0, 80)},
      reported_at = ${new Date(receivedAt)}
    where account = ${account.id}::bigint and serial = ${one.serial} and phone = ${phoneHash({ vault }, one.phone)}
    returning key`.execute(postgres.tables<SmsTables>())
  for (const { key } of done.rows) await toldOfTouch(postgres, key, one.ok, one.code)
  return done.rows.length > 0
}

/** No advertisements to this number any more: whoever has it has withdrawn their consent from this moment on. */
async function stop(
  deps: SmsToldDeps,
  { account }: Message,
  { phone, word, at }: { phone: string; word: string; at: number },
) {
  await deps.postgres
    .tables<SmsTables>()
    .insertInto('carriers_sms_stop')
    .values({ phone: phoneHash(deps, phone), account: account.id, word: word.slice(0, 80), at: new Date(at) })
    .onConflict((on) => on.doNothing())
    .execute()
  const claims = [{ type: 'phone', value: bare(phone) }]
  const [resolved] = await deps.identities.resolve([{ at, trust: 'server', origin: `carrier:${account.id}`, claims }])
  const people = new Set(await deps.identities.find(bare(phone)))
  if (resolved?.person) people.add(resolved.person)
  for (const person of people)
    await deps.withdraw({
      person,
      purpose: 'marketing.sms',
      at,
      reason: `短信回复 ${word}`,
      by: `carrier:${account.id}`,
    })
}
