import { implement } from '@orpc/server'
import type { Olap } from '#platform/clickhouse/olap'
import { nameOf, type RequestContext } from '#platform/http/context'
import { partners } from '../../core/partnersContract.ts'
import { programmes } from '../../core/programmeContract.ts'
import { candidates, friends } from './candidates.ts'
import type { PartnerDeps } from './deps.ts'
import { addFile, fileOf, filesOf, removeFile } from './files.ts'
import { changeProgramme, createProgramme, programmeRows, shownProgrammes } from './programmes.ts'
import { changePartner, createPartner, partnerOf, partnerRows, refusePartner, revealPartner } from './roster.ts'
import { addSample, sampleBack, samplesOf } from './samples.ts'
import { shownPartners } from './shown.ts'
import { addWay, changeWay, shownWays } from './ways.ts'

type Deps = PartnerDeps & { readonly olap: Olap }
const done = { done: true } as const
const by = ({ actor }: RequestContext) => nameOf(actor)
const implementing = () => implement(partners).$context<RequestContext>()

/** The endpoints of the roster. */
export function partnerHandlers(deps: Deps) {
  const os = implementing()
  const one = async (id: string) => {
    const [shown] = await shownPartners(deps, [await partnerOf(deps, id)])
    return shown ?? refusePartner('no-such-partner')
  }
  return os.router({
    list: os.list.handler(async ({ input }) => {
      const { items, ...next } = await partnerRows(deps, input)
      return { items: await shownPartners(deps, items), ...next }
    }),
    get: os.get.handler(({ input }) => one(input.id)),
    create: os.create.handler(async ({ input, context }) => one(await createPartner(deps, input, by(context)))),
    change: os.change.handler(async ({ input: { id, ...patch }, context }) => {
      await changePartner(deps, id, patch, by(context))
      return one(id)
    }),
    reveal: os.reveal.handler(({ input, context }) => revealPartner(deps, input.id, input.reason, by(context))),
    candidates: os.candidates.handler(({ input }) => candidates(deps, input)),
    friends: os.friends.handler(({ input }) => friends(deps, input.id)),
    ...giving(os, deps),
  })
}

/** What partners are given: files, samples, links and codes. */
function giving(os: ReturnType<typeof implementing>, deps: Deps) {
  const way = async (id: string, { origin = '' }: RequestContext) => {
    const [shown] = await shownWays(deps, { id }, origin)
    return shown ?? refusePartner('no-such-way')
  }
  return {
    files: os.files.handler(async ({ input }) => ({ items: await filesOf(deps, input.id) })),
    addFile: os.addFile.handler(({ input: { id, ...given }, context }) => addFile(deps, id, given, by(context))),
    file: os.file.handler(({ input, context }) => fileOf(deps, input.id, by(context))),
    removeFile: os.removeFile.handler(async ({ input, context }) => {
      await removeFile(deps, input.id, by(context))
      return done
    }),
    samples: os.samples.handler(async ({ input }) => ({ items: await samplesOf(deps, input.id) })),
    addSample: os.addSample.handler(({ input: { id, ...sent }, context }) => addSample(deps, id, sent, by(context))),
    sampleBack: os.sampleBack.handler(({ input, context }) => sampleBack(deps, input.id, by(context))),
    ways: os.ways.handler(async ({ input: { id }, context }) => {
      await partnerOf(deps, id)
      return { items: await shownWays(deps, { partner: id }, context.origin ?? '') }
    }),
    addWay: os.addWay.handler(async ({ input: { id, programme, way: given }, context }) => {
      const making = { partner: id, programme, by: by(context), origin: context.origin ?? '' }
      return way(await addWay(deps, making, given), context)
    }),
    changeWay: os.changeWay.handler(async ({ input, context }) => {
      await changeWay(deps, input.id, input.on, by(context))
      return way(input.id, context)
    }),
  }
}

/** The endpoints of programmes. */
export function programmeHandlers(deps: PartnerDeps) {
  const os = implement(programmes).$context<RequestContext>()
  const one = async (id: string) => {
    const { items } = await programmeRows(deps, { id, limit: 1 })
    const [shown] = await shownProgrammes(deps, items)
    return shown ?? refusePartner('no-such-programme')
  }
  return os.router({
    list: os.list.handler(async ({ input }) => {
      const { items, ...next } = await programmeRows(deps, input)
      return { items: await shownProgrammes(deps, items), ...next }
    }),
    get: os.get.handler(({ input }) => one(input.id)),
    create: os.create.handler(async ({ input, context }) =>
      one(await createProgramme(deps, { ...input, startsAt: input.startsAt }, by(context))),
    ),
    change: os.change.handler(async ({ input: { id, ...patch }, context }) => {
      await changeProgramme(deps, id, patch, by(context))
      return one(id)
    }),
  })
}
