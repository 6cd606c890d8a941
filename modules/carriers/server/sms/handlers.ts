import { implement } from '@orpc/server'
import type { Selectable } from 'kysely'
import type { Result } from '#kit/result'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { fillSms, isStopCode, placesIn } from '../../core/sms.ts'
import { sms } from '../../core/smsContract.ts'
import { lineOf, type Trouble } from '../../core/trouble.ts'
import type { Account } from '../accounts.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import type { SendDeps } from '../sends/ports.ts'
import { accountOf } from '../users/find.ts'
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
type Template = Selectable<SmsTables['carriers_sms_template']>
type Row = Selectable<SmsTables['carriers_sms']>

/** The endpoints of SMS. */
export function smsHandlers(deps: SmsDeps) {
  const os = implement(sms).$context<RequestContext>()
  const db = () => deps.postgres.tables<SmsTables>()
  const account = (id: string) => accountOf(deps, id, ...Object.keys(deps.senders))
  return os.router({
    templates: os.templates.handler(async ({ input: { id } }) => {
      await account(id)
      const rows = db().selectFrom('carriers_sms_template').select(['code', 'text', 'purpose'])
      return { items: await rows.where('account', '=', id).orderBy('code').limit(1000).execute() }
    }),
    putTemplate: os.putTemplate.handler(async ({ input: { id, ...template }, context }) => {
      await account(id)
      await putTemplate(deps, id, template, nameOf(context.actor))
      return template
    }),
    send: os.send.handler(async ({ input, context }) => {
      const found = await account(input.id)
      if (!found.on) refuseCarrier('switched-off')
      return shown(await send(deps, found, { ...input, by: nameOf(context.actor) }), input.person)
    }),
    ofPerson: os.ofPerson.handler(async ({ input: { id } }) => {
      const strands = (await deps.strandsOf([id])).get(id) ?? []
      const rows = db()
        .selectFrom('carriers_sms')
        .selectAll()
        .where('strand', 'in', [...strands, '0'])
      return { items: (await rows.orderBy('id', 'desc').limit(200).execute()).map((row) => shown(row, id)) }
    }),
  })
}

type Said = Pick<Template, 'code' | 'text' | 'purpose'>

async function putTemplate({ postgres, now }: SmsDeps, account: string, { code, ...said }: Said, by: string) {
  await postgres.transaction(async (tx) => {
    const row = { ...said, changed_at: new Date(now()) }
    await tx
      .tables<SmsTables>()
      .insertInto('carriers_sms_template')
      .values({ account, code, ...row })
      .onConflict((on) => on.columns(['account', 'code']).doUpdateSet(row))
      .execute()
    await audit(tx, by, 'carrier.smsTemplate', account, { code, purpose: said.purpose })
  })
}

const shown = ({ id, template, segments, state, code, at, reported_at }: Row, person: string) => ({
  ...{ id, person, template, segments, state, code, at: at.toISOString() },
  reportedAt: reported_at?.toISOString() ?? null,
})

interface Given {
  readonly person: string
  readonly template: string
  readonly values: Readonly<Record<string, string>>
  readonly key: string
  readonly by: string
}

/** One SMS: what it says is looked at, then whether they may be written to, then it is written down, then it goes. */
async function send(deps: SmsDeps, account: Account, given: Given): Promise<Row> {
  const sender = deps.senders[account.kind] ?? refuseCarrier('not-that-kind')
  const template = await templateOf(deps, account.id, given.template)
  const { segments, problems } = fillSms(sender.sign(account), template, given.values)
  const [problem] = problems
  if (problem) refuseCarrier(`sms-${problem}`)
  const { phone, strand } = await phoneOf(deps, given.person, template.purpose)
  const key = `sms:${account.id}:${given.key}`
  const row = await begin(deps, { account: account.id, strand, phone, segments, ...given })
  if (row.state !== 'asking' || !row.isNew) return row
  const contact = { person: given.person, carrier: 'sms', purpose: template.purpose, at: deps.now(), key } as const
  const [verdict] = await deps.gate.let([contact], { ref: key, by: given.by })
  if (!verdict?.allowed) {
    await deps.postgres.tables<SmsTables>().deleteFrom('carriers_sms').where('id', '=', row.id).execute()
    return refuseCarrier('not-now', verdict?.reasons.map(({ reason }) => reason).join(' ') ?? '')
  }
  const values = placesIn(template.text).map((name) => [name, given.values[name] ?? ''] as const)
  const sent = await sender.send(account, { phone, template: template.code, values, ref: row.id })
  if (sent.ok) return end(deps, row.id, 'sent', { serial: sent.value })
  // After silence it may have gone out: the place at the gate stays taken, and the key is used up.
  if (sent.refusal.meaning === 'network') return end(deps, row.id, 'unsure', { code: lineOf(sent.refusal) })
  await deps.gate.takeBack([key])
  await end(deps, row.id, 'refused', { code: String(sent.refusal.code ?? '') })
  if (isStopCode(String(sent.refusal.code))) return refuseCarrier('sms-stopped')
  return refuseByPlatform(sent.refusal)
}

async function templateOf({ postgres }: SmsDeps, account: string, code: string): Promise<Template> {
  const rows = postgres.tables<SmsTables>().selectFrom('carriers_sms_template').selectAll()
  const row = await rows.where('account', '=', account).where('code', '=', code).executeTakeFirst()
  return row ?? refuseCarrier('no-such-template')
}

/** The number that was seen last; for advertisements one that takes them. */
async function phoneOf(deps: SmsDeps, person: string, purpose: Template['purpose']) {
  const phones = (await deps.identities.identitiesOf(person)).filter(({ type }) => type === 'phone').toReversed()
  if (phones.length === 0) return refuseCarrier('no-phone')
  const hashes = phones.map(({ value }) => phoneHash(deps, value))
  const rows = deps.postgres.tables<SmsTables>().selectFrom('carriers_sms_stop').select('phone')
  const stopped = new Set((await rows.where('phone', 'in', hashes).execute()).map(({ phone }) => phone.toString('hex')))
  const at = phones.findIndex((_, i) => purpose === 'service' || !stopped.has(hashes[i]?.toString('hex') ?? ''))
  const value = phones[at]?.value
  if (value === undefined) return refuseCarrier('sms-stopped')
  const strand = await deps.identities.strandOf('phone', value)
  return { phone: bare(value), strand: strand ?? person }
}

interface Beginning extends Given {
  readonly account: string
  readonly strand: string
  readonly phone: string
  readonly segments: number
}

/** Kept before it is sent; what is there by this key is given back as it is. */
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
