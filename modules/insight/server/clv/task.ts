import { z } from 'zod'
import type { Olap } from '#platform/clickhouse/olap'
import type { RequestContext } from '#platform/http/context'
import type { Jobs } from '#platform/jobs'
import type { Postgres } from '#platform/postgres/postgres'
import { type StartTask, type TaskKind, type TaskStep, taskKind } from '#platform/tasks/kind'
import type { BgNbd } from '../../core/clv/bgnbd.ts'
import type { GammaGamma } from '../../core/clv/gammaGamma.ts'
import { buyerScopes } from '../../core/clv/scope.ts'
import { expectedValue } from '../../core/clv/value.ts'
import type { ClvReply } from '../../core/clvContract.ts'
import { dayAfter, daysBetween, fitted, unitDays } from './fitted.ts'
import { buyersAfter, spanOfPurchases } from './purchases.ts'
import { type ClvTables, dropOthers, modelInUse, putInUse } from './store.ts'

const kind = 'insight.clv'
/** Each page reads all orders once; each batch is some ten milliseconds of arithmetic in one go. */
const [pageSize, batchSize] = [50_000, 2_500]
/** A hold-out is the last third; shorter than four weeks it says nothing. */
const [holdoutPart, shortestHoldout] = [3, 28]

const Asked = z.object({ scope: z.enum(buyerScopes), horizonWeeks: z.int().min(1).max(260) })
type Asked = z.output<typeof Asked>

export interface ClvTaskDeps {
  readonly postgres: Postgres
  readonly olap: Olap
  settings(): Promise<{ zone: string }>
  now(): number
}

/** Fits the models to everything there is and computes the value of every buyer, as a task. */
export function clvTask(deps: ClvTaskDeps): TaskKind {
  return taskKind({
    ...{ kind, input: Asked },
    title: { zh: '计算客户价值', en: 'Compute customer value' },
    rights: { read: 'insight:read', write: 'insight:write' },
    counts: { people: { zh: '客户', en: 'people' }, tooFew: { zh: '复购太少，没有计算', en: 'too few came back' } },
    about: ({ horizonWeeks }) => ({ zh: `未来 ${horizonWeeks} 周`, en: `the next ${horizonWeeks} weeks` }),
    total: async (asked) => (await sourceOf(deps, asked))?.people ?? 0,
    steps: (asked, { by }) => steps(deps, asked, by),
  })
}

/** What there is to learn from: everything until yesterday, or until the last purchase where nothing came since. */
async function sourceOf({ olap, settings, now }: ClvTaskDeps, { scope }: Asked) {
  const { zone } = await settings()
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(now())
  const found = await spanOfPurchases(olap, { zone, end: dayAfter(today, -1), scope })
  return found && { zone, people: found.people, first: found.first, end: found.last }
}

async function* steps(deps: ClvTaskDeps, asked: Asked, author: string): AsyncGenerator<TaskStep> {
  const source = await sourceOf(deps, asked)
  const version = String(deps.now())
  // What a run that broke off has left is nobody's.
  await dropOthers(deps.olap, (await modelInUse(deps.postgres.tables<ClvTables>()))?.version ?? '0')
  const models = source && (await fitTo(deps, asked, { ...source, until: undefined }))
  if (!source || !models) {
    yield { done: 0, counts: { people: 0, tooFew: 1 } }
    return
  }
  yield { done: 0, counts: { people: 0 } }
  let done = 0
  for await (const written of writeValues(deps, asked, { ...source, version, models })) {
    done += written
    yield { done, counts: { people: done } }
  }
  const proof = await proofOf(deps, asked, source)
  const { scope, horizonWeeks } = asked
  const about = { calibrationEnd: source.end, unit: 'week' as const, scope, horizonWeeks, people: done, author }
  await putInUse(deps, version, { ...about, models, proof })
}

interface Source {
  zone: string
  first: string
  end: string
}

async function fitTo(
  deps: ClvTaskDeps,
  { scope }: Asked,
  { zone, end, until }: Source & { until: string | undefined },
) {
  const question = { calibrationEnd: end, unit: 'week' as const, scope, holdoutEnd: until, pareto: false }
  const found = await fitted(deps.olap, question, zone)
  return found.ok ? found.value : null
}

/** The same models fitted to the first two thirds of the time and held against the last. */
async function proofOf(deps: ClvTaskDeps, asked: Asked, source: Source): Promise<ClvReply | null> {
  const length = Math.floor(daysBetween(source.first, source.end) / holdoutPart)
  if (length < shortestHoldout) return null
  return fitTo(deps, asked, { ...source, end: dayAfter(source.end, -length), until: source.end })
}

async function* writeValues(
  { olap }: ClvTaskDeps,
  { scope, horizonWeeks }: Asked,
  { zone, end, version, models }: Source & { version: string; models: ClvReply },
) {
  const fit: { bgnbd: BgNbd; gammaGamma: GammaGamma } = models
  for (let after = '0'; ; ) {
    const rows = await buyersAfter(olap, { zone, end, scope }, after, pageSize)
    const last = rows.at(-1)
    if (!last) return
    for (let at = 0; at < rows.length; at += batchSize) {
      const batch = rows.slice(at, at + batchSize)
      await olap.insert(
        'person_value',
        batch.map((row) => rowOf(version, row.who, row.x, expectedValue(fit, buyerOf(row), horizonWeeks))),
      )
      yield batch.length
    }
    after = last.who
  }
}

/** A buyer as the models see one, by week and in yuan. */
export const buyerOf = ({ x, tx, span, total }: { x: number; tx: number; span: number; total: number }) => ({
  ...{ x, tx: tx / unitDays.week, span: span / unitDays.week, mean: x === 0 ? 0 : total / x / 100 },
})

const fen = (yuan: number) => Math.round(yuan * 100)

function rowOf(version: string, person: string, repeats: number, value: ReturnType<typeof expectedValue>) {
  const { alive, orders, ordersBand, spend, clv, clvBand } = value
  return {
    ...{ version, person, repeats, alive, orders, orders_low: ordersBand.low, orders_high: ordersBand.high },
    ...{ spend: fen(spend), clv: fen(clv), clv_low: fen(clvBand.low), clv_high: fen(clvBand.high) },
  }
}

/** Port: begins it. */
export const startClv = (startTask: StartTask, asked: Asked, context: RequestContext): Promise<string> =>
  startTask(kind, asked, context)

const system: RequestContext = {
  actor: { kind: 'nobody', rights: [] },
  ...{ requestId: 'clv', ip: '', userAgent: '', language: 'zh' },
  cookie: () => undefined,
  setCookie: () => undefined,
}

/** Once a month by itself, in the night of the first. */
export function defineClv({ jobs, startTask }: { jobs: Jobs; startTask: StartTask }): void {
  const run = async () => void (await startClv(startTask, { scope: 'direct', horizonWeeks: 52 }, system))
  jobs.define('insight.clv', run, { cron: '30 2 1 * *' })
}
