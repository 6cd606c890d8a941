export interface FlowNode {
  readonly step: number
  readonly name: string | null
  readonly sessions: number
  readonly ended: number
}
export interface FlowEdge {
  readonly step: number
  readonly source: string | null
  readonly target: string | null
  readonly sessions: number
  readonly people: number
}
/** Where a node stands in the picture; heights are shares of the largest step. */
export interface PlacedNode extends FlowNode {
  readonly column: number
  readonly top: number
  readonly height: number
  /** How many nodes it stands for, when it is the rest. */
  readonly merged: number
}
export interface PlacedEdge extends FlowEdge {
  readonly column: number
  /** Upper ends at the source and at the target, and the thickness. */
  readonly from: number
  readonly to: number
  readonly height: number
}

const gap = 0.035
const keyOf = (step: number, name: string | null) => JSON.stringify([step, name])

/**
 * Lays a path out for a picture: at each step the `most` largest nodes by size, the others as one at the bottom; edges are
 * stacked along their nodes so that none covers another. Sizes are shares of the sessions of the largest step.
 */
export function flowOf(nodes: readonly FlowNode[], edges: readonly FlowEdge[], most: number) {
  const steps = [...new Set(nodes.map(({ step }) => step))].toSorted((a, b) => a - b)
  const shown = new Set<string>()
  const columns = steps.map((step) => {
    const named = nodes.filter((node) => node.step === step && node.name !== null)
    const kept = named.toSorted((a, b) => b.sessions - a.sessions).slice(0, most)
    for (const { name } of kept) shown.add(keyOf(step, name))
    const rest = nodes.filter((node) => node.step === step && !kept.includes(node))
    const sum = (of: (node: FlowNode) => number) => rest.reduce((total, node) => total + of(node), 0)
    const other = { step, name: null, sessions: sum((node) => node.sessions), ended: sum((node) => node.ended) }
    return [
      ...kept.map((node) => ({ ...node, merged: 0 })),
      ...(other.sessions > 0 ? [{ ...other, merged: rest.length }] : []),
    ]
  })
  const largest = Math.max(1, ...columns.map((column) => column.reduce((sum, { sessions }) => sum + sessions, 0)))
  const placed = columns.flatMap((column, index) => {
    let top = 0
    return column.map((node): PlacedNode => {
      const height = node.sessions / largest
      const at = { ...node, column: index, top, height }
      top += height + gap
      return at
    })
  })
  return { nodes: placed, edges: placeEdges(placed, mergeEdges(edges, shown), largest), height: heightOf(placed) }
}

/** Edges between what is shown; those of the rest are one. People of several edges are not told apart, so only sessions add up. */
function mergeEdges(edges: readonly FlowEdge[], shown: ReadonlySet<string>): FlowEdge[] {
  const merged = new Map<string, FlowEdge>()
  for (const edge of edges) {
    const source = shown.has(keyOf(edge.step, edge.source)) ? edge.source : null
    const target = shown.has(keyOf(edge.step + 1, edge.target)) ? edge.target : null
    const key = JSON.stringify([edge.step, source, target])
    const before = merged.get(key)
    const sum = { sessions: edge.sessions + (before?.sessions ?? 0), people: edge.people + (before?.people ?? 0) }
    merged.set(key, { step: edge.step, source, target, ...sum })
  }
  return [...merged.values()]
}

function placeEdges(nodes: readonly PlacedNode[], edges: readonly FlowEdge[], largest: number): PlacedEdge[] {
  const place = new Map(nodes.map((node) => [keyOf(node.step, node.name), node]))
  const out = new Map<string, number>()
  const into = new Map<string, number>()
  const topOf = (step: number, name: string | null) => place.get(keyOf(step, name))?.top ?? 0
  const sorted = edges.toSorted(
    (a, b) =>
      topOf(a.step, a.source) - topOf(b.step, b.source) || topOf(a.step + 1, a.target) - topOf(b.step + 1, b.target),
  )
  return sorted.flatMap((edge) => {
    const [sourceKey, targetKey] = [keyOf(edge.step, edge.source), keyOf(edge.step + 1, edge.target)]
    const [source, target] = [place.get(sourceKey), place.get(targetKey)]
    if (!source || !target) return []
    const height = edge.sessions / largest
    const from = source.top + (out.get(sourceKey) ?? 0)
    const to = target.top + (into.get(targetKey) ?? 0)
    out.set(sourceKey, (out.get(sourceKey) ?? 0) + height)
    into.set(targetKey, (into.get(targetKey) ?? 0) + height)
    return [{ ...edge, column: source.column, from, to, height }]
  })
}

const heightOf = (nodes: readonly PlacedNode[]) => Math.max(0, ...nodes.map(({ top, height }) => top + height))
