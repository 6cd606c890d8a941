import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Segmented, type TableColumnsType } from 'antd'
import { exact } from '#base/format'
import { tasks } from '#platform/tasks/contract'
import { apiOf } from '#ui/api'
import { isOpen, JobState } from '#ui/jobState'
import { ListPage } from '#ui/listPage'
import { texts, usePreferences, useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { Time } from '#ui/time'

const { query, client } = apiOf(tasks)

type Task = Awaited<ReturnType<typeof client.list>>['items'][number]

const words = texts({
  zh: {
    title: '任务中心',
    tabs: { files: '导出', work: '批量处理' },
    what: '任务',
    about: '对象',
    state: '状态',
    result: '结果',
    who: '发起人',
    at: '发起时间',
    action: '操作',
    cancel: '停止',
    none: '还没有批量处理',
    noneHelp: '在客户列表选择全部后批量处理，或重放待处理事件，进度和结果会出现在这里。',
    count: (title: string, n: string) => `${title} ${n}`,
  },
  en: {
    title: 'Task centre',
    tabs: { files: 'Exports', work: 'Bulk work' },
    what: 'Task',
    about: 'On',
    state: 'State',
    result: 'Result',
    who: 'By',
    at: 'Begun',
    action: 'Action',
    cancel: 'Stop',
    none: 'No bulk work yet',
    noneHelp: 'Select all of a list of people, or replay parked events: progress and result appear here.',
    count: (title: string, n: string) => `${n} ${title}`,
  },
})

/** Files that were made, or work on many rows. */
export function TaskTabs({ of }: { of: 'files' | 'work' }) {
  const t = useText(words)
  const navigate = useNavigate()
  return (
    <Segmented
      value={of}
      onChange={(value) => void navigate({ to: '/tasks', search: value === 'work' ? { of: value } : {} })}
      options={(['files', 'work'] as const).map((value) => ({ value, label: t.tabs[value] }))}
    />
  )
}

/** Work on many rows, with its progress and result. */
export function WorkPage() {
  const t = useText(words)
  const { language } = usePreferences()
  const list = useInfiniteQuery(
    query.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 30, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
      refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some(isOpen)) ? 1000 : false),
    }),
  )
  const columns: TableColumnsType<Task> = [
    { title: t.what, render: (_, row) => row.title[language] },
    { title: t.about, render: (_, row) => row.about[language] },
    { title: t.state, render: (_, row) => <State task={row} /> },
    { title: t.result, render: (_, row) => <Result task={row} /> },
    { title: t.who, dataIndex: 'author' },
    { title: t.at, render: (_, row) => <Time at={row.createdAt} /> },
    { title: t.action, render: (_, row) => <Stop task={row} /> },
  ]
  return (
    <ListPage
      title={t.title}
      filters={<TaskTabs of="work" />}
      of={list}
      rowKey={(row) => row.id}
      columns={columns}
      card={(row) => (
        <>
          <span className="row">
            {row.title[language]}
            <span className="grow" />
            <Stop task={row} />
          </span>
          <State task={row} />
          <Result task={row} />
          <span className="small muted">
            {row.about[language]} · {row.author} · <Time at={row.createdAt} />
          </span>
        </>
      )}
      first={<Notice title={t.none}>{t.noneHelp}</Notice>}
    />
  )
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

function Result({ task }: { task: Task }) {
  const t = useText(words)
  const { language } = usePreferences()
  if (task.state === 'queued') return '—'
  return task.counts.map(({ name, title, count }, i) => (
    <span key={name} className="num">
      {i > 0 && ' · '}
      {t.count(title[language], exact(count, language))}
    </span>
  ))
}

function Stop({ task }: { task: Task }) {
  const t = useText(words)
  const queries = useQueryClient()
  // Refused = it has ended meanwhile: then the list is what is old.
  const refresh = () => queries.invalidateQueries({ queryKey: query.list.key() })
  const cancel = useMutation(query.cancel.mutationOptions({ onSettled: refresh }))
  if (!isOpen(task)) return null
  return (
    <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate({ id: task.id })}>
      {t.cancel}
    </Button>
  )
}
