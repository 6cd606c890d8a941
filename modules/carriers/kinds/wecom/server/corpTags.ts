import { z } from 'zod'
import { ok } from '#kit/result'
import type { Account } from '../../../server/accounts.ts'
import type { CorpTags } from '../../../server/tags/ports.ts'
import { wecomSettings } from '../kind.ts'
import { Nothing } from '../shapes.ts'
import { type WecomDeps, wecomClient } from './client.ts'

const Listed = z.looseObject({
  tag_group: z
    .array(
      z.looseObject({
        ...{ group_id: z.string(), group_name: z.string(), deleted: z.boolean().default(false) },
        tag: z
          .array(z.looseObject({ id: z.string(), name: z.string(), deleted: z.boolean().default(false) }))
          .default([]),
      }),
    )
    .default([]),
})

/** 企业标签 (page 92117): a tag is put on the tie of one member and one customer. */
export function wecomTags(deps: WecomDeps): CorpTags {
  const callOf = (account: Account) =>
    wecomClient(deps, { ...account, settings: wecomSettings.parse(account.settings) })
  return {
    async list(account) {
      const path = 'externalcontact/get_corp_tag_list'
      const got = await callOf(account)({ path, body: {}, answer: Listed, repeatable: true })
      if (!got.ok) return got
      const groups = got.value.tag_group.filter(({ deleted }) => !deleted)
      return ok(
        groups.map(({ group_id: id, group_name: name, tag }) => ({
          ...{ id, name },
          tags: tag.filter(({ deleted }) => !deleted).map((one) => ({ id: one.id, name: one.name })),
        })),
      )
    },
    async mark(account, { userid, external, add, remove }) {
      const body = {
        ...{ userid, external_userid: external },
        ...(add.length > 0 ? { add_tag: add } : {}),
        ...(remove.length > 0 ? { remove_tag: remove } : {}),
      }
      const path = 'externalcontact/mark_tag'
      const done = await callOf(account)({ path, body, answer: Nothing, repeatable: true })
      return done.ok ? ok() : done
    },
  }
}
