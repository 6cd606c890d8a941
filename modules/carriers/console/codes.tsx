import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Modal, type TableColumnsType, Tag } from 'antd'
import { Suspense, use, useState } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { Time } from '#ui/time'
import { accountsApi } from './accountsApi.tsx'
import { type Code, codesApi } from './codesApi.tsx'
import { codeWords } from './codeWords.tsx'
import { Promoting } from './promoting.tsx'

const CodeEditing = later(() => import('./codeEditing.tsx').then((module) => module.CodeEditing))
const { query } = codesApi

/** Codes that lead to members, with what each brought. */
export function CodesPage() {
  const t = useText(codeWords)
  const may = useMay()
  const [editing, setEditing] = useState<Code | 'new' | null>(null)
  const [shown, setShown] = useState<Code | null>(null)
  const accounts = useQuery(accountsApi.query.list.queryOptions())
  const hasAccount = accounts.data?.items.some(({ kind, on }) => kind === 'wecom' && on)
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: 10_000,
    }),
  )
  const create = may('carriers:write') && hasAccount && (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t.create}
    </Button>
  )
  const actions = (row: Code) => <Actions row={row} show={() => setShown(row)} edit={() => setEditing(row)} />
  return (
    <>
      <ListPage
        title={t.title}
        of={list}
        rowKey={(row) => row.id}
        columns={useColumns(actions)}
        actions={create}
        card={(row) => (
          <>
            <strong>{row.name}</strong>
            <span className="small muted">
              {t.added} {row.added} · {t.lost} {row.lost} · {t.welcomed} {row.welcomed}
            </span>
            <Made row={row} />
            {actions(row)}
          </>
        )}
        first={
          <FirstUse title={t.first} action={hasAccount === false ? <ToAccounts /> : create}>
            {hasAccount === false ? t.noAccount : t.firstHelp}
          </FirstUse>
        }
      />
      <Suspense>{editing && <CodeEditing of={editing} close={() => setEditing(null)} />}</Suspense>
      {shown && <Picture of={shown} close={() => setShown(null)} />}
    </>
  )
}

function ToAccounts() {
  const t = useText(codeWords)
  return (
    <Link to="/carriers">
      <Button type="primary">{t.toAccounts}</Button>
    </Link>
  )
}

function useColumns(actions: (row: Code) => React.ReactNode): TableColumnsType<Code> {
  const t = useText(codeWords)
  const { language } = usePreferences()
  const n = (count: number) => exact(count, language)
  return [
    { title: t.name, dataIndex: 'name' },
    { title: t.staff, render: (_, row) => row.staff.join('、') },
    { title: t.source, render: (_, row) => row.source ?? '—' },
    { title: t.added, align: 'right', render: (_, row) => n(row.added) },
    { title: t.lost, align: 'right', render: (_, row) => n(row.lost) },
    { title: t.welcomed, align: 'right', render: (_, row) => n(row.welcomed) },
    { title: t.state, render: (_, row) => <Made row={row} /> },
    { title: t.createdAt, render: (_, row) => <Time at={row.createdAt} /> },
    { title: t.action, render: (_, row) => actions(row) },
  ]
}

function Made({ row }: { row: Code }) {
  const t = useText(codeWords)
  const tone = { making: 'processing', made: 'success', failed: 'error' }[row.made]
  return (
    <span>
      <Tag color={tone}>{t.made[row.made]}</Tag>
      {row.error && <span className="small muted">{row.error}</span>}
    </span>
  )
}

/** The code as the platform drew it: to be scanned, saved or printed. */
function Picture({ of, close }: { of: Code; close(): void }) {
  return (
    <Modal title={of.name} open onCancel={close} footer={null} width={360}>
      {of.qrCode && <img className="code-picture" src={of.qrCode} alt={of.name} width={280} height={280} />}
      {of.qrCode && <code className="small break">{of.qrCode}</code>}
    </Modal>
  )
}

function Actions({ row, show, edit }: { row: Code; show(): void; edit(): void }) {
  const t = useText(codeWords)
  const may = useMay()
  const Promote = use(Promoting)
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const settled = {
    onSettled: () => queries.invalidateQueries({ queryKey: query.list.key() }),
    onError: (error: unknown) => void message.error(problemOf(error).title),
  }
  const make = useMutation(query.make.mutationOptions(settled))
  const remove = useMutation(query.remove.mutationOptions(settled))
  const sure = () =>
    modal.confirm({
      ...{ title: t.remove, content: t.sureRemove },
      onOk: () => remove.mutateAsync({ id: row.id }),
    })
  return (
    <span className="row">
      {row.made === 'made' ? (
        <>
          <Button size="small" onClick={show}>
            {t.show}
          </Button>
          {Promote && row.qrCode && (
            <Promote small of={{ name: row.name, url: row.qrCode, file: `code-${row.id}`, picture: row.qrCode }} />
          )}
        </>
      ) : (
        may('carriers:write') && (
          <Button size="small" loading={make.isPending} onClick={() => make.mutate({ id: row.id })}>
            {t.again}
          </Button>
        )
      )}
      {may('carriers:write') && (
        <>
          <Button size="small" onClick={edit}>
            {t.change}
          </Button>
          <Button size="small" danger onClick={sure}>
            {t.remove}
          </Button>
        </>
      )}
    </span>
  )
}
