import { implement } from '@orpc/server'
import { nameOf, type RequestContext } from '#platform/http/context'
import type { Outgoing } from '#platform/http/outgoing'
import { refuse } from '#platform/http/problem'
import type { PosterDesign } from '../../core/posters/poster.ts'
import { posters as contract, posterProblems } from '../../core/postersContract.ts'
import { codeIn, drawPoster } from './draw.ts'
import { changePoster, listPosters, type PosterDeps, posterOf, removePoster, savePoster } from './store.ts'

/** Of a platform's picture no more is read. */
const mostBytes = 1_000_000
const patienceMs = 8000

/** The endpoints of posters. */
export function posterHandlers(deps: PosterDeps & { readonly out: Outgoing }) {
  const os = implement(contract).$context<RequestContext>()
  const { out } = deps
  return os.router({
    draw: os.draw.handler(({ input: { address, ...design } }) => drawn(design, address)),
    list: os.list.handler(({ input }) => listPosters(deps, input)),
    get: os.get.handler(({ input }) => posterOf(deps, input.id)),
    save: os.save.handler(async ({ input: { about, ...given }, context }) =>
      posterOf(deps, await savePoster(deps, about, given, nameOf(context.actor))),
    ),
    change: os.change.handler(async ({ input: { id, ...given }, context }) => {
      await changePoster(deps, id, given, nameOf(context.actor))
      return posterOf(deps, id)
    }),
    remove: os.remove.handler(async ({ input, context }) => {
      await removePoster(deps, input.id, nameOf(context.actor))
      return { done: true as const }
    }),
    drawSaved: os.drawSaved.handler(async ({ input }) => {
      const { design, address } = await posterOf(deps, input.id)
      return drawn(design, address)
    }),
    read: os.read.handler(async ({ input: { picture } }) => {
      const asked = { headers: {}, body: '', timeoutMs: patienceMs, method: 'GET', most: mostBytes } as const
      const got = await out.post(picture, asked)
      if (got.kind !== 'answered' || got.status !== 200 || !got.bytes) return refuse(posterProblems, 'no-answer')
      const address = await codeIn(got.bytes)
      return address ? { address } : refuse(posterProblems, 'unreadable-picture')
    }),
  })
}

async function drawn(design: PosterDesign, address: string) {
  const got = await drawPoster(design, address)
  return got.ok ? got.value : refuse(posterProblems, got.refusal)
}
