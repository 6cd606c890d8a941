import type { Selectable } from 'kysely'
import { no, ok, type Result } from '#kit/result'
import { minute } from '#kit/time'
import { fillSms, isStopCode, placesIn, type SmsProblem } from '../../core/sms.ts'
import { lineOf, type Trouble } from '../../core/trouble.ts'
import type { Account } from '../accounts.ts'
import type { SendDeps } from '../sends/ports.ts'
import type { SmsState, SmsTables } from './tables.ts'
import { bare, phoneAbout, phoneHash } from './told.ts'

/** Port: a provider. */
export interface SmsSender {
  /** The signature that stands before each text. */
  sign(account: Account): string
  /** @param values in the order of their places */
  send(
    account: Account,
    message: { phone: string; template: string; values: readonly (readonly [string, string])[]; ref: string },
  ): Promise<Result<string, Trouble>>
}

export type SmsDeps = SendDeps & { readonly senders: Readonly<Record<string, SmsSender>> }
export type SmsTemplate = Selectable<SmsTables['carriers_sms_template']>
export type SmsRow = Selectable<SmsTables['carriers_sms']>

/** Why an SMS did not go. */
export type NotSent =
  | { readonly kind: 'no-phone' | 'stopped' }
  | { readonly kind: 'problem'; readonly problem: SmsProblem }
  | { readonly kind: 'not-now'; readonly why: string }
  | { readonly kind: 'platform'; readonly trouble: Trouble }

export interface GivenSms {
  readonly person: string
  readonly template: SmsTemplate
  readonly values: Readonly<Record<string, string>>
  readonly key: string
  /** Asked once the SMS is written down; why not, or null. Absent where the gate was asked before. */
  readonly ask?: () => Promise<string | null>
  readonly takeBack?: () => Promise<void>
}

/** One SMS: what it says is looked at, then whether they may be written to, then it is written down, then it goes. */
export async function giveSms(
  deps: SmsDeps,
  sender: SmsSender,
  account: Account,
  given: GivenSms,
): Promise<Result<SmsRow, NotSent>> {
  const { template, values } = given
  const { segments, problems } = fillSms(sender.sign(account), template, values)
  const [problem] = problems
  if (problem) return no({ kind: 'problem', problem })
  const to = (await phonesOf(deps, [given.person], template.purpose)).get(given.person)
  if (typeof to !== 'object') return no({ kind: to === 'stopped' ? 'stopped' : 'no-phone' })
  const { phone } = to
  const strand = (await deps.identities.strandOf('phone', to.value)) ?? given.person
  const row = await begin(deps, {
    account: account.id,
    strand,
    phone,
    segments,
    template: template.code,
    key: given.key,
  })
  if (row.state !== 'asking' || !row.isNew) return ok(row)
  const why = (await given.ask?.()) ?? null
  if (why !== null) {
    await deps.postgres.tables<SmsTables>().deleteFrom('carriers_sms').where('id', '=', row.id).execute()
    return no({ kind: 'not-now', why })
  }
  const filled = placesIn(template.text).map((name) => [name, values[name] ?? ''] as const)
  const sent = await sender.send(account, { phone, template: template.code, values: filled, ref: row.id })
  if (sent.ok) return ok(await end(deps, row.id, 'sent', { serial: sent.value }))
  // After silence it may have gone out: the place at the gate stays taken, and the key is used up.
  if (sent.refusal.meaning === 'network') return ok(await end(deps, row.id, 'unsure', { code: lineOf(sent.refusal) }))
  await given.takeBack?.()
  await end(deps, row.id, 'refused', { code: String(sent.refusal.code ?? '') })
  return no(isStopCode(String(sent.refusal.code)) ? { kind: 'stopped' } : { kind: 'platform', trouble: sent.refusal })
}

export async function templateOf({ postgres }: SmsDeps, account: string, code: string): Promise<SmsTemplate | null> {
  const rows = postgres.tables<SmsTables>().selectFrom('carriers_sms_template').selectAll()
  return (await rows.where('account', '=', account).where('code', '=', code).executeTakeFirst()) ?? null
}

const atATime = 4

type Phone = { readonly value: string; readonly phone: string }

/** By person the number that was seen last, for advertisements one that takes them; whoever has none is not in the answer. */
export async function phonesOf(
  deps: SmsDeps,
  people: readonly string[],
  purpose: SmsTemplate['purpose'],
): Promise<ReadonlyMap<string, Phone | 'stopped'>> {
  const found = new Map<string, string[]>()
  const waiting = [...people]
  const worker = async () => {
    for (let person = waiting.shift(); person !== undefined; person = waiting.shift()) {
      const phones = (await deps.identities.identitiesOf(person)).filter(({ type }) => type === 'phone').toReversed()
      if (phones.length > 0)
        found.set(
          person,
          phones.map(({ value }) => value),
        )
    }
  }
  await Promise.all(Array.from({ length: atATime }, worker))
  const hashOf = (value: string) => phoneHash(deps, value)
  const stopped =
    purpose === 'service' ? new Set<string>() : await stoppedOf(deps, [...found.values()].flat().map(hashOf))
  return new Map(
    [...found].map(([person, values]) => {
      const value = values.find((one) => !stopped.has(hashOf(one).toString('hex')))
      return [person, value === undefined ? ('stopped' as const) : { value, phone: bare(value) }]
    }),
  )
}

async function stoppedOf({ postgres }: SmsDeps, hashes: readonly Buffer[]): Promise<ReadonlySet<string>> {
  if (hashes.length === 0) return new Set()
  const rows = postgres.tables<SmsTables>().selectFrom('carriers_sms_stop').select('phone')
  return new Set((await rows.where('phone', 'in', [...hashes]).execute()).map(({ phone }) => phone.toString('hex')))
}

interface Beginning {
  readonly account: string
  readonly strand: string
  readonly phone: string
  readonly segments: number
  readonly template: string
  readonly key: string
}

/** Kept before it is sent; what is there by this key is given back as it is, one that was refused may be tried again. */
async function begin(deps: SmsDeps, { account, strand, phone, segments, template, key }: Beginning) {
  const db = deps.postgres.tables<SmsTables>()
  const values = {
    ...{ account, key, strand, phone: phoneHash(deps, phone), template, segments, state: 'asking' as const },
    about: phoneAbout(deps, account, phone),
    ...{ serial: null, code: null, at: new Date(deps.now()), reported_at: null },
  }
  const made = db
    .insertInto('carriers_sms')
    .values(values)
    .onConflict((on) => on.doNothing())
  const row = await made.returningAll().executeTakeFirst()
  if (row) return { ...row, isNew: true }
  const again = db
    .updateTable('carriers_sms')
    .set({ ...values, template, segments })
    .where('account', '=', account)
    .where('key', '=', key)
    .where('state', '=', 'refused')
  const reopened = await again.returningAll().executeTakeFirst()
  if (reopened) return { ...reopened, isNew: true }
  const before = db.selectFrom('carriers_sms').selectAll().where('account', '=', account).where('key', '=', key)
  return { ...(await before.executeTakeFirstOrThrow()), isNew: false }
}

const end = ({ postgres }: SmsDeps, id: string, state: SmsState, more: { serial?: string; code?: string }) =>
  postgres
    .tables<SmsTables>()
    .updateTable('carriers_sms')
    .set({ state, ...more })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

/** No call of ours is under way so long. */
const longest = 2 * minute

/** What was being asked for when a process ended: nobody knows whether it went out, and it is not sent again. */
export async function tellLeftOverSms({ postgres, now }: Pick<SendDeps, 'postgres' | 'now'>): Promise<void> {
  await postgres
    .tables<SmsTables>()
    .updateTable('carriers_sms')
    .set({ state: 'unsure', code: 'interrupted' })
    .where('state', '=', 'asking')
    .where('at', '<', new Date(now() - longest))
    .execute()
}
