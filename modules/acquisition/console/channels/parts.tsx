import { useQuery } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { byteOrderMark, type Cell, csvLine } from '#kit/csv'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { type Channel, channelsApi } from './api.tsx'
import { channelWords } from './words.tsx'

/** The tree, for whoever shows or picks channels. */
export const useTree = () => useQuery(channelsApi.query.tree.queryOptions())

/** `公域 / 信息流`, by number. */
export function pathsOf(channels: readonly Channel[]): ReadonlyMap<string, string> {
  const paths = new Map<string, string>()
  for (const { id, parent, name } of channels)
    paths.set(id, parent === null ? name : `${paths.get(parent) ?? ''} / ${name}`)
  return paths
}

interface SelectProps {
  value?: string | null
  onChange?(value: string | undefined): void
  id?: string
  label?: string
  placeholder?: string
  disabled?: boolean
  clear?: boolean
  /** Not these. */
  without?: ReadonlySet<string>
}

/** Picks a channel by its path. */
export function ChannelSelect({ value, onChange, label, clear, without, ...props }: SelectProps) {
  const tree = useTree()
  const items = (tree.data?.items ?? []).filter(({ id, archived }) => !archived && !without?.has(id))
  const paths = pathsOf(tree.data?.items ?? [])
  return (
    <Select
      {...props}
      {...(value ? { value } : {})}
      {...(onChange ? { onChange } : {})}
      {...(label === undefined ? {} : { 'aria-label': label })}
      allowClear={clear === true}
      loading={tree.isPending}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      options={items.map(({ id }) => ({ value: id, label: paths.get(id) ?? id }))}
    />
  )
}

/** Says what was done, with a way back for ten seconds. */
export function useUndo() {
  const t = useText(channelWords)
  const { message } = App.useApp()
  return (said: string, undo: () => Promise<unknown>) => {
    const key = `undo-${Math.random()}`
    const back = async () => {
      message.destroy(key)
      try {
        await undo()
        message.success(t.undone)
      } catch (error) {
        message.error(problemOf(error).title)
      }
    }
    message.success({
      ...{ key, duration: 10 },
      content: (
        <>
          {said}{' '}
          <Button size="small" type="link" onClick={() => void back()}>
            {t.undo}
          </Button>
        </>
      ),
    })
  }
}

/** Saves a table as a file that spreadsheets open. */
export function saveTable(name: string, lines: readonly (readonly Cell[])[]): void {
  const link = document.createElement('a')
  const text = [byteOrderMark, ...lines.map(csvLine)]
  link.href = URL.createObjectURL(new Blob(text, { type: 'text/csv;charset=utf-8' }))
  link.download = `${name}.csv`
  link.click()
  URL.revokeObjectURL(link.href)
}

/** What a name of the data is called on the screen. */
export function useNameText(): (name: string, paths?: ReadonlyMap<string, string>) => string {
  const t = useText(channelWords)
  return (name, paths) => {
    if (name === '@invited') return t.byCustomer
    if (name === '@none') return t.byNobody
    const marked = /^#(\d+)$/.exec(name)?.[1]
    return marked === undefined ? (t.platforms[name] ?? name) : t.byMarks(paths?.get(marked) ?? marked)
  }
}
