import { Select, Table } from 'antd'
import { useNarrow } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import type { ImportKindView } from '../core/imports/contract.ts'
import { words } from './words.tsx'

type Kind = ImportKindView

const idTypes = [
  'member_id',
  'phone',
  'unionid',
  'email',
  'login_id',
  'external_userid:corp',
  'openid:app',
  'platform:taobao',
]

/** Types of ids to choose from: the usual ones and those of the presets. */
function typesOf(kind: Kind, { name, types = idTypes }: Kind['targets'][number]): string[] {
  const start = `${name}:`
  const used = kind.presets.flatMap(({ mapping }) => Object.values(mapping)).filter((text) => text.startsWith(start))
  return [...new Set([...types, ...used.map((text) => text.slice(start.length))])]
}

/** A target as one of the choices: what goes by the column's name is one of them, whichever name it is. */
export function shownTarget(kind: Pick<Kind, 'targets'>, target: string): string {
  const [name = ''] = target.split(':')
  return kind.targets.some((one) => one.name === name && one.byColumn) ? `${name}:` : target
}

/** What a value can mean; of an attribute the name comes behind the colon. */
export const targetsOf = (kind: Kind, language: 'zh' | 'en') =>
  kind.targets.flatMap((target) =>
    target.typed && !target.byColumn
      ? typesOf(kind, target).map((type) => ({
          value: `${target.name}:${type}`,
          label: `${target.title[language]} · ${type}`,
        }))
      : [{ value: target.typed ? `${target.name}:` : target.name, label: target.title[language] }],
  )

interface Props {
  kind: Kind
  columns: readonly string[]
  rows: readonly (readonly string[])[]
  value: Record<string, string>
  onChange(mapping: Record<string, string>): void
}

/** Each column of the file with samples and what it means. */
export function MappingTable({ kind, columns, rows, value, onChange }: Props) {
  const t = useText(words)
  const { language } = usePreferences()
  const narrow = useNarrow()
  const options = [{ value: '', label: t.unused }, ...targetsOf(kind, language)]
  const set = (column: string, target: string) => {
    const { [column]: _, ...rest } = value
    const full = target.endsWith(':') ? `${target}${column}` : target
    const next = target ? { ...rest, [column]: full } : rest
    onChange(next)
  }
  const shown = (column: string) => shownTarget(kind, value[column] ?? '')
  const data = columns.map((column, place) => {
    const samples = rows.map((row) => row[place]).filter(Boolean)
    return { place, column, sample: samples.slice(0, 2).join('，') }
  })
  const meaning = (column: string) => (
    <Select
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={`${t.meaning} ${column}`}
      value={shown(column)}
      options={options}
      onChange={(target) => set(column, target)}
      style={{ width: narrow ? '100%' : 220 }}
    />
  )
  // Side by side the meanings would stand outside of a phone's window, and they are what is asked for.
  if (narrow)
    return (
      <div className="stack">
        {data.map(({ place, column, sample }) => (
          <div key={place}>
            <strong>{column}</strong> <span className="muted small">{sample}</span>
            {meaning(column)}
          </div>
        ))}
      </div>
    )
  return (
    <Table
      size="small"
      pagination={false}
      rowKey="place"
      scroll={{ x: 'max-content' }}
      dataSource={data}
      columns={[
        { title: t.column, dataIndex: 'column' },
        {
          title: t.sample,
          dataIndex: 'sample',
          render: (text: string) => <span className="muted">{text}</span>,
          ellipsis: true,
        },
        { title: t.meaning, render: (_, { column }) => meaning(column) },
      ]}
    />
  )
}
