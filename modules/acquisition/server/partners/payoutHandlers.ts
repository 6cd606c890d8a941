import { implement } from '@orpc/server'
import type { Bilingual } from '#kit/api'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { partnerProblems } from '../../core/partnerRefusals.ts'
import type { StatementMove } from '../../core/partners/statement.ts'
import { partnerPayouts } from '../../core/payoutContract.ts'
import { findActivations } from './activations.ts'
import { listDeals } from './deals.ts'
import type { PartnerDeps } from './deps.ts'
import { decideFlag, listFlags, oneFlag, undoFlag } from './flags.ts'
import { judgeAgain } from './judge.ts'
import { moveStatement } from './moves.ts'
import { pageUrl } from './page.ts'
import { payLater } from './payouts.ts'
import { partnerOf, refusePartner } from './roster.ts'
import { drawStatements, oneStatement, shownStatements, statementRows, waitingFor } from './statements.ts'

const by = ({ actor }: RequestContext) => nameOf(actor)
const implementing = () => implement(partnerPayouts).$context<RequestContext>()

/** The endpoints of what partners earn and are paid. */
export function payoutHandlers(deps: PartnerDeps) {
  const os = implementing()
  return os.router({
    deals: os.deals.handler(({ input }) => listDeals(deps, input)),
    judge: os.judge.handler(async () => ({
      ...{ sales: await judgeAgain(deps), activations: await findActivations(deps) },
    })),
    flags: os.flags.handler(({ input }) => listFlags(deps, input)),
    decide: os.decide.handler(async ({ input: { id, ...said }, context }) => {
      await decideFlag(deps, id, said, by(context))
      return oneFlag(deps, id)
    }),
    undo: os.undo.handler(async ({ input: { id, reason }, context }) => {
      await undoFlag(deps, id, reason, by(context))
      return oneFlag(deps, id)
    }),
    pageOf: os.pageOf.handler(async ({ input: { id }, context }) => {
      await partnerOf(deps, id)
      return { url: pageUrl(deps, id, context.origin ?? '') }
    }),
    ...paying(os, deps),
  })
}

function paying(os: ReturnType<typeof implementing>, deps: PartnerDeps) {
  return {
    statements: os.statements.handler(async ({ input }) => {
      const { items, ...next } = await statementRows(deps, input)
      return { items: await shownStatements(deps, items), ...next }
    }),
    waiting: os.waiting.handler(({ input }) => waitingFor(deps, input.month)),
    draw: os.draw.handler(({ input, context }) => drawStatements(deps, input, by(context))),
    approve: os.approve.handler(async ({ input: { ids }, context }) => {
      const refused: { id: string; why: Bilingual }[] = []
      let amount = 0
      for (const id of new Set(ids)) {
        const done = await moveStatement(deps, id, 'approve', { by: by(context), origin: context.origin ?? '' })
        if (!done.ok) refused.push({ id, why: partnerProblems[done.refusal].title })
        else {
          amount += Number(done.value.amount)
          await payLater(deps, id)
        }
      }
      return { approved: new Set(ids).size - refused.length, amount, refused }
    }),
    move: os.move.handler(async ({ input: { id, move, note }, context }) => {
      if (note === '' && (move === 'reject' || move === 'settle')) refusePartner('needs-note')
      if (move !== 'ask') await moved(deps, id, move, { by: by(context), note, origin: context.origin ?? '' })
      if (move === 'ask' || move === 'send') await payLater(deps, id)
      return oneStatement(deps, id)
    }),
  }
}

async function moved(
  deps: PartnerDeps,
  id: string,
  move: StatementMove,
  how: { by: string; note: string; origin: string },
) {
  const done = await moveStatement(deps, id, move, how)
  if (!done.ok) refuse(partnerProblems, done.refusal)
}
