import { Worker } from 'node:worker_threads'
import type { Result } from '#kit/result'
import type { Bin, ClvModels, ClvRefusal, Columns } from '../../core/clv/fit.ts'

/** A fit, and what the hold-out is to be compared with; `times` in units after the calibration. */
export interface FitWork {
  readonly columns: Columns
  readonly unitDays: number
  readonly pareto: boolean
  readonly times: readonly number[]
}

export interface FitDone {
  readonly models: ClvModels
  readonly expected: readonly number[]
  readonly bins: readonly Bin[]
}

let last: Promise<unknown> = Promise.resolve()

/**
 * Fits in a thread of its own: seconds of arithmetic must not hold up anybody's request. One at a time, in order: each
 * takes a core.
 */
export function fitInThread(work: FitWork): Promise<Result<FitDone, ClvRefusal>> {
  const run = last.then(() => startThread(work))
  last = run.catch(() => undefined)
  return run
}

function startThread(work: FitWork): Promise<Result<FitDone, ClvRefusal>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./fitWorker.ts', import.meta.url), {
      workerData: work,
      transferList: Object.values(work.columns).map(({ buffer }) => buffer as ArrayBuffer),
    })
    worker.once('message', (done: Result<FitDone, ClvRefusal>) => {
      resolve(done)
      void worker.terminate()
    })
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the fit ended with ${code}`)))
  })
}
