import { type Candidate, type Chosen, chooseWays } from '../../core/choose.ts'
import type { SendReason } from '../../core/sends.ts'
import { isInTrial, variantOf } from '../../core/trial.ts'
import { type Judged, judge } from './judge.ts'
import type { Opened } from './plans.ts'
import type { HostDeps } from './ports.ts'
import { type SendRow, type SendTables, touchKey, touchKeys } from './tables.ts'

/** Where no place of the account is left. */
export const full: SendReason = 'way-quota'

/** Chooses for a page of the audience and keeps it; answers the last of them. Done again after a kill it comes to the same. */
export async function choosePage(
  deps: HostDeps,
  send: SendRow,
  opened: readonly Opened[],
  people: readonly string[],
): Promise<string> {
  const judged = await judge(deps, opened, people)
  const chosen = await throughGate(deps, send, opened, judged)
  const at = new Date(deps.now())
  const rows = chosen.map((one) => rowOf(send, one, { judged, opened }, at))
  // Of a run that was killed another place may be left at the gate.
  const other = chosen.flatMap(({ person, way }) =>
    touchKeys(send.id, person, opened.length).filter((key) => way === null || key !== touchKey(send.id, person, way)),
  )
  if (opened.length > 1) await deps.gate.takeBack(other)
  const last = people.at(-1) ?? send.after
  // Stopped while they were chosen: nobody gets it, and the places are free again.
  const mine = chosen.flatMap(({ person, way }) => (way === null ? [] : [touchKey(send.id, person, way)]))
  if (await keep(deps, send.id, rows, last)) await deps.gate.takeBack(mine)
  return last
}

/** Keeps a page, once; true = the send was stopped meanwhile. */
const keep = ({ postgres }: HostDeps, send: string, rows: readonly ReturnType<typeof rowOf>[], last: string) =>
  postgres.transaction(async (tx) => {
    const db = tx.tables<SendTables>()
    const of = db.selectFrom('carriers_send').select('state').where('id', '=', send).forUpdate()
    const isStopped = (await of.executeTakeFirst())?.state === 'stopped'
    await db
      .insertInto('carriers_send_person')
      .values(rows.map((row) => (isStopped && row.way !== null ? { ...row, state: 'stopped' as const } : row)))
      .onConflict((on) => on.doNothing())
      .execute()
    await db.updateTable('carriers_send').set({ after: last }).where('id', '=', send).execute()
    return isStopped
  })

/** Asks the gate way by way: whoever it refuses one is asked about the next, until nobody is left to ask about. */
async function throughGate(
  { gate, now }: HostDeps,
  { id, purpose, made_by: by }: SendRow,
  opened: readonly Opened[],
  judged: Judged,
): Promise<Chosen<SendReason>[]> {
  const done = new Map<string, Chosen<SendReason>>()
  const left = new Map(judged.left)
  for (let open = judged.candidates; open.length > 0; ) {
    const round = chooseWays(open, left, full)
    const asked = round.flatMap(({ person, way }) => {
      const by = way === null ? undefined : opened[way]?.way
      if (way === null || !by) return []
      const contact = { person, carrier: by.kind.carrier, purpose, at: now(), open: by.tasks !== undefined }
      return [{ ...contact, way, key: touchKey(id, person, way) }]
    })
    const verdicts = asked.length === 0 ? [] : await gate.let(asked, { ref: `send:${id}`, by })
    const refusals = new Map<string, readonly SendReason[]>()
    for (const [i, { person }] of asked.entries()) {
      const verdict = verdicts[i]
      if (!verdict?.allowed)
        refusals.set(person, verdict ? [...new Set(verdict.reasons.map(({ reason }) => reason))] : ['gone'])
    }
    const next: Candidate<SendReason>[] = []
    for (const [i, one] of round.entries()) {
      const reasons = refusals.get(one.person)
      const before = open[i]
      if (one.way === null || !reasons || !before) {
        done.set(one.person, one)
        if (one.way !== null && left.has(one.way)) left.set(one.way, (left.get(one.way) ?? 0) - 1)
      } else next.push({ ...before, options: before.options.with(one.way, reasons) })
    }
    open = next
  }
  return judged.candidates.flatMap(({ person }) => done.get(person) ?? [])
}

interface By {
  readonly judged: Judged
  readonly opened: readonly Opened[]
}

function rowOf(
  { id: send, trial }: SendRow,
  { person, way, tried }: Chosen<SendReason>,
  { judged, opened }: By,
  at: Date,
) {
  const plan = way === null ? undefined : opened[way]?.plan
  const standing = way === null ? undefined : judged.standing(person, way)
  const reasons = [...new Set(tried.flatMap((one) => one.reasons))].filter((one) => one !== 'not-there')
  // The rest waits for the winner.
  const rest = trial !== null && plan !== undefined && plan.variants.length > 0 && !isInTrial(send, person, trial.share)
  const chosen = rest ? ('heldBack' as const) : ('planned' as const)
  return {
    rest,
    variant: plan ? variantOf(plan.lot, person, 1 + plan.variants.length) : 0,
    ...{ send, person, way, unit: null, told: null, error: null, at },
    ...{ contact: standing?.contact ?? null, userid: standing?.userid ?? null, external: standing?.external ?? null },
    tried: JSON.stringify(tried) as never,
    state: way !== null ? chosen : reasons.length === 0 ? ('nobody' as const) : ('refused' as const),
    reasons: (way !== null || reasons.length === 0 ? null : JSON.stringify(reasons)) as never,
  }
}
