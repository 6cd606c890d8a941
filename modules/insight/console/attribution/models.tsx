import { Link } from '@tanstack/react-router'
import { Button, Tooltip } from 'antd'
import { useState } from 'react'
import { exact, percent } from '#base/format'
import { usePreferences, useText } from '#ui/preferences'
import type { AttributionModel } from '../../core/attribution/models.ts'
import type { AttributionReply } from '../../core/attributionContract.ts'
import type { AttributionSearch, attributionQuestion } from './question.ts'
import { words } from './words.tsx'

/** Stands for the keys too rare to stand alone. */
const others = '*'

/** Rows shown before somebody asks for all. */
export const few = 12

/** A key as people read it. */
export function useKeyName(count: number) {
  const t = useText(words)
  const { language } = usePreferences()
  return (key: string) => (key === others && count > 0 ? t.others(exact(count, language)) : key || t.unknown)
}

interface Props {
  data: AttributionReply
  search: AttributionSearch
  ask: ReturnType<typeof attributionQuestion>
  worth(value: number): string
  choose(model: AttributionModel): void
}

/** Keys down, models across: what each model gives each key, with its part of the column as a bar. */
export function ModelTable({ data, search, ask, worth, choose }: Props) {
  const t = useText(words)
  const { language } = usePreferences()
  const name = useKeyName(data.others)
  const columns = data.models.toSorted((a, b) => order(a.model) - order(b.model))
  const whole = data.total[ask.show]
  const [all, setAll] = useState(false)
  // Against the largest of all: against the whole, thirty bars would be thirty dots.
  const most = Math.max(0, ...data.models.flatMap(({ rows }) => rows.map((row) => row[ask.show])))
  const shown = (value: number) => (ask.show === 'value' ? worth(value) : exact(value, language, 1))
  return (
    <div className="wide">
      <table className="lines models">
        <thead>
          <tr>
            <th scope="col">{t.key}</th>
            {columns.map(({ model }) => (
              <th key={model} scope="col" aria-sort={model === ask.model ? 'descending' : 'none'}>
                <Tooltip title={t.modelHelp[model]}>
                  <button type="button" className="sorter" onClick={() => choose(model)}>
                    {t.models[model]}
                    {model === ask.model && <span aria-hidden="true"> ↓</span>}
                  </button>
                </Tooltip>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rows.slice(0, all ? data.rows.length : few).map(({ key }) => (
            <tr key={key}>
              <th scope="row">
                <Link to="/attribution/people" search={{ ...search, key, set: 'converted' }}>
                  {name(key)}
                </Link>
              </th>
              {columns.map(({ model, rows }) => {
                const value = rows.find((row) => row.key === key)?.[ask.show] ?? 0
                const share = whole === 0 ? 0 : value / whole
                return (
                  <td
                    key={model}
                    className={model === ask.model ? 'chosen' : undefined}
                    title={t.share(percent(share))}
                  >
                    <span className="num">{shown(value)}</span>
                    <span className="bar-of" aria-hidden="true">
                      <span style={{ width: `${most === 0 ? 0 : (value / most) * 100}%` }} />
                    </span>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {!all && data.rows.length > few && (
        <Button size="small" onClick={() => setAll(true)}>
          {t.showAll(data.rows.length)}
        </Button>
      )}
    </div>
  )
}

const ordered: readonly AttributionModel[] = ['first', 'last', 'linear', 'position', 'time-decay', 'markov', 'shapley']
const order = (model: AttributionModel) => ordered.indexOf(model)
