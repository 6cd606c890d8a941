import { no, ok, type Result } from '#kit/result'
import { fillAll, namesIn } from '../../../core/filling.ts'
import type { SendReason } from '../../../core/sends.ts'
import { fillSms, placesIn } from '../../../core/sms.ts'
import type { Trouble } from '../../../core/trouble.ts'
import type { Plan, Standing, To, Way, Written } from '../../../server/sends/ports.ts'
import { giveSms, type NotSent, phonesOf, type SmsDeps, templateOf } from '../../../server/sms/sending.ts'
import type { SmsTables } from '../../../server/sms/tables.ts'
import { type SmsContent, smsWay } from '../ways.ts'

type SmsPlan = Plan<SmsContent>

/** SMS as a way of a send: one of the approved texts, filled in for each person. */
export const smsWayOf = (deps: SmsDeps): Way<SmsContent> => ({
  kind: smsWay,
  async refuse({ account, content, purpose }) {
    const template = content && (await templateOf(deps, account.id, content.template))
    if (!template) return { title: 'no-such-template', detail: content?.template ?? '' }
    if (template.purpose !== purpose) return { title: 'wrong-content', detail: `template is for ${template.purpose}` }
    const empty = placesIn(template.text).filter((name) => !Object.hasOwn(content.values, name))
    return empty.length > 0 ? { title: 'wrong-content', detail: empty.join(' ') } : null
  },
  async standing({ purpose }, people) {
    const phones = await phonesOf(deps, [...people.keys()], purpose)
    return new Map(
      [...phones].map(([person, phone]): [string, Standing] => [
        person,
        { refused: phone === 'stopped' ? 'stopped' : null, left: null },
      ]),
    )
  },
  write: (plan, values) => writeAll(deps, plan, values),
  async templates(account) {
    const rows = deps.postgres.tables<SmsTables>().selectFrom('carriers_sms_template').selectAll()
    const all = await rows.where('account', '=', account.id).orderBy('code').limit(1000).execute()
    return ok(
      all.map(({ code, text, purpose }) => ({
        ...{ template: code, title: code, text, purpose },
        fields: [...new Set([...placesIn(text), ...namesIn(text)])].map((name) => ({ name, label: name })),
      })),
    )
  },
  one: (plan, to) => giveOne(deps, plan, to),
})

async function giveOne(
  deps: SmsDeps,
  { account, content }: SmsPlan,
  { person, key, written }: To,
): Promise<Result<string | null, Trouble>> {
  const sender = deps.senders[account.kind]
  const template = content && (await templateOf(deps, account.id, content.template))
  if (!sender || !template) return no(gone('the text is not there any more'))
  const done = await giveSms(deps, sender, account, { person, template, values: written.values, key })
  if (!done.ok) return no(troubleOf(done.refusal))
  const { state, serial, code } = done.value
  // Nothing was heard, now or before the process ended.
  if (state === 'asking' || state === 'unsure') return no({ ...gone(code ?? 'nothing was heard'), meaning: 'network' })
  return ok(serial)
}

const gone = (text: string): Trouble => ({
  ...{ meaning: 'gone', code: null, text },
  advice: { zh: '没有发出', en: 'It did not go out' },
})

const troubleOf = (refusal: NotSent): Trouble =>
  refusal.kind === 'platform' ? refusal.trouble : gone(refusal.kind === 'problem' ? refusal.problem : refusal.kind)

async function writeAll(deps: SmsDeps, { account, content }: SmsPlan, values: Parameters<Way['write']>[1]) {
  const template = content && (await templateOf(deps, account.id, content.template))
  const sign = deps.senders[account.kind]?.sign(account) ?? ''
  return new Map(
    [...values].map(([person, known]): [string, Result<Written, SendReason>] => {
      if (!template) return [person, no('wrong-text')]
      const filled = fillAll(content.values, known)
      if (!filled.ok) return [person, no('missing-value')]
      const { whole, segments, problems } = fillSms(sign, template, filled.value)
      if (problems.length > 0) return [person, no('wrong-text')]
      return [person, ok({ text: whole, values: filled.value, pieces: segments })]
    }),
  )
}
