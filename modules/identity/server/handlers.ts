import { implement, ORPCError } from '@orpc/server'
import type { Result } from '#kit/result'
import { nameOf, type RequestContext } from '#platform/http/context'
import type { Settings } from '#platform/settings'
import { identity } from '../contract.ts'
import type { Policy } from '../core/policy.ts'
import { weighMerge } from './byHand.ts'
import { countDoubts, listDoubts } from './doubts.ts'
import { type GraphDeps, graphOf, previewUnbind, previewUndo, sideOf } from './graph.ts'
import { previewBlocked } from './previewPolicy.ts'
import { refuseIdentity } from './problems.ts'
import type { IdentityRepairs } from './repairs.ts'
import { strandsOf } from './store.ts'
import type { IdentityTables } from './tables.ts'

export interface IdentityHandlerDeps extends GraphDeps {
  identities: IdentityRepairs
  policy: Settings<Policy>
}

type Refusal = Parameters<typeof refuseIdentity>[0]

const orRefuse = <T>(result: Result<T, Refusal>): T => (result.ok ? result.value : refuseIdentity(result.refusal))
const handOf = ({ actor }: RequestContext, reason: string) => ({ by: nameOf(actor), reason })

/** The identity endpoints. */
export function identityHandlers(deps: IdentityHandlerDeps) {
  const os = implement(identity).$context<RequestContext>()
  const { identities } = deps
  return os.router({
    graph: os.graph.handler(async ({ input }) => {
      const graph = await graphOf(deps, input.id)
      if (!graph) throw new ORPCError('NOT_FOUND')
      return graph
    }),
    previewUndo: os.previewUndo.handler(async ({ input }) => {
      return { sides: (await previewUndo(deps, input.id, input.mergeId)) ?? refuseIdentity('no-such-merge') }
    }),
    undoMerge: os.undoMerge.handler(async ({ input: { id, mergeId, reason }, context }) => {
      const sides = await identities.undoMerge(id, mergeId, handOf(context, reason))
      return { persons: (sides ?? refuseIdentity('no-such-merge')).map(({ person }) => person) }
    }),
    previewUnbind: os.previewUnbind.handler(async ({ input }) => {
      return (await previewUnbind(deps, input.id, input.identityId)) ?? refuseIdentity('no-such-id')
    }),
    unbind: os.unbind.handler(async ({ input: { id, identityId, reason }, context }) =>
      orRefuse(await identities.unbindOne(id, identityId, handOf(context, reason))),
    ),
    previewMerge: os.previewMerge.handler(({ input }) => previewMerge(deps, input.one, input.other)),
    merge: os.merge.handler(async ({ input: { one, other, reason }, context }) =>
      orRefuse(await identities.merge(one, other, handOf(context, reason))),
    ),
    doubts: os.doubts.handler(({ input }) => listDoubts(deps, input)),
    doubtCount: os.doubtCount.handler(async () => ({ open: await countDoubts(deps) })),
    decide: os.decide.handler(async ({ input: { id, decision, reason }, context }) => {
      orRefuse(await identities.decide(id, decision, handOf(context, reason)))
      return { done: true as const }
    }),
    ...policyHandlers(deps),
  })
}

/** The policy, its versions, and what another one would do. */
function policyHandlers(deps: IdentityHandlerDeps) {
  const os = implement(identity).$context<RequestContext>()
  return {
    policy: os.policy.handler(() => deps.policy.read()),
    policyVersions: os.policyVersions.handler(async () => {
      const versions = await deps.policy.versions(50)
      return {
        items: versions.map(({ version, at, by, value }) => ({ version, at: at.toISOString(), by, policy: value })),
      }
    }),
    previewPolicy: os.previewPolicy.handler(async ({ input }) => {
      return previewBlocked(deps, await deps.policy.read(), input)
    }),
    changePolicy: os.changePolicy.handler(({ input, context }) => deps.policy.change(input, nameOf(context.actor))),
  }
}

async function previewMerge(deps: IdentityHandlerDeps, one: string, other: string) {
  const db = deps.postgres.tables<IdentityTables>()
  const { a, b, kept, limit } = orRefuse(await weighMerge(db, one, other, await deps.identities.rules()))
  const sides = [a, b].map(async (person) => sideOf(db, deps.vault, { person, strands: await strandsOf(db, person) }))
  const refusal = a === b ? ('same-person' as const) : limit === null ? null : ('over-limit' as const)
  return { kept, sides: await Promise.all(sides), refusal, limit }
}
