import { exact } from '#base/format'
import { usePreferences } from '#ui/preferences'
import { type Openable, Opener } from './report.tsx'

export interface Column {
  readonly label: string
  /** From the bottom up; below zero hangs under the line. */
  readonly parts: readonly (Openable & { readonly name: string; readonly color: string })[]
}

/** Standing bars of parts, each of which opens its people. */
export function Columns({ title, of }: { title: string; of: readonly Column[] }) {
  const { language } = usePreferences()
  const sum = (column: Column, sign: 1 | -1) =>
    column.parts.reduce((total, { value }) => total + Math.max(0, value * sign), 0)
  const top = Math.max(1, ...of.map((column) => sum(column, 1)))
  const bottom = Math.max(0, ...of.map((column) => sum(column, -1)))
  const height = (value: number) => `${(Math.abs(value) / (top + bottom)) * 200}px`
  const names = of[0]?.parts.map(({ name, color }) => ({ name, color })) ?? []
  return (
    <figure className="columns-figure" aria-label={title}>
      {names.length > 1 && (
        <figcaption className="row small">
          {names.map(({ name, color }) => (
            <span key={name} className="columns-key">
              <span className="dot" style={{ background: color }} /> {name}
            </span>
          ))}
        </figcaption>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <section className="columns" tabIndex={0} aria-label={title}>
        {of.map((column) => (
          <div className="column" key={column.label}>
            <div className="column-up" style={{ height: height(top) }}>
              {names.length <= 1 && <span className="small num">{exact(sum(column, 1), language)}</span>}
              {column.parts
                .filter(({ value }) => value > 0)
                .toReversed()
                .map((part) => (
                  <Part key={part.name} part={part} height={height(part.value)} label={column.label} />
                ))}
            </div>
            {bottom > 0 && (
              <div className="column-down" style={{ height: height(bottom) }}>
                {column.parts
                  .filter(({ value }) => value < 0)
                  .map((part) => (
                    <Part key={part.name} part={part} height={height(part.value)} label={column.label} />
                  ))}
              </div>
            )}
            <span className="column-label small muted num">{column.label}</span>
          </div>
        ))}
      </section>
    </figure>
  )
}

function Part({ part, height, label }: { part: Column['parts'][number]; height: string; label: string }) {
  const { language } = usePreferences()
  const text = `${label} ${part.name} ${exact(Math.abs(part.value), language)}`
  return (
    <Opener of={part}>
      <span className="column-part" style={{ height, background: part.color }} title={text}>
        <span className="unseen">{text}</span>
      </span>
    </Opener>
  )
}
