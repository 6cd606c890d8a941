import { second } from '#kit/time'
import { lineOf, type Trouble } from '../../../core/trouble.ts'
import { type Attachment, fill, variablesIn, type Welcome } from '../../../core/welcome.ts'
import type { Account } from '../../../server/accounts.ts'
import type { CarrierDeps } from '../../../server/deps.ts'
import { aboutHash } from '../../../server/inbox.ts'
import type { CarrierTables } from '../../../server/tables.ts'
import type { WecomSettings } from '../kind.ts'
import { Nothing } from '../shapes.ts'
import type { WecomCall } from './client.ts'
import { readCustomer } from './customers.ts'

/** A welcome code lives 20 s (page 92137); less what a call takes. */
const life = 19 * second

export interface Greeting {
  readonly inbox: string
  readonly userid: string
  readonly external: string
  readonly state: string | null
  readonly code: string
  readonly receivedAt: number
}

type Deps = Pick<CarrierDeps, 'postgres' | 'vault' | 'now'>
type Outcome = CarrierTables['carriers_welcome']['state']

/** Sends what the code says to whoever came by it, while the platform takes it; keeps what became of it and how long it took. */
export async function welcomeBy(deps: Deps, account: Account<WecomSettings>, call: WecomCall, greeting: Greeting) {
  const { now, vault } = deps
  const db = deps.postgres.tables<CarrierTables>()
  const found = await codeOf(deps, account.id, greeting.state)
  const done = (state: Outcome, error: string | null = null) =>
    db
      .insertInto('carriers_welcome')
      .values({
        ...{ inbox: greeting.inbox, account: account.id, userid: greeting.userid, state, error },
        ...{ contact: aboutHash({ vault }, account.id, greeting.external), code: found?.id ?? null },
        ...{ ms: Math.max(0, now() - greeting.receivedAt), at: new Date(now()) },
      })
      .onConflict((on) => on.doNothing())
      .execute()
  if (!found?.welcome) return done('none')
  const text = await textOf(deps, account, call, greeting, found.welcome)
  if (now() - greeting.receivedAt > life) return done('late')
  const sent = await call({
    path: 'externalcontact/send_welcome_msg',
    body: { welcome_code: greeting.code, ...messageOf({ ...found.welcome, text }) },
    answer: Nothing,
    timeoutMs: 5 * second,
  })
  return sent.ok ? done('sent') : done(outcomeOf(sent.refusal), lineOf(sent.refusal))
}

const outcomeOf = ({ code }: Trouble): Outcome => (code === 41051 ? 'taken' : code === 41050 ? 'late' : 'failed')

async function codeOf({ postgres }: Deps, account: string, state: string | null) {
  if (state === null) return null
  const codes = postgres.tables<CarrierTables>().selectFrom('carriers_code').select(['id', 'welcome'])
  return (await codes.where('account', '=', account).where('state', '=', state).executeTakeFirst()) ?? null
}

/** Names are asked for only where the text has a place for them. */
async function textOf(deps: Deps, account: Account<WecomSettings>, call: WecomCall, of: Greeting, welcome: Welcome) {
  const named = variablesIn(welcome.text)
  if (!named.ok || named.value.size === 0) return welcome.text
  const customer = named.value.has('客户昵称') ? await readCustomer(call, account.settings.corpid, of.external) : null
  const staff = await deps.postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_staff')
    .select('name')
    .where('account', '=', account.id)
    .where('userid', '=', of.userid)
    .executeTakeFirst()
  // A name that cannot be had in time makes a friendly text without it, not none.
  const name = customer?.ok ? (customer.value.traits['nickname'] ?? '') : ''
  return fill(welcome.text, { 客户昵称: name === '' ? '您' : name, 员工姓名: staff?.name || of.userid })
}

/** A message as WeCom takes it, for welcomes and for many. */
export function messageOf({ text, attachments }: Welcome) {
  return {
    ...(text.trim() === '' ? {} : { text: { content: text } }),
    ...(attachments.length === 0 ? {} : { attachments: attachments.map(attachmentOf) }),
  }
}

function attachmentOf(one: Attachment) {
  if (one.type === 'image') return { msgtype: 'image', image: { pic_url: one.url } }
  if (one.type === 'link') {
    const { title, url, desc, picurl } = one
    return { msgtype: 'link', link: { title, url, ...(desc ? { desc } : {}), ...(picurl ? { picurl } : {}) } }
  }
  const { title, appid, page, mediaId } = one
  return { msgtype: 'miniprogram', miniprogram: { title, appid, page, pic_media_id: mediaId } }
}
