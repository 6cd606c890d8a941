import type { FastifyInstance } from 'fastify'
import type { StartTask, TaskKind } from '#platform/tasks/kind'
import { wecomSettings } from '../kinds/wecom/kind.ts'
import { wecomAdapter } from '../kinds/wecom/server/adapter.ts'
import { wecomClient } from '../kinds/wecom/server/client.ts'
import { wecomTags } from '../kinds/wecom/server/corpTags.ts'
import { wecomMasses } from '../kinds/wecom/server/masses.ts'
import { syncMember } from '../kinds/wecom/server/sync.ts'
import { syncTeam } from '../kinds/wecom/server/team.ts'
import { wecomWays } from '../kinds/wecom/server/ways.ts'
import { accountHandlers } from './accountHandlers.ts'
import type { Account } from './accounts.ts'
import { codeHandlers } from './codes.ts'
import { Inbox, sweepInbox } from './inbox.ts'
import { Limits } from './limits.ts'
import { callbackRoutes } from './routes.ts'
import { SendHost } from './sends/host.ts'
import type { SendDeps } from './sends/ports.ts'
import type { Syncs } from './syncs.ts'
import { syncTask } from './syncTask.ts'
import { tagHandlers } from './tags/handlers.ts'
import { syncTags } from './tags/incoming.ts'
import { hearTags, Marks } from './tags/outgoing.ts'
import { Tokens } from './tokens.ts'

export { carriersSubject } from './subject.ts'
export { touchTimeline } from './timeline.ts'

/** Carriers: made before jobs start (it defines one); `routes` before the server listens, `start` after, `stop` before they stop. */
export function openCarriers(given: Omit<SendDeps, 'masses'>) {
  const platform = { tokens: new Tokens(given), limits: new Limits(given.now) }
  const corpTags = wecomTags(platform)
  const deps: SendDeps = { ...given, masses: wecomMasses(platform) }
  const inbox = new Inbox(deps, [wecomAdapter({ ...deps, ...platform, corpTags })])
  const asWecom = (account: Account) => ({ ...account, settings: wecomSettings.parse(account.settings) })
  const syncs: Syncs = {
    async team(account) {
      const tags = await syncTags({ ...deps, corpTags }, account)
      if (!tags.ok) return tags
      const got = await syncTeam(deps, asWecom(account), wecomClient(platform, asWecom(account)))
      return got.ok ? { ok: true, value: got.value.serving } : got
    },
    member: (account, userid) => syncMember(deps, asWecom(account), wecomClient(platform, asWecom(account)), userid),
  }
  deps.jobs.define('carriers.sweep', () => sweepInbox(deps), { cron: '15 4 * * *' })
  const sending = new SendHost(deps)
  const marks = new Marks({ ...deps, corpTags })
  deps.outbox.subscribe(hearTags({ ...deps, corpTags }, marks.kick))
  const tasks: readonly TaskKind[] = [syncTask(deps, syncs)]
  return {
    tasks,
    handlers: (startTask: StartTask) => ({
      carrierAccounts: accountHandlers({ ...deps, inbox, tokens: platform.tokens, startTask }),
      sends: sending.handlers(),
      carrierTags: tagHandlers({ ...deps, corpTags }),
      staffCodes: codeHandlers({ ...deps, ways: wecomWays(platform) }),
    }),
    routes: (app: FastifyInstance) => callbackRoutes(app, deps, inbox),
    start() {
      inbox.start()
      sending.start()
      marks.start()
    },
    stop: async () => void (await Promise.all([inbox.stop(), sending.stop(), marks.stop()])),
  }
}
