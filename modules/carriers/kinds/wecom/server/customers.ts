import { no, ok, type Result } from '#kit/result'
import type { Contact } from '../../../core/contact.ts'
import type { Trouble } from '../../../core/trouble.ts'
import { contactOf } from '../read.ts'
import { ContactAnswer, type Follow } from '../shapes.ts'
import type { WecomCall } from './client.ts'

/** Pages of followers of one customer; more than any has. */
const mostPages = 50

/** One customer with all who have them. */
export async function readCustomer(
  call: WecomCall,
  corpid: string,
  external: string,
): Promise<Result<Contact, Trouble>> {
  const follows: Follow[] = []
  let cursor = ''
  for (let page = 0; page < mostPages; page += 1) {
    const query = { external_userid: external, ...(cursor === '' ? {} : { cursor }) }
    const got = await call({ path: 'externalcontact/get', query, answer: ContactAnswer, repeatable: true })
    if (!got.ok) return got
    follows.push(...got.value.follow_user)
    cursor = got.value.next_cursor ?? ''
    if (cursor === '') return ok(contactOf(corpid, got.value.external_contact, follows))
  }
  return no({ meaning: 'wrong', code: null, text: 'pages of followers without an end', advice: endless })
}

const endless = { zh: '平台的分页没有尽头', en: 'The pages of the platform do not end' }
