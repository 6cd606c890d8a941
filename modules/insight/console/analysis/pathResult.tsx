import { useQuery } from '@tanstack/react-query'
import { count, exact, percent } from '#base/format'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { type FlowEdge, flowOf, type PlacedEdge, type PlacedNode } from '../../core/analysis/flow.ts'
import { analysis } from '../../core/analysisContract.ts'
import { useEventName } from './fields.tsx'
import { Opener, Report, ticket } from './report.tsx'
import type { ResultProps } from './results.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(analysis)
const mostNodes = 8
const width = 208
const bar = 10
const tall = 420

/** Steps of a session from left to right; the thicker, the more sessions go that way. */
export function PathResult({ question, range, open }: ResultProps<'path'>) {
  const t = useText(words)
  const name = useEventName()
  const { language } = usePreferences()
  const options = query.path.queryOptions({ input: { ...question, range, ticket }, placeholderData: (old) => old })
  const of = useQuery(options)
  const label = (node: string | null) => (node === null ? t.other : question.by ? node : name(node))
  const people = (edge: FlowEdge) => {
    const asked = { ...question, range, set: { step: edge.step, source: edge.source, target: edge.target } }
    return {
      value: edge.people,
      open: () =>
        open({
          title: `${label(edge.source)} → ${label(edge.target)}`,
          people: edge.people,
          key: { path: asked },
          load: (page) => client.pathPeople({ ...asked, ...page }),
        }),
    }
  }
  return (
    <Report
      name={t.modes.path}
      of={of}
      queryKey={options.queryKey}
      note={of.data && <span className="small muted num">{`${t.sessions} ${exact(of.data.sessions, language)}`}</span>}
      isEmpty={({ sessions }) => sessions === 0}
      sheet={({ edges }) => ({
        columns: [t.steps, t.event, t.next, t.sessions, t.people],
        rows: edges.map((edge) => [edge.step, label(edge.source), label(edge.target), edge.sessions, people(edge)]),
      })}
    >
      {({ nodes, edges }) => <Flow flow={flowOf(nodes, edges, mostNodes)} label={label} people={people} />}
    </Report>
  )
}

interface FlowProps {
  flow: ReturnType<typeof flowOf>
  label(node: string | null): string
  people(edge: FlowEdge): { value: number; open(): void }
}

function Flow({ flow, label, people }: FlowProps) {
  const t = useText(words)
  const last = Math.max(0, ...flow.nodes.map(({ column }) => column))
  const scale = tall / Math.max(flow.height, 0.01)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="ask-scroll" tabIndex={0} aria-label={t.modes.path}>
      <div className="flow" style={{ width: last * width + 176, height: tall + 28 }}>
        <svg width={last * width + bar} height={tall + 8} aria-hidden="true">
          {flow.edges.map((edge) => (
            <Link key={`${edge.step} ${edge.source} ${edge.target}`} edge={edge} scale={scale} label={label} />
          ))}
        </svg>
        {flow.nodes.map((node) => (
          <Node
            key={`${node.step} ${node.name}`}
            node={node}
            scale={scale}
            label={label}
            edges={flow.edges}
            people={people}
          />
        ))}
      </div>
    </section>
  )
}

function Link({ edge, scale, label }: { edge: PlacedEdge; scale: number; label(node: string | null): string }) {
  const { language } = usePreferences()
  const [x, y] = [edge.column * width + bar, edge.from * scale]
  const [x2, y2] = [(edge.column + 1) * width, edge.to * scale]
  const height = Math.max(1, edge.height * scale)
  const middle = (x + x2) / 2
  const shape = `M${x},${y} C${middle},${y} ${middle},${y2} ${x2},${y2} V${y2 + height} C${middle},${y2 + height} ${middle},${y + height} ${x},${y + height} Z`
  return (
    <path className={edge.target === null || edge.source === null ? 'flow-rest' : 'flow-link'} d={shape}>
      <title>{`${label(edge.source)} → ${label(edge.target)} ${exact(edge.sessions, language)}`}</title>
    </path>
  )
}

interface NodeProps {
  node: PlacedNode
  scale: number
  label(node: string | null): string
  edges: readonly PlacedEdge[]
  people: FlowProps['people']
}

/** A node with its name; where it goes on to is a list of its own for who cannot point at a curve. */
function Node({ node, scale, label, edges, people }: NodeProps) {
  const t = useText(words)
  const { language } = usePreferences()
  const height = Math.max(3, node.height * scale)
  const ended = node.sessions === 0 ? null : node.ended / node.sessions
  const onward = edges.filter((edge) => edge.step === node.step && edge.source === node.name)
  const place = { left: node.column * width, top: node.top * scale }
  const title = `${label(node.name)} ${exact(node.sessions, language)}${node.ended > 0 ? ` · ${t.ended} ${percent(ended)}` : ''}`
  return (
    <details className="flow-node" style={place}>
      <summary title={title}>
        <span className={node.name === null ? 'flow-bar rest' : 'flow-bar'} style={{ height }} />
        <span className="flow-name small">
          {node.name === null && node.merged > 1 ? t.others(node.merged) : label(node.name)}{' '}
          <span className="num muted">{count(node.sessions, language)}</span>
        </span>
      </summary>
      <ul className="flow-onward small">
        {onward.map((edge) => (
          <li key={String(edge.target)}>
            {edge.source === null || edge.target === null ? (
              <span className="num">{exact(edge.sessions, language)}</span>
            ) : (
              <Opener of={people(edge)}>{exact(edge.sessions, language)}</Opener>
            )}{' '}
            → {label(edge.target)}
          </li>
        ))}
        {node.ended > 0 && (
          <li className="muted">
            <span className="num">{exact(node.ended, language)}</span> {t.ended}
          </li>
        )}
      </ul>
    </details>
  )
}
