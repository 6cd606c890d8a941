import { no, ok, type Result } from '#kit/result'
import type { CallContent } from '../../../core/calls.ts'
import { fillAll } from '../../../core/filling.ts'
import type { SendReason } from '../../../core/sends.ts'
import { beginCall, type CallDeps, calledOf, endCall, openCalls, stoppedCalls } from '../../../server/calls/store.ts'
import type { Plan, Standing, To, Way, Written } from '../../../server/sends/ports.ts'
import { phonesOf, templateOf } from '../../../server/sms/sending.ts'
import { phoneHash } from '../../../server/sms/told.ts'
import { callWay } from '../ways.ts'
import { callVendor, vendorOf } from './client.ts'

type CallPlan = Plan<CallContent>

/** A call as a way of a send: to each person by itself, so that whoever withdraws in between is not called. */
export const callWayOf = (deps: CallDeps): Way<CallContent> => ({
  kind: callWay,
  async refuse({ content }) {
    for (const { sms, intent } of content?.consequences ?? []) {
      const found = sms && (await templateOf(deps, sms.account, sms.template))
      if (sms && !found) return { title: 'no-such-template', detail: `${intent}: ${sms.template}` }
    }
    return null
  },
  async standing(_plan, people) {
    // Who wants no SMS may be called: the consent to calls is another one, and the gate asks it.
    const phones = await phonesOf(deps, [...people.keys()], 'service')
    const stopped = await stoppedCalls(deps, phones)
    return new Map(
      [...phones.keys()].map((person): [string, Standing] => [
        person,
        { refused: stopped.has(person) ? 'stopped' : null, left: null },
      ]),
    )
  },
  write: async (plan, values) => written(plan, values),
  one: (plan, to) => dial(deps, plan, to),
  open: (send) => openCalls(deps, send),
  async recall({ account }, keys) {
    const back: string[] = []
    for (const { key, task } of await calledOf(deps, account.id, keys)) {
      const done = await callVendor(
        vendorOf(account),
        'POST',
        `/outbound/v1/tasks/${encodeURIComponent(task)}/cancel`,
        {},
      )
      if (done.ok) back.push(key)
    }
    return back
  },
})

async function dial(deps: CallDeps, { account, content }: CallPlan, { person, key, written }: To) {
  const phone = (await phonesOf(deps, [person], 'service')).get(person)
  if (!content || typeof phone !== 'object') return no(gone('no number'))
  const isNew = await beginCall(deps, {
    account: account.id,
    key,
    person,
    phone: phone.phone,
    hash: phoneHash(deps, phone.phone),
  })
  // Asked for before a kill: nobody knows whether the vendor has it.
  if (!isNew) return no({ ...gone('nothing was heard'), meaning: 'network' as const })
  const made = await callVendor(vendorOf(account), 'POST', '/outbound/v1/tasks', {
    ...{ name: key, script: content.script, maxAttempts: content.attempts },
    numbers: [{ phone: phone.phone, reference: key, vars: written.values }],
    windows: [{ from: content.from, to: content.to }],
  })
  if (made.ok) {
    const task = made.value.taskId ?? ''
    await endCall(deps, account.id, key, { state: 'queued', task })
    return ok(task)
  }
  if (made.refusal.meaning !== 'network') await endCall(deps, account.id, key, null)
  return made
}

const gone = (text: string) => ({
  ...{ meaning: 'gone' as const, code: null, text },
  advice: { zh: '没有拨出', en: 'It was not called' },
})

/** What each is called with. */
function written({ content }: CallPlan, values: Parameters<Way['write']>[1]) {
  return new Map(
    [...values].map(([person, known]): [string, Result<Written, SendReason>] => {
      const filled = fillAll(content?.values ?? {}, known)
      if (!content || !filled.ok) return [person, no('missing-value')]
      const said = Object.entries(filled.value).map(([name, value]) => `${name}: ${value}`)
      return [person, ok({ text: [content.script, ...said].join('\n'), values: filled.value, pieces: null })]
    }),
  )
}
