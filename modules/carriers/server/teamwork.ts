import { ORPCError } from '@orpc/server'
import { wecomChatTasks } from '../kinds/wecom/server/chatTasks.ts'
import type { WecomDeps } from '../kinds/wecom/server/client.ts'
import { wecomMoments } from '../kinds/wecom/server/moments.ts'
import { wecomTransfers } from '../kinds/wecom/server/transfers.ts'
import { wecomWays } from '../kinds/wecom/server/ways.ts'
import type { Account } from './accounts.ts'
import { changeCode } from './codes.ts'
import type { CarrierDeps } from './deps.ts'
import { chatHandlers } from './groups/handlers.ts'
import type { Inbox } from './inbox.ts'
import { postHandlers } from './moments/handlers.ts'
import { postHost, sweepPictures } from './moments/host.ts'
import type { PostDeps } from './moments/ports.ts'
import { readAllRecords } from './records/all.ts'
import type { CorpTags } from './tags/ports.ts'
import { transferHandlers } from './transfers/handlers.ts'
import { transferHost } from './transfers/host.ts'
import type { TransferDeps, Transfers } from './transfers/ports.ts'

export interface TeamworkDeps extends CarrierDeps, WecomDeps, Pick<TransferDeps, 'handedOver'> {
  readonly corpTags: CorpTags
  readonly inbox: Pick<Inbox, 'adapterOf'>
}

/** What members of the company do together: their chat groups, hand-overs, moments and messages to groups. */
export function openTeamwork(deps: TeamworkDeps) {
  // What members send by themselves counts, also where nobody asks for a sync.
  deps.jobs.define('carriers.records', () => readAllRecords(deps, deps.inbox), { cron: '10 * * * *' })
  deps.jobs.define('carriers.pictures', () => sweepPictures(deps), { cron: '25 4 * * *' })
  const transferDeps = { ...deps, ...transferPorts(deps) }
  const postDeps = { ...deps, postsOf: postPorts(deps) }
  const transferring = transferHost(transferDeps)
  const posting = postHost(postDeps)
  return {
    handlers: () => ({
      chatGroups: chatHandlers(deps),
      transfers: transferHandlers({ ...transferDeps, wake: () => transferring.kick() }),
      posts: postHandlers({ ...postDeps, wake: () => posting.kick() }),
    }),
    working: [transferring, posting],
  }
}

/** Moments and messages to chats by the kind of an account. */
function postPorts(platform: WecomDeps): PostDeps['postsOf'] {
  const ports: Readonly<Record<string, NonNullable<ReturnType<PostDeps['postsOf']>>>> = {
    wecom: { moments: wecomMoments(platform), chats: wecomChatTasks(platform) },
  }
  return ({ kind }) => ports[kind] ?? null
}

/** Hand-over by the kind of an account. */
function transferPorts(deps: TeamworkDeps): Pick<TransferDeps, 'transfersOf' | 'repoint'> {
  const byKind: Readonly<Record<string, Transfers>> = { wecom: wecomTransfers(deps) }
  const codeDeps = { ...deps, ways: wecomWays(deps) }
  return {
    transfersOf: (account: Account) => byKind[account.kind] ?? null,
    async repoint(id, staff, by) {
      try {
        await changeCode(codeDeps, { id, staff: [...staff] }, by)
        return null
      } catch (error) {
        // What is refused is told with the hand-over; it ends none of its other parts.
        if (error instanceof ORPCError) return error.message
        throw error
      }
    },
  }
}
