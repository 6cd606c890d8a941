import { parentPort, workerData } from 'node:worker_threads'
import { binsOf, expectedOfAll, fitModels } from '../../core/clv/fit.ts'
import type { FitDone, FitWork } from './fitThread.ts'

const { times, later, ...history } = workerData as FitWork
const fitted = fitModels(history)
if (!fitted.ok) parentPort?.postMessage(fitted)
else {
  const model = fitted.value.bgnbd.parameters
  const last = times.at(-1)
  const value: FitDone = {
    models: fitted.value,
    expected: expectedOfAll(model, history.buyers, times),
    bins: last === undefined ? [] : binsOf(model, history.buyers, later, last),
  }
  parentPort?.postMessage({ ok: true, value })
}
