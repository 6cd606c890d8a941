import { implement, ORPCError } from '@orpc/server'
import { nameOf, type RequestContext } from '#platform/http/context'
import { identity } from '../contract.ts'
import type { IdentityRepairs } from './split.ts'

/** The identity endpoints. */
export function identityHandlers(identities: IdentityRepairs) {
  const os = implement(identity).$context<RequestContext>()
  return os.router({
    undoMerge: os.undoMerge.handler(async ({ input: { id, mergeId, reason }, context }) => {
      const sides = await identities.undoMerge(id, mergeId, { by: nameOf(context.actor), reason })
      if (!sides) throw new ORPCError('NOT_FOUND')
      return { persons: sides.map(({ person }) => person) }
    }),
  })
}
