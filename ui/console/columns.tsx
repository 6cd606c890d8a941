import { SettingOutlined } from '@ant-design/icons'
import { Button, Checkbox, Popover, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { texts, useText } from './preferences.tsx'

const words = texts({ zh: { columns: '显示的列' }, en: { columns: 'Columns' } })

const nameOf = (column: { title?: unknown }): string | null =>
  typeof column.title === 'string' && column.title !== '' ? column.title : null

/** Which columns of a list this browser shows. The first one says what a row is: it always stands. */
export function useColumns<T>(list: string, columns: TableColumnsType<T>) {
  const key = `siyu.columns.${list}`
  const [hidden, setHidden] = useState<readonly string[]>(() => JSON.parse(localStorage.getItem(key) ?? '[]'))
  const hide = (names: readonly string[]) => {
    localStorage.setItem(key, JSON.stringify(names))
    setHidden(names)
  }
  const [first, ...rest] = columns
  const names = rest.flatMap((column) => nameOf(column) ?? [])
  const shown = rest.filter((column) => !hidden.includes(nameOf(column) ?? ''))
  const control = <Choice names={names} hidden={hidden} hide={hide} />
  return { columns: first ? [first, ...shown] : [], control }
}

interface Props {
  names: string[]
  hidden: readonly string[]
  hide(names: readonly string[]): void
}

function Choice({ names, hidden, hide }: Props) {
  const t = useText(words)
  const choice = (
    <Checkbox.Group
      style={{ display: 'grid', gap: 6 }}
      options={names}
      value={names.filter((name) => !hidden.includes(name))}
      onChange={(kept) => hide(names.filter((name) => !kept.includes(name)))}
    />
  )
  return (
    <Popover trigger="click" placement="bottomRight" content={choice} title={t.columns}>
      <Button type="text" icon={<SettingOutlined />} aria-label={t.columns} title={t.columns} />
    </Popover>
  )
}
