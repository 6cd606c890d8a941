import { no, ok, type Result } from '#kit/result'
import type { Contact } from '../../../core/contact.ts'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import { storeContacts } from '../../../server/contacts.ts'
import type { CarrierDeps } from '../../../server/deps.ts'
import { endUnseen } from '../../../server/unseen.ts'
import type { WecomSettings } from '../kind.ts'
import { contactOf } from '../read.ts'
import { BatchAnswer } from '../shapes.ts'
import type { WecomCall } from './client.ts'

/** Largest of `batch/get_by_user`. */
const atATime = 100
/** More pages than any member has customers. */
const mostPages = 2000

export interface Synced {
  readonly relations: number
  /** Ties we knew that WeCom does not name any more. */
  readonly unseen: number
}

/** All customers of one member: what is told of them is stored page by page, and who is not told of any more is ended. */
export async function syncMember(
  deps: CarrierDeps,
  account: Account<WecomSettings>,
  call: WecomCall,
  userid: string,
): Promise<Result<Synced, Trouble>> {
  const { corpid } = account.settings
  const askedAt = deps.now()
  const to = {
    account: account.id,
    reach: { carrier: 'wecom', corp: corpid },
    askedAt,
    isWhole: false,
    isNew: false,
  } as const
  let cursor = ''
  let relations = 0
  for (let page = 0; page < mostPages; page += 1) {
    const body = { userid_list: [userid], cursor, limit: atATime }
    const got = await call({ path: 'externalcontact/batch/get_by_user', body, answer: BatchAnswer, repeatable: true })
    // A member without customers is answered as one who is nobody's.
    if (!got.ok && got.refusal.code === 84061) break
    if (!got.ok) return got
    const contacts = got.value.external_contact_list.map(
      ({ external_contact, follow_info }): Contact =>
        contactOf(corpid, external_contact, [{ ...follow_info, userid: follow_info.userid }]),
    )
    await storeContacts(deps, to, contacts)
    relations += contacts.length
    cursor = got.value.next_cursor ?? ''
    if (cursor === '') break
    if (page === mostPages - 1) return no(endless)
  }
  return ok({ relations, unseen: await endUnseen(deps, { account: account.id, corp: corpid, userid, askedAt }) })
}

const endless: Trouble = {
  ...{ meaning: 'wrong', code: null, text: 'pages of customers without an end' },
  advice: { zh: '平台的分页没有尽头', en: 'The pages of the platform do not end' },
}
