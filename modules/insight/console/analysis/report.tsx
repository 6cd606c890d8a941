import { CodeOutlined, DownloadOutlined, TableOutlined } from '@ant-design/icons'
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import { exact } from '#base/format'
import { byteOrderMark, type Cell, csvLine } from '#kit/csv'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { Failure, Load, Notice } from '#ui/states'
import { analysis } from '../../core/analysisContract.ts'
import { words } from './words.tsx'

const { query } = apiOf(analysis)

/** By it this browser finds its place in the queue. */
export const ticket = crypto.randomUUID()

/** A number that opens the people it counts. */
export interface Openable {
  readonly value: number
  open(): void
}
/** The figures of a report as rows: for the table and for the file. */
export interface Sheet {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (Cell | Openable)[])[]
}

/** What a report is called instead of its kind, where it has a name of its own. */
export const ReportName = createContext<ReactNode>(null)

interface Told {
  readonly sql?: string
  readonly definition?: { readonly zh: string; readonly en: string }
}

interface Props<T extends Told> {
  name: string
  of: UseQueryResult<T>
  /** The key under which the report is asked, to end it. */
  queryKey: readonly unknown[]
  isEmpty(data: T): boolean
  sheet(data: T): Sheet
  children(data: T): ReactNode
  note?: ReactNode
}

/** A report: its picture or its table, the file, the SQL and what it counts, and every state it can be in. */
export function Report<T extends Told>({ name, of, queryKey, isEmpty, sheet, children, note }: Props<T>) {
  const t = useText(words)
  const [table, setTable] = useState(false)
  const { data } = of
  const has = data !== undefined && !isEmpty(data)
  return (
    <section className="card" aria-label={name}>
      <div className="row ask-tools">
        <h2>{use(ReportName) ?? name}</h2>
        {note}
        <span className="grow" />
        {has && (
          <>
            <Button size="small" type="text" icon={<TableOutlined />} onClick={() => setTable(!table)}>
              {table ? t.chart : t.table}
            </Button>
            <Button size="small" type="text" icon={<DownloadOutlined />} onClick={() => save(name, sheet(data))}>
              {t.csv}
            </Button>
          </>
        )}
        {data && <Explained of={data} />}
      </div>
      {of.isFetching && <Running queryKey={queryKey} />}
      {data === undefined && of.isPending && !of.isFetching ? (
        <Notice title={t.cancelled} action={<Button onClick={() => void of.refetch()}>{t.run}</Button>} />
      ) : of.error && data === undefined ? (
        <Failure error={of.error} retry={() => void of.refetch()} />
      ) : (
        <Load of={of} rows={8}>
          {(found) =>
            isEmpty(found) ? (
              <Notice title={t.empty}>{t.emptyHelp}</Notice>
            ) : table ? (
              <SheetTable of={sheet(found)} />
            ) : (
              children(found)
            )
          }
        </Load>
      )}
    </section>
  )
}

/** What a long question shows: for how long, who is before it, and a way out. */
function Running({ queryKey }: { queryKey: readonly unknown[] }) {
  const t = useText(words)
  const queries = useQueryClient()
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const clock = setInterval(() => setSeconds((before) => before + 1), 1000)
    return () => clearInterval(clock)
  }, [])
  const place = useQuery(query.queue.queryOptions({ input: { ticket }, enabled: seconds > 0, refetchInterval: 1000 }))
  if (seconds === 0) return null
  const ahead = place.data?.ahead
  return (
    <div className="row ask-running" role="status">
      <span>
        {t.waiting} · {ahead ? t.ahead(ahead) : t.seconds(seconds)}
      </span>
      <Button size="small" onClick={() => void queries.cancelQueries({ queryKey })}>
        {t.cancel}
      </Button>
    </div>
  )
}

function Explained({ of }: { of: Told }) {
  const t = useText(words)
  const { language } = usePreferences()
  const [open, setOpen] = useState(false)
  const [copied, setCopied] = useState(false)
  if (of.sql === undefined || of.definition === undefined) return null
  const copy = async () => {
    await navigator.clipboard.writeText(of.sql ?? '')
    setCopied(true)
  }
  return (
    <>
      <Button size="small" type="text" icon={<CodeOutlined />} onClick={() => setOpen(true)}>
        {t.sql}
      </Button>
      <Drawer open={open} onClose={() => setOpen(false)} size={640} title={t.sql} destroyOnHidden>
        <h3>{t.definition}</h3>
        <p>{of.definition[language]}</p>
        <div className="row">
          <h3>SQL</h3>
          <span className="small muted">{t.params}</span>
          <span className="grow" />
          <Button size="small" onClick={() => void copy()}>
            {copied ? t.copied : t.copy}
          </Button>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
        <pre className="snippet" tabIndex={0}>
          {of.sql.trim()}
        </pre>
      </Drawer>
    </>
  )
}

const isOpenable = (cell: Cell | Openable): cell is Openable => typeof cell === 'object' && cell !== null

function Shown({ of }: { of: Cell | Openable }) {
  const { language } = usePreferences()
  if (isOpenable(of)) return <Opener of={of}>{exact(of.value, language, 4)}</Opener>
  return typeof of === 'number' ? exact(of, language, 4) : (of ?? '—')
}

function SheetTable({ of }: { of: Sheet }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="ask-scroll" tabIndex={0} aria-label={of.columns.join(', ')}>
      <table className="lines">
        <thead>
          <tr className="muted">
            {of.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a report have no other identity
            <tr key={i}>
              {row.map((cell, j) => {
                const key = of.columns[j] ?? j
                return j === 0 ? (
                  <th key={key} scope="row">
                    <Shown of={cell} />
                  </th>
                ) : (
                  <td key={key}>
                    <Shown of={cell} />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** A number one can press. */
export function Opener({ of, children }: { of: Openable; children: ReactNode }) {
  return (
    <button type="button" className="plain ask-number num" disabled={of.value === 0} onClick={() => of.open()}>
      {children}
    </button>
  )
}

function save(name: string, { columns, rows }: Sheet) {
  const lines = [columns, ...rows.map((row) => row.map((cell) => (isOpenable(cell) ? cell.value : cell)))].map((line) =>
    csvLine(line),
  )
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([byteOrderMark, ...lines], { type: 'text/csv;charset=utf-8' }))
  link.download = `siyu-${name}.csv`
  link.click()
  URL.revokeObjectURL(link.href)
}
