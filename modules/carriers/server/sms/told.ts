import { sql } from 'kysely'
import { day } from '#kit/time'
import { isComplaint, isStop, isStopCode } from '../../core/sms.ts'
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
      const isAngry = isComplaint(one.text)
      if (isAngry || isStop(one.text)) {
        await stop(deps, message, { phone: one.phone, word: one.text.trim(), at: one.at, isAngry })
        await keepAnswer(deps, message, { phone: one.phone, kind: isAngry ? 'complaint' : 'stop', at: one.at })
      }
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
  { phone, word, at, isAngry = false }: { phone: string; word: string; at: number; isAngry?: boolean },
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
  // Whoever complains wants no advertisement by any way.
  const purposes = isAngry ? ['marketing.sms', 'marketing.call', 'marketing.wechat'] : ['marketing.sms']
  const said = { at, reason: `短信回复 ${word.slice(0, 40)}`, by: `carrier:${account.id}` }
  for (const person of people) for (const purpose of purposes) await deps.withdraw({ ...said, person, purpose })
}

/** An answer belongs to the newest message to that number, if that is not older. */
const answered = 7 * day

async function keepAnswer(
  deps: SmsToldDeps,
  { account }: Message,
  { phone, kind, at }: { phone: string; kind: 'stop' | 'complaint'; at: number },
) {
  const hash = phoneHash(deps, phone)
  await sql`
    insert into carriers_sms_answer (account, phone, strand, send, kind, at)
    select ${account.id}::bigint, ${hash}, last.strand, (select s.id from carriers_send s where s.id = last.send), ${kind}, ${new Date(at)}
    from (select 1) as one left join lateral (
      select strand, nullif(substring(key from '^send:([0-9]+):'), '')::bigint as send from carriers_sms
      where phone = ${hash} and at > ${new Date(at - answered)} order by id desc limit 1) as last on true
    on conflict do nothing`.execute(deps.postgres.tables<SmsTables>())
}
