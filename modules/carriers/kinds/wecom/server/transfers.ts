import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'
import { second } from '#kit/time'
import type { Trouble } from '../../../core/trouble.ts'
import { endRelation, storeContacts } from '../../../server/contacts.ts'
import type { Asked, Outcome, Pair, Transfers } from '../../../server/transfers/ports.ts'
import { wecomTrouble } from '../answers.ts'
import { syncChat } from './chats.ts'
import { type WecomCall, wecomClient } from './client.ts'
import { readCustomer } from './customers.ts'
import { all } from './masses.ts'
import { asWecom, type Deps } from './work.ts'

const Answer = z.looseObject({
  customer: z.array(z.looseObject({ external_userid: z.string(), errcode: z.number().int() })).default([]),
})
const Outcomes = z.looseObject({
  customer: z
    .array(
      z.looseObject({
        ...{ external_userid: z.string(), status: z.number().int(), takeover_time: z.number().int().default(0) },
      }),
    )
    .default([]),
  next_cursor: z.string().optional(),
})
const Unassigned = z.looseObject({
  info: z.array(z.looseObject({ handover_userid: z.string(), external_userid: z.string() })).default([]),
  next_cursor: z.string().optional(),
})
const Failed = z.looseObject({
  failed_chat_list: z.array(z.looseObject({ chat_id: z.string(), errcode: z.number().int() })).default([]),
})

/** By the code of `transfer_result` (page 94088). */
const states: Readonly<Record<number, Outcome['state']>> = { 1: 'done', 2: 'waiting', 3: 'refused', 4: 'full' }

/** 在职继承 and 离职继承 (pages 92125, 94081; groups 95703, 92127). */
export function wecomTransfers(deps: Deps): Transfers {
  const callOf = (account: Parameters<typeof asWecom>[0]) => wecomClient(deps, asWecom(account))
  return {
    most: 100,
    chatsMost: 100,
    capacity: (account) => asWecom(account).settings.capacity,
    async unassigned(account, giver) {
      return all(callOf(account), {
        ...{ path: 'externalcontact/get_unassigned_list', body: { page_size: 1000 }, answer: Unassigned },
        rows: ({ info }) =>
          info.filter((one) => one.handover_userid === giver).map(({ external_userid }) => external_userid),
      })
    },
    ask: (account, pair, externals, message) => askFor(callOf(account), pair, externals, message),
    outcomes: (account, pair) => outcomesOf(callOf(account), pair),
    askChats: (account, pair, chats) => askForChats(callOf(account), pair, chats),
    moved: (account, pair, external, at) => moved(deps, asWecom(account), pair, external, at),
    async readChat(account, chat) {
      const read = await syncChat(deps, { account: asWecom(account), call: callOf(account) }, chat)
      return read.ok ? ok() : read
    },
  }
}

const kindOf = ({ hasLeft }: Pair) => (hasLeft ? 'resigned/' : '')

async function askFor(call: WecomCall, pair: Pair, externals: readonly string[], message: string | null) {
  const body = {
    ...{ handover_userid: pair.giver, takeover_userid: pair.taker, external_userid: [...externals] },
    ...(message === null || pair.hasLeft ? {} : { transfer_success_msg: message }),
  }
  const path = `externalcontact/${kindOf(pair)}transfer_customer`
  const got = await call({ path, body, answer: Answer, timeoutMs: 30 * second })
  return got.ok ? ok(got.value.customer.map(askedOf)) : got
}

const outcomesOf = (call: WecomCall, pair: Pair) =>
  all(call, {
    path: `externalcontact/${kindOf(pair)}transfer_result`,
    body: { handover_userid: pair.giver, takeover_userid: pair.taker },
    answer: Outcomes,
    rows: ({ customer }) =>
      customer.map(({ external_userid: external, status, takeover_time: at }) => ({
        ...{ external, state: states[status] ?? ('none' as const), at: at > 0 ? at * second : null },
      })),
  })

async function askForChats(call: WecomCall, { taker, hasLeft }: Pair, chats: readonly string[]) {
  const path = `externalcontact/groupchat/${hasLeft ? 'transfer' : 'onjob_transfer'}`
  const got = await call({ path, body: { chat_id_list: [...chats], new_owner: taker }, answer: Failed })
  if (!got.ok) return got
  const failed = got.value.failed_chat_list
  return ok(new Map(failed.map(({ chat_id, errcode }) => [chat_id, wecomTrouble(errcode, '').advice.zh])))
}

/** From memory: 40128 too often in 90 days, 40129 under way already. */
const limited = [40128]
const gone = [40096, 84061, 84083, 84084]

function askedOf({ external_userid: external, errcode }: z.output<typeof Answer>['customer'][number]): Asked {
  if (errcode === 0) return { external, state: 'waiting', error: null }
  const state = limited.includes(errcode) ? 'limited' : gone.includes(errcode) ? 'gone' : 'failed'
  return { external, state, error: `${wecomTrouble(errcode, '').advice.zh}（${errcode}）` }
}

/** The messages of a hand-over come with reasons of their own, or not at all where the colleague had them before. */
async function moved(
  deps: Deps,
  account: ReturnType<typeof asWecom>,
  { giver }: Pair,
  external: string,
  at: number,
): Promise<Result<void, Trouble>> {
  const { corpid } = account.settings
  const askedAt = deps.now()
  await endRelation(deps, { account: account.id, corp: corpid, external, userid: giver, by: 'transfer', at })
  const got = await readCustomer(wecomClient(deps, account), corpid, external)
  // Gone again already: what is known of them stands.
  if (!got.ok) return got.refusal.meaning === 'gone' ? ok() : no(got.refusal)
  const reach = { carrier: 'wecom', corp: corpid } as const
  await storeContacts(deps, { account: account.id, reach, askedAt, isWhole: true, isNew: false }, [got.value])
  return ok()
}
