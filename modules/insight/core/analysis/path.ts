/** An edge as the store finds it: between the nodes of two steps; null = the rest; `start` and `end` are no nodes. */
export interface FoundEdge {
  /** Of the source, from 1; one less where the session begins. */
  readonly step: number
  readonly source: string | null
  readonly target: string | null
  /** The session begins, or ends, here: there is no source, or no target. */
  readonly isStart: boolean
  readonly isEnd: boolean
  readonly sessions: number
  readonly people: number
}

/** Nodes and edges of a path: sessions that are at a node, and how many of them end there. */
export function pathOf(found: readonly FoundEdge[]) {
  const nodes = new Map<string, { step: number; name: string | null; sessions: number; ended: number }>()
  const at = (step: number, name: string | null) => {
    const key = JSON.stringify([step, name])
    const node = nodes.get(key) ?? { step, name, sessions: 0, ended: 0 }
    nodes.set(key, node)
    return node
  }
  for (const { step, source, target, isEnd, sessions } of found) {
    if (isEnd) at(step, source).ended += sessions
    else at(step + 1, target).sessions += sessions
  }
  const inner = found.filter(({ isStart, isEnd }) => !isStart && !isEnd)
  return {
    nodes: [...nodes.values()].toSorted((a, b) => a.step - b.step || b.sessions - a.sessions),
    edges: inner.map(({ isStart: _, isEnd: __, ...edge }) => edge),
  }
}
