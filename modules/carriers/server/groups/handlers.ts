import { implement } from '@orpc/server'
import type { RequestContext } from '#platform/http/context'
import { chatGroups } from '../../core/chatsContract.ts'
import { refuseCarrier } from '../problems.ts'
import { participantsMatching } from './participants.ts'
import { chatsMatching, countChats, growthOf, type ShownDeps } from './shown.ts'

/** The endpoints of chat groups. */
export function chatHandlers(deps: ShownDeps) {
  const os = implement(chatGroups).$context<RequestContext>()
  const one = async (id: string) =>
    (await chatsMatching(deps, {}, { ids: [id], limit: 1 }))[0] ?? refuseCarrier('no-such-chat')
  return os.router({
    list: os.list.handler(async ({ input: { cursor, limit, ...filter } }) => {
      const rows = await chatsMatching(deps, filter, { below: cursor, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    }),
    count: os.count.handler(({ input }) => countChats(deps, input)),
    get: os.get.handler(async ({ input }) => ({ ...(await one(input.id)), ...(await growthOf(deps, input.id)) })),
    participants: os.participants.handler(async ({ input: { cursor, limit, ...filter } }) => {
      await one(filter.id)
      return participantsMatching(deps, filter, { cursor, limit })
    }),
  })
}
