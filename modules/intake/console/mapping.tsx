import { Select, Space, Table } from 'antd'
import { usePreferences, useText } from '#ui/preferences'
import type { ImportKindView } from '../core/imports/contract.ts'
import type { Preview } from './preview.tsx'
import { words } from './words.tsx'

/** One thing that can be imported, as the server describes it. */
export type Kind = ImportKindView

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

const remembered = (kind: string): Record<string, string> => {
  const text = localStorage.getItem(`siyu.mapping.${kind}`)
  return text ? (JSON.parse(text) as Record<string, string>) : {}
}

/** A first mapping: what was chosen for these columns last time, then the preset that knows most of them. */
export function guess(kind: Kind, columns: readonly string[]): Record<string, string> {
  const known = [remembered(kind.kind), ...kind.presets.map((preset) => preset.mapping)]
  const hits = (mapping: Record<string, string>) => columns.filter((column) => mapping[column] !== undefined).length
  const best = known.sort((a, b) => hits(b) - hits(a))[0] ?? {}
  const byTitle = new Map(
    kind.targets.flatMap((target) =>
      [target.name, target.title.zh, target.title.en].map((word) => [word.toLowerCase(), target]),
    ),
  )
  const mapping: Record<string, string> = {}
  for (const column of columns) {
    const target = byTitle.get(column.toLowerCase())
    const found = best[column] ?? (target && !target.typed ? target.name : undefined)
    if (found && !Object.values(mapping).includes(found)) mapping[column] = found
  }
  return mapping
}

interface Props {
  kind: Kind
  preview: Preview
  value: Record<string, string>
  onChange(mapping: Record<string, string>): void
}

/** Each column of the file with samples and what it means. */
export function MappingTable({ kind, preview, value, onChange }: Props) {
  const t = useText(words)
  const { language } = usePreferences()
  const options = [
    { value: '', label: t.unused },
    ...kind.targets.flatMap((target) =>
      target.typed && target.name !== 'trait'
        ? idTypes.map((type) => ({ value: `${target.name}:${type}`, label: `${target.title[language]} · ${type}` }))
        : [{ value: target.typed ? `${target.name}:` : target.name, label: target.title[language] }],
    ),
  ]
  const set = (column: string, target: string) => {
    const { [column]: _, ...rest } = value
    const full = target.endsWith(':') ? `${target}${column}` : target
    const next = target ? { ...rest, [column]: full } : rest
    localStorage.setItem(`siyu.mapping.${kind.kind}`, JSON.stringify(next))
    onChange(next)
  }
  const shown = (column: string) => {
    const target = value[column] ?? ''
    return target.startsWith('trait:') ? 'trait:' : target
  }
  return (
    <Table
      size="small"
      pagination={false}
      rowKey="column"
      scroll={{ x: 'max-content' }}
      dataSource={preview.columns.map((column, i) => ({
        column,
        sample: preview.rows
          .map((row) => row[i])
          .filter(Boolean)
          .slice(0, 2)
          .join('，'),
      }))}
      columns={[
        { title: t.column, dataIndex: 'column' },
        {
          title: t.sample,
          dataIndex: 'sample',
          render: (text: string) => <span className="muted">{text}</span>,
          ellipsis: true,
        },
        {
          title: t.meaning,
          render: (_, { column }) => (
            <Space>
              <Select
                showSearch={{ optionFilterProp: 'label' }}
                aria-label={`${t.meaning} ${column}`}
                value={shown(column)}
                options={options}
                onChange={(target) => set(column, target)}
                style={{ width: 220 }}
              />
            </Space>
          ),
        },
      ]}
    />
  )
}
