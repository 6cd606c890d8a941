import { useState } from 'react'
import type { Layout } from './api.tsx'

interface Steps {
  readonly past: readonly Layout[]
  readonly now: Layout
  readonly next: readonly Layout[]
}

/** A layout with what it was before: each change can be taken back and done again. */
export function useHistory(first: Layout, told: (layout: Layout) => void) {
  const [steps, setSteps] = useState<Steps>({ past: [], now: first, next: [] })
  const show = (to: Steps) => {
    setSteps(to)
    told(to.now)
  }
  const { past, now, next } = steps
  const before = past.at(-1)
  const [after] = next
  return {
    now,
    /** `isSame`: goes on with the change before, as a drag does. */
    set: (layout: Layout, isSame = false) =>
      show({ past: isSame ? past : [...past.slice(-49), now], now: layout, next: [] }),
    undo: before && (() => show({ past: past.slice(0, -1), now: before, next: [now, ...next] })),
    redo: after && (() => show({ past: [...past, now], now: after, next: next.slice(1) })),
  }
}
