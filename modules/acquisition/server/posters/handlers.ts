import { implement } from '@orpc/server'
import type { Outgoing } from '#platform/http/outgoing'
import { refuse } from '#platform/http/problem'
import { posters as contract, posterProblems } from '../../core/postersContract.ts'
import { codeIn, drawPoster } from './draw.ts'

/** Of a platform's picture no more is read. */
const mostBytes = 1_000_000
const patienceMs = 8000

/** The endpoints of posters. */
export function posterHandlers({ out }: { readonly out: Outgoing }) {
  const os = implement(contract)
  return os.router({
    draw: os.draw.handler(async ({ input: { address, ...design } }) => {
      const drawn = await drawPoster(design, address)
      return drawn.ok ? drawn.value : refuse(posterProblems, drawn.refusal)
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
