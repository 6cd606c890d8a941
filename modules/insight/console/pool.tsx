import { Tooltip } from 'antd'
import { exact } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import { useDefinition } from './definitions.tsx'
import { words } from './words.tsx'

const names = ['end', 'entered', 'returned', 'lost', 'net', 'effective', 'relations'] as const

/** The stock of people beside the formula: gross adds never stand without losses. */
export function PoolStrip({ data }: { data: Record<(typeof names)[number], number> }) {
  const t = useText(words)
  const { language } = usePreferences()
  const definition = useDefinition()
  return (
    <section className="card">
      <Tooltip title={t.poolHelp} placement="topLeft">
        <h2>{t.pool}</h2>
      </Tooltip>
      <div className="pool">
        {names.map((name) => (
          <Tooltip key={name} title={definition(name === 'end' ? 'live' : name)}>
            <div>
              <div className="muted small">{t.poolNames[name]}</div>
              <div className="value">{exact(data[name], language)}</div>
            </div>
          </Tooltip>
        ))}
      </div>
    </section>
  )
}
