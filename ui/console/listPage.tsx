import { Button, Table, type TableColumnsType } from 'antd'
import { type ReactNode, use } from 'react'
import { exact } from '#base/format'
import { useColumns } from './columns.tsx'
import { ListTools } from './listTools.tsx'
import { useNarrow, useTitle } from './page.tsx'
import { texts, usePreferences, useText } from './preferences.tsx'
import { type Picked, SelectionBar, useSelection } from './selection.tsx'
import { Failure, Notice } from './states.tsx'

const words = texts({
  zh: {
    more: '加载更多',
    all: (n: string) => `已显示全部 ${n} 条`,
    shown: (n: string, total: string) => `已显示 ${n} 条，共 ${total} 条`,
    about: (n: string) => `约 ${n}`,
    none: '没有符合条件的内容',
    clear: '清除筛选',
  },
  en: {
    more: 'Load more',
    all: (n: string) => `All ${n} shown`,
    shown: (n: string, total: string) => `${n} of ${total} shown`,
    about: (n: string) => `about ${n}`,
    none: 'Nothing matches',
    clear: 'Clear filters',
  },
})

interface Pages<T> {
  data: { pages: { items: T[] }[] } | undefined
  error: unknown
  isPending: boolean
  isFetching: boolean
  isFetchingNextPage: boolean
  hasNextPage: boolean
  fetchNextPage(): unknown
  refetch(): unknown
}

export interface ListPageProps<T> {
  title: string
  actions?: ReactNode
  filters?: ReactNode
  /** True when a filter is set: then an empty list says so instead of inviting to begin. */
  filtered?: boolean
  clear?: () => void
  /** What to do when there is nothing yet. */
  first: ReactNode
  of: Pages<T>
  rowKey: (row: T) => string
  columns: TableColumnsType<T>
  /** One row on a phone. */
  card: (row: T) => ReactNode
  /** How many there are with these filters. */
  total?: { count: number; exact: boolean } | undefined
  /** What can be done with the rows somebody has picked; they stay picked while more are loaded. */
  bulk?: (picked: Picked, done: () => void) => ReactNode
  /** Says which filter is set: under another one nothing is picked. Needed with `bulk`. */
  scope?: string
}

/** A list with server paging by cursor: a table, cards on phones, and every state a list can be in. */
export function ListPage<T extends object>(props: ListPageProps<T>) {
  const { title, actions, filters, of } = props
  const tools = use(ListTools)
  const narrow = useNarrow()
  const choice = useColumns(title, props.columns)
  useTitle(title)
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{title}</h1>
        <span className="grow" />
        {actions}
      </div>
      <div className="row">
        {filters}
        {tools}
        <span className="grow" />
        {!narrow && choice.control}
      </div>
      <div className="card">
        {of.error ? (
          <Failure error={of.error} retry={() => void of.refetch()} />
        ) : (
          <Rows key={props.scope ?? ''} {...props} columns={choice.columns} />
        )}
      </div>
    </div>
  )
}

function Rows<T extends object>({ of, rowKey, columns, card, first, filtered, clear, bulk, total }: ListPageProps<T>) {
  const t = useText(words)
  const narrow = useNarrow()
  const rows = of.data?.pages.flatMap((page) => page.items) ?? []
  const selection = useSelection(rows.map(rowKey), total)
  if (!of.isPending && rows.length === 0) {
    return filtered ? <Notice title={t.none} action={clear && <Button onClick={clear}>{t.clear}</Button>} /> : first
  }
  return (
    <>
      {narrow ? (
        rows.map((row) => (
          <div className="list-card" key={rowKey(row)}>
            {card(row)}
          </div>
        ))
      ) : (
        <Table
          rowKey={rowKey}
          columns={columns}
          dataSource={rows}
          pagination={false}
          size="middle"
          loading={of.isPending}
          scroll={{ x: 'max-content' }}
          {...(bulk
            ? {
                rowSelection: {
                  // The hidden row that measures columns repeats the head: a box for all rows would stand there, out of sight and in reach of the keyboard.
                  hideSelectAll: true,
                  selectedRowKeys: selection.keys,
                  onChange: (keys) => selection.tick(keys.map(String)),
                },
              }
            : {})}
        />
      )}
      {bulk && (
        <SelectionBar selection={selection} loaded={rows.length} total={total}>
          {bulk(selection.picked, selection.clear)}
        </SelectionBar>
      )}
      <More of={of} shown={rows.length} total={total} />
    </>
  )
}

function More<T>({ of, shown, total }: Pick<ListPageProps<T>, 'of' | 'total'> & { shown: number }) {
  const t = useText(words)
  const { language } = usePreferences()
  const all = total && exact(total.count, language)
  return (
    <div className="more">
      {of.hasNextPage && (
        <Button loading={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
          {t.more}
        </Button>
      )}
      {shown > 0 && (
        <span className="muted small num">
          {!of.hasNextPage && t.all(exact(shown, language))}
          {of.hasNextPage && all && t.shown(exact(shown, language), total.exact ? all : t.about(all))}
        </span>
      )}
    </div>
  )
}
