import { implement } from '@orpc/server'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { sms } from '../../core/smsContract.ts'
import type { Account } from '../accounts.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import { accountOf } from '../users/find.ts'
import { giveSms, type SmsDeps, type SmsRow, type SmsTemplate, templateOf } from './sending.ts'
import type { SmsTables } from './tables.ts'

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

type Said = Pick<SmsTemplate, 'code' | 'text' | 'purpose'>

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

const shown = ({ id, template, segments, state, code, at, reported_at }: SmsRow, person: string) => ({
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

/** One SMS to one person, after the gate. @throws a problem when it may not go, or did not */
async function send(deps: SmsDeps, account: Account, given: Given): Promise<SmsRow> {
  const sender = deps.senders[account.kind] ?? refuseCarrier('not-that-kind')
  const template = (await templateOf(deps, account.id, given.template)) ?? refuseCarrier('no-such-template')
  const key = `sms:${account.id}:${given.key}`
  const contact = { person: given.person, carrier: 'sms', purpose: template.purpose, key } as const
  const done = await giveSms(deps, sender, account, {
    ...{ person: given.person, template, values: given.values, key: given.key },
    async ask() {
      const [verdict] = await deps.gate.let([{ ...contact, at: deps.now() }], { ref: key, by: given.by })
      return verdict?.allowed ? null : (verdict?.reasons.map(({ reason }) => reason).join(' ') ?? '')
    },
    takeBack: () => deps.gate.takeBack([key]),
  })
  if (done.ok) return done.value
  const { refusal } = done
  if (refusal.kind === 'problem') return refuseCarrier(`sms-${refusal.problem}`)
  if (refusal.kind === 'not-now') return refuseCarrier('not-now', refusal.why)
  if (refusal.kind === 'platform') return refuseByPlatform(refusal.trouble)
  return refuseCarrier(refusal.kind === 'stopped' ? 'sms-stopped' : 'no-phone')
}
