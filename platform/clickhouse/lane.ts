/** More reports wait than anybody would wait for. */
export class ReportsBusy extends Error {}
/** The store has ended a report at one of its limits; the message says at which. */
export class ReportTooHeavy extends Error {}
/** Whoever asked has gone. */
export class ReportCancelled extends Error {}

export interface ReportOptions {
  /** The reader has gone: what waits is taken out, what runs is ended. */
  readonly signal?: AbortSignal
  /** A name that only the caller knows, to ask for the place in the queue. */
  readonly ticket?: string
}

export interface LaneState {
  readonly running: number
  readonly waiting: number
  /** Reports before the one with this ticket; null when it does not wait. */
  readonly ahead: number | null
}

interface Waiting {
  readonly ticket: string | undefined
  begin(): void
}

/** At most `width` tasks at a time, the others in the order they came; more than `mostWaiting` are turned away. */
export function createLane(width: number, mostWaiting: number) {
  const queue: Waiting[] = []
  let running = 0
  const turn = async (options: ReportOptions): Promise<void> => {
    if (options.signal?.aborted) throw new ReportCancelled()
    // Whoever ends a task hands its place to the first in the queue: it stays taken.
    if (running >= width) return stand(queue, mostWaiting, options)
    running += 1
  }
  const next = () => {
    const first = queue.shift()
    if (first) first.begin()
    else running -= 1
  }
  return {
    async run<T>(options: ReportOptions, task: () => Promise<T>): Promise<T> {
      await turn(options)
      try {
        return await task()
      } finally {
        next()
      }
    },
    state(ticket?: string): LaneState {
      const place = ticket === undefined ? -1 : queue.findIndex((one) => one.ticket === ticket)
      return { running, waiting: queue.length, ahead: place < 0 ? null : running + place }
    },
  }
}

/** Waits in the queue until it is one's turn, or one leaves. */
function stand(queue: Waiting[], most: number, { signal, ticket }: ReportOptions): Promise<void> {
  if (queue.length >= most) return Promise.reject(new ReportsBusy())
  return new Promise((resolve, reject) => {
    const leave = () => {
      queue.splice(queue.indexOf(mine), 1)
      reject(new ReportCancelled())
    }
    const begin = () => {
      signal?.removeEventListener('abort', leave)
      resolve()
    }
    const mine = { ticket, begin }
    queue.push(mine)
    signal?.addEventListener('abort', leave, { once: true })
  })
}
