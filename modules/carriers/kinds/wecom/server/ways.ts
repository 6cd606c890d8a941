import { z } from 'zod'
import { ok, type Result } from '#kit/result'
import { hour, second } from '#kit/time'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { MadeWay as Made, Way, Ways } from '../../../server/ways.ts'
import { wecomSettings } from '../kind.ts'
import { MadeWay, Nothing } from '../shapes.ts'
import { type WecomCall, type WecomDeps, wecomClient } from './client.ts'
import { wecomJoinWays } from './joinWays.ts'

const Listed = z.looseObject({
  contact_way: z.array(z.looseObject({ config_id: z.string() })).default([]),
  next_cursor: z.string().optional(),
})
const Got = z.looseObject({
  contact_way: z.looseObject({ config_id: z.string(), state: z.string().default(''), qr_code: z.string().default('') }),
})

/** 联系我 (page 92228): scene 2 is a code, type 1 leads to one member, 2 to several. */
export function wecomWays(deps: WecomDeps): Ways {
  const callOf = (account: Account) =>
    wecomClient(deps, { ...account, settings: wecomSettings.parse(account.settings) })
  return {
    ...wecomJoinWays(callOf),
    async make(account, way, isAgain) {
      const call = callOf(account)
      const found = isAgain ? await findWay(call, way) : ok(null)
      if (!found.ok) return found
      if (found.value) return ok(found.value)
      const type = (way.several ?? way.staff.length > 1) ? 2 : 1
      const body = { type, scene: 2, ...bodyOf(way), is_exclusive: way.exclusive, state: way.state }
      const made = await call({ path: 'externalcontact/add_contact_way', body, answer: MadeWay })
      return made.ok ? ok({ configId: made.value.config_id, qrCode: made.value.qr_code }) : made
    },
    async change(account, way) {
      const body = { config_id: way.config_id, ...bodyOf(way), state: way.state }
      const done = await callOf(account)({
        path: 'externalcontact/update_contact_way',
        body,
        answer: Nothing,
        repeatable: true,
      })
      return done.ok ? ok() : done
    },
    async remove(account, configId) {
      const body = { config_id: configId }
      const done = await callOf(account)({
        path: 'externalcontact/del_contact_way',
        body,
        answer: Nothing,
        repeatable: true,
      })
      return done.ok ? ok() : done
    },
  }
}

const bodyOf = ({ name, skip_verify, staff }: Way) => ({ remark: name, skip_verify, user: [...staff] })

/** A code of this state among those made about the time it was kept. */
async function findWay(call: WecomCall, { state, created_at: at }: Way): Promise<Result<Made | null, Trouble>> {
  const start_time = Math.floor((at.getTime() - hour) / second)
  let cursor = ''
  do {
    const body = { start_time, limit: 1000, ...(cursor === '' ? {} : { cursor }) }
    const page = await call({ path: 'externalcontact/list_contact_way', body, answer: Listed, repeatable: true })
    if (!page.ok) return page
    for (const { config_id } of page.value.contact_way) {
      const got = await call({
        path: 'externalcontact/get_contact_way',
        body: { config_id },
        answer: Got,
        repeatable: true,
      })
      if (!got.ok) return got
      const { contact_way: way } = got.value
      if (way.state === state) return ok({ configId: way.config_id, qrCode: way.qr_code })
    }
    cursor = page.value.next_cursor ?? ''
  } while (cursor !== '')
  return ok(null)
}
