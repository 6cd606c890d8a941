import { z } from 'zod'
import { ok, type Result } from '#kit/result'
import { followerGroup, isOwnTag } from '../../../core/followerTags.ts'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import type { ApiCall } from '../../../server/errcodeCalls.ts'
import type { FollowerTags } from '../../../server/tags/ports.ts'
import { type WeixinDeps, weixinClient } from '../../weixin/server/client.ts'
import { asOfficial } from './adapter.ts'

const Listed = z.looseObject({ tags: z.array(z.looseObject({ id: z.number().int(), name: z.string() })).default([]) })
const Made = z.looseObject({ tag: z.looseObject({ id: z.number().int(), name: z.string() }) })
const Nothing = z.looseObject({})

/** 用户标签管理: tags of followers, one for all members of the company. */
export function officialTags(deps: WeixinDeps): FollowerTags {
  const callOf = (account: Account) => weixinClient(deps, asOfficial(account))
  return {
    async list(account) {
      const got = await callOf(account)({ path: '/cgi-bin/tags/get', answer: Listed, repeatable: true })
      if (!got.ok) return got
      const tags = got.value.tags.filter(({ id }) => isOwnTag(id)).map(({ id, name }) => ({ id: String(id), name }))
      return ok([{ ...followerGroup, tags }])
    },
    async create(account, name) {
      const got = await callOf(account)({ path: '/cgi-bin/tags/create', body: { tag: { name } }, answer: Made })
      return got.ok ? ok({ id: String(got.value.tag.id), name: got.value.tag.name }) : got
    },
    async rename(account, { id, name }) {
      const body = { tag: { id: Number(id), name } }
      return done(await callOf(account)({ path: '/cgi-bin/tags/update', body, answer: Nothing, repeatable: true }))
    },
    async remove(account, id) {
      const body = { tag: { id: Number(id) } }
      return done(await callOf(account)({ path: '/cgi-bin/tags/delete', body, answer: Nothing, repeatable: true }))
    },
    give: async (account, tag, openids, given) => done(await giveBy(callOf(account), tag, openids, given)),
  }
}

function giveBy(call: ApiCall, tag: string, openids: readonly string[], given: boolean) {
  const body = { openid_list: [...openids], tagid: Number(tag) }
  if (given) return call({ path: '/cgi-bin/tags/members/batchtagging', body, answer: Nothing, repeatable: true })
  return call({ path: '/cgi-bin/tags/members/batchuntagging', body, answer: Nothing, repeatable: true })
}

const done = (got: Result<unknown, Trouble>): Result<void, Trouble> => (got.ok ? ok() : got)
