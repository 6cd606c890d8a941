import { useState } from 'react'

interface Steps<T> {
  readonly past: readonly T[]
  readonly now: T
  readonly next: readonly T[]
}

/** Something that is being edited: each change can be taken back and done again. */
export function useChanges<T>(first: T) {
  const [{ past, now, next }, show] = useState<Steps<T>>({ past: [], now: first, next: [] })
  const before = past.at(-1)
  const [after] = next
  return {
    ...{ now, isChanged: past.length > 0 },
    set: (value: T) => show({ past: [...past.slice(-49), now], now: value, next: [] }),
    start: (value: T) => show({ past: [], now: value, next: [] }),
    undo: before === undefined ? undefined : () => show({ past: past.slice(0, -1), now: before, next: [now, ...next] }),
    redo: after === undefined ? undefined : () => show({ past: [...past, now], now: after, next: next.slice(1) }),
  }
}
