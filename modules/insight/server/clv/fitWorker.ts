import { parentPort, workerData } from 'node:worker_threads'
import { binsOf, expectedOfAll, fitModels, grouped } from '../../core/clv/fit.ts'
import type { FitDone, FitWork } from './fitThread.ts'

const { columns, unitDays, pareto, times } = workerData as FitWork
const { buyers, spends, later } = grouped(columns, unitDays)
const fitted = fitModels({ buyers, spends, pareto })
if (!fitted.ok) parentPort?.postMessage(fitted)
else {
  const model = fitted.value.bgnbd.parameters
  const last = times.at(-1)
  const value: FitDone = {
    models: fitted.value,
    expected: expectedOfAll(model, buyers, times),
    bins: last === undefined ? [] : binsOf(model, buyers, later, last),
  }
  parentPort?.postMessage({ ok: true, value })
}
