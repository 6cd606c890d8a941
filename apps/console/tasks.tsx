import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button, type TableColumnsType, Tag } from 'antd'
import { exporting } from '#platform/exports/contract'
import { apiOf } from '#ui/api'
import { isOpen, JobState } from '#ui/jobState'
import { ListPage } from '#ui/listPage'
import { texts, usePreferences, useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { Time } from '#ui/time'
import { TaskTabs, WorkPage } from './work.tsx'

const { query, client } = apiOf(exporting)
const route = getRouteApi('/frame/tasks')

type Task = Awaited<ReturnType<typeof client.list>>['items'][number]

const words = texts({
  zh: {
    title: '任务中心',
    what: '导出',
    filter: '筛选',
    all: '全部',
    state: '状态',
    who: '发起人',
    at: '发起时间',
    until: '文件保留到',
    unmasked: '未打码',
    action: '操作',
    download: '下载',
    cancel: '取消',
    gone: '文件已过期',
    many: (n: number) => `${n} 条`,
    none: '还没有任务',
    noneHelp: '在客户或订单列表点“导出”，进度和文件会出现在这里。',
    people: '去客户列表',
    fields: {
      ...{
        known: '已识别',
        entered: '已入池',
        excluded: '已排除',
        ids: '所选',
        except: '除去',
        from: '从',
        to: '到',
        state: '状态',
        store: '门店',
        q: '订单号',
      },
      ...{ person: '客户', source: '数据源' },
    },
    values: {
      ...{ true: '是', false: '否', counted: '计入', zeroYuan: '0元单', refunded: '全额退款' },
      ...{ noPerson: '无客户身份', unlinked: '无主退款' },
    },
  },
  en: {
    title: 'Task centre',
    what: 'Export',
    filter: 'Filters',
    all: 'everything',
    state: 'State',
    who: 'By',
    at: 'Begun',
    until: 'File kept until',
    unmasked: 'unmasked',
    action: 'Action',
    download: 'Download',
    cancel: 'Cancel',
    gone: 'File expired',
    many: (n: number) => `${n} rows`,
    none: 'No tasks yet',
    noneHelp: 'Press Export on the list of people or orders: its progress and file appear here.',
    people: 'To the people',
    fields: {
      ...{
        known: 'known',
        entered: 'in the pool',
        excluded: 'excluded',
        ids: 'selected',
        except: 'without',
        from: 'from',
        to: 'to',
        state: 'state',
        store: 'store',
        q: 'number',
      },
      ...{ person: 'person', source: 'source' },
    },
    values: {
      ...{ true: 'yes', false: 'no', counted: 'counted', zeroYuan: 'zero-yuan', refunded: 'refunded' },
      ...{ noPerson: 'no person', unlinked: 'unlinked refund' },
    },
  },
})

/** Long jobs with their progress and what they made: files, and work on many rows. */
export function TasksPage() {
  return route.useSearch().of === 'work' ? <WorkPage /> : <FilesPage />
}

function FilesPage() {
  const t = useText(words)
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 30, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some(isOpen)) ? 1000 : false),
    }),
  )
  const columns: TableColumnsType<Task> = [
    { title: t.what, render: (_, row) => <What task={row} /> },
    { title: t.filter, render: (_, row) => <Filter task={row} /> },
    { title: t.state, render: (_, row) => <State task={row} /> },
    { title: t.who, dataIndex: 'author' },
    { title: t.at, render: (_, row) => <Time at={row.createdAt} /> },
    { title: t.until, render: (_, row) => <Time at={row.available ? row.expiresAt : null} /> },
    { title: t.action, render: (_, row) => <Action task={row} /> },
  ]
  return (
    <ListPage
      title={t.title}
      filters={<TaskTabs of="files" />}
      of={list}
      rowKey={(row) => row.id}
      columns={columns}
      card={(row) => (
        <>
          <span className="row">
            <What task={row} />
            <span className="grow" />
            <Action task={row} />
          </span>
          <State task={row} />
          <span className="small muted">
            <Filter task={row} /> · {row.author} · <Time at={row.createdAt} />
          </span>
        </>
      )}
      first={
        <Notice title={t.none} action={<Link to="/people">{t.people}</Link>}>
          {t.noneHelp}
        </Notice>
      }
    />
  )
}

function What({ task }: { task: Task }) {
  const t = useText(words)
  const { language } = usePreferences()
  return (
    <span className="row">
      {task.title[language]}
      {!task.masked && (
        <Tag color="warning" title={task.reason ?? ''}>
          {t.unmasked}
        </Tag>
      )}
    </span>
  )
}

function Filter({ task }: { task: Task }) {
  const t = useText(words)
  const fields: Record<string, string> = t.fields
  const values: Record<string, string> = t.values
  const set = Object.entries(task.filter)
    .filter(([, value]) => !Array.isArray(value) || value.length > 0)
    .map(([name, value]) => [name, Array.isArray(value) ? t.many(value.length) : String(value)] as const)
  if (set.length === 0) return t.all
  return set.map(([name, value], i) => (
    <span key={name}>
      {i > 0 && ' · '}
      {fields[name] ?? name} {name === 'from' || name === 'to' ? <Time at={value} /> : (values[value] ?? value)}
    </span>
  ))
}

function State({ task }: { task: Task }) {
  const { language } = usePreferences()
  return (
    <>
      <JobState job={task} />
      {task.error && <span className="small">{task.error[language]}</span>}
    </>
  )
}

function Action({ task }: { task: Task }) {
  const t = useText(words)
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: query.list.key() })
  // Refused = it has ended meanwhile: then the list is what is old.
  const cancel = useMutation(query.cancel.mutationOptions({ onSettled: refresh }))
  if (isOpen(task)) {
    return (
      <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate({ id: task.id })}>
        {t.cancel}
      </Button>
    )
  }
  if (task.available) {
    return (
      <a href={`/api/v1/exports/${task.id}/file`} download>
        {t.download}
      </a>
    )
  }
  return task.state === 'done' ? <span className="muted small">{t.gone}</span> : null
}
