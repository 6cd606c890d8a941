import { StarOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { Alert, Button, Checkbox, Input, Modal, Tag } from 'antd'
import { useState } from 'react'
import { staff } from '#contracts/staff'
import { apiOf, problemOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'

const { query } = apiOf(staff)

const words = texts({
  zh: {
    save: '存为视图',
    help: '记住现在的筛选条件，下次一点就到。',
    name: '视图名称',
    shared: '同事也能看到',
    remove: (name: string) => `删除视图 ${name}`,
  },
  en: {
    save: 'Save view',
    help: 'Keeps the present filters under a name.',
    name: 'Name of the view',
    shared: 'Colleagues see it too',
    remove: (name: string) => `Delete the view ${name}`,
  },
})

type Search = Record<string, string | number | boolean>

/** Fields of an address in one order, so that equal filters are equal texts. */
const keyOf = (search: object): string =>
  JSON.stringify(Object.entries(search).toSorted(([a], [b]) => (a < b ? -1 : 1)))

/** The saved views of the list one is on: a click shows one, the present filters can be kept as a new one. */
export function Views() {
  const t = useText(words)
  const { pathname, search } = useLocation()
  // While one leaves for another page the address is already that page's.
  const [page] = useState(pathname)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [naming, setNaming] = useState(false)
  const input = { page }
  // It may be made only when its list is being left for one of its rows, which has no views.
  const list = useQuery(query.listViews.queryOptions({ input, retry: false, enabled: !/\d/.test(page) }))
  const refresh = () => queries.invalidateQueries({ queryKey: query.listViews.key() })
  const remove = useMutation(query.deleteView.mutationOptions({ onSuccess: refresh }))
  const now = keyOf(search)
  const items = list.data?.items ?? []
  const isKept = items.some((view) => keyOf(view.search) === now)
  return (
    <>
      {items.map((view) => (
        <Tag
          key={view.id}
          {...(keyOf(view.search) === now ? { color: 'success' } : {})}
          closable={view.mine ? { 'aria-label': t.remove(view.name) } : false}
          onClose={(event) => {
            event.preventDefault()
            remove.mutate({ id: view.id })
          }}
        >
          <button type="button" className="plain" onClick={() => void navigate({ to: page, search: view.search })}>
            {view.name}
          </button>
        </Tag>
      ))}
      {Object.keys(search).length > 0 && !isKept && (
        <Button size="small" type="text" icon={<StarOutlined />} onClick={() => setNaming(true)}>
          {t.save}
        </Button>
      )}
      <Naming open={naming} close={() => setNaming(false)} page={page} search={search as Search} saved={refresh} />
    </>
  )
}

interface NamingProps {
  open: boolean
  page: string
  search: Search
  close(): void
  saved(): void
}

function Naming({ open, page, search, close, saved }: NamingProps) {
  const t = useText(words)
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const save = useMutation(
    query.saveView.mutationOptions({
      onSuccess: () => {
        setName('')
        saved()
        close()
      },
    }),
  )
  return (
    <Modal
      title={t.save}
      open={open}
      onCancel={close}
      okText={t.save}
      okButtonProps={{ disabled: name.trim() === '', loading: save.isPending }}
      onOk={() => save.mutate({ page, name, search, shared })}
      destroyOnHidden
    >
      {save.error && <Alert type="error" showIcon title={problemOf(save.error).title} />}
      <p className="muted">{t.help}</p>
      <Input
        value={name}
        maxLength={40}
        aria-label={t.name}
        placeholder={t.name}
        onChange={(event) => setName(event.target.value)}
      />
      <p>
        <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
          {t.shared}
        </Checkbox>
      </p>
    </Modal>
  )
}
