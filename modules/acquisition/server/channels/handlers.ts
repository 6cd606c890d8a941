import { implement } from '@orpc/server'
import { nameOf, type RequestContext } from '#platform/http/context'
import { channelReport } from '../../core/channelReportContract.ts'
import { channels } from '../../core/channelsContract.ts'
import { addCost, importCosts, listCosts, setGone, undoImport } from './costs.ts'
import type { ChannelDeps } from './deps.ts'
import { makeLinks } from './links.ts'
import { seenNames } from './names.ts'
import { answerPeople, keepPeople } from './people.ts'
import { answerCohorts, answerReport, channelSettings } from './report.ts'
import { changeChannel, channelRows, type Patch, shownTree, undoChange } from './tree.ts'

/** The endpoints of channels. */
export function channelHandlers(deps: ChannelDeps) {
  const os = implement(channels).$context<RequestContext>()
  const tree = async () => ({ items: shownTree(await channelRows(deps)) })
  const change = async (id: string | null, patch: Patch, context: RequestContext) => ({
    ...(await changeChannel(deps, id, patch, nameOf(context.actor))),
    ...(await tree()),
  })
  return os.router({
    tree: os.tree.handler(tree),
    create: os.create.handler(({ input, context }) => change(null, input, context)),
    change: os.change.handler(({ input: { id, ...patch }, context }) => change(id, patch, context)),
    undo: os.undo.handler(async ({ input, context }) => {
      await undoChange(deps, input.id, nameOf(context.actor))
      return tree()
    }),
    names: os.names.handler(({ input }) => seenNames(deps, input.known)),
    makeLinks: os.makeLinks.handler(({ input, context }) =>
      makeLinks(deps, input, { by: nameOf(context.actor), origin: context.origin ?? null }),
    ),
  })
}

/** The endpoints of what channels cost and what came of them. */
export function channelReportHandlers(deps: ChannelDeps) {
  const os = implement(channelReport).$context<RequestContext>()
  const by = (context: RequestContext) => nameOf(context.actor)
  const settings = channelSettings(deps)
  return os.router({
    costs: os.costs.handler(({ input }) => listCosts(deps, input)),
    addCost: os.addCost.handler(({ input, context }) => addCost(deps, input, by(context))),
    removeCost: os.removeCost.handler(async ({ input, context }) => {
      await setGone(deps, input.id, true, by(context))
      return { done: true as const }
    }),
    putBackCost: os.putBackCost.handler(({ input, context }) => setGone(deps, input.id, false, by(context))),
    importCosts: os.importCosts.handler(({ input, context }) => importCosts(deps, input, by(context))),
    undoImport: os.undoImport.handler(async ({ input, context }) => ({
      removed: await undoImport(deps, input.import, by(context)),
    })),
    settings: os.settings.handler(async () => ({ margin: (await settings.read()).margin })),
    changeSettings: os.changeSettings.handler(async ({ input, context }) => ({
      margin: (await settings.change(input, by(context))).margin,
    })),
    report: os.report.handler(({ input }) => answerReport(deps, input)),
    cohorts: os.cohorts.handler(({ input }) => answerCohorts(deps, input)),
    people: os.people.handler(({ input }) => answerPeople(deps, input)),
    keepPeople: os.keepPeople.handler(({ input, context }) => keepPeople(deps, input, by(context))),
  })
}
