import { z } from 'zod'
import { ok, type Result } from '#kit/result'
import { second } from '#kit/time'
import type { LinkQuota, PlatformLink } from '../../../core/acquisitionLinks.ts'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { LinkCalls } from '../../../server/given/links.ts'
import { Nothing } from '../shapes.ts'
import { type WecomCall, type WecomDeps, wecomClient } from './client.ts'
import { asWecom } from './work.ts'

const Link = z.looseObject({ link_id: z.string().min(1), link_name: z.string().default(''), url: z.string().min(1) })
const Made = z.looseObject({ link: Link })
const Listed = z.looseObject({ link_id_list: z.array(z.string()).default([]), next_cursor: z.string().default('') })
const Quota = z.looseObject({
  total: z.number().int(),
  balance: z.number().int(),
  quota_list: z.array(z.looseObject({ expire_date: z.number().int(), balance: z.number().int() })).default([]),
})
/** So many are looked at for one that may have been made. */
const mostLooked = 200

/** 获客助手 (pages 97297 and 97375): links, and what is left of the additions that were bought. */
export const wecomLinks = (deps: WecomDeps): LinkCalls => {
  const callOf = (account: Account) => wecomClient(deps, asWecom(account))
  return {
    async make(account, { name, staff, skipVerify }) {
      const body = { link_name: name, range: { user_list: [...staff] }, skip_verify: skipVerify }
      const path = 'externalcontact/customer_acquisition/create_link'
      const made = await callOf(account)({ path, body, answer: Made })
      return made.ok ? ok(linkOf(made.value.link)) : made
    },
    find: (account, name) => findLink(callOf(account), name),
    async change(account, link, { name, staff, skipVerify }) {
      const done = await callOf(account)({
        path: 'externalcontact/customer_acquisition/update_link',
        body: { link_id: link, link_name: name, range: { user_list: [...staff] }, skip_verify: skipVerify },
        answer: Nothing,
        repeatable: true,
      })
      return done.ok ? ok() : done
    },
    async quota(account) {
      const path = 'externalcontact/customer_acquisition_quota'
      const got = await callOf(account)({ path, answer: Quota, repeatable: true })
      return got.ok ? ok(quotaOf(got.value)) : got
    },
  }
}

const linkOf = ({ link_id, url }: z.output<typeof Link>): PlatformLink => ({ link: link_id, url })

const quotaOf = ({ total, balance, quota_list }: z.output<typeof Quota>): LinkQuota => ({
  ...{ total, balance },
  expiring: quota_list
    .filter((one) => one.balance > 0)
    .map((one) => ({ at: one.expire_date * second, count: one.balance }))
    .sort((one, other) => one.at - other.at),
})

/** One that may have been made while nothing was heard: by its name, which is its own. */
async function findLink(call: WecomCall, name: string): Promise<Result<PlatformLink | null, Trouble>> {
  let looked = 0
  for (let cursor = ''; looked < mostLooked; ) {
    const page = await call({
      path: 'externalcontact/customer_acquisition/list_link',
      body: { limit: 100, ...(cursor === '' ? {} : { cursor }) },
      answer: Listed,
      repeatable: true,
    })
    if (!page.ok) return page
    for (const link_id of page.value.link_id_list) {
      looked += 1
      const one = await call({
        path: 'externalcontact/customer_acquisition/get',
        body: { link_id },
        answer: Made,
        repeatable: true,
      })
      if (one.ok && one.value.link.link_name === name) return ok({ ...linkOf(one.value.link), link: link_id })
    }
    cursor = page.value.next_cursor
    if (cursor === '') break
  }
  return ok(null)
}
