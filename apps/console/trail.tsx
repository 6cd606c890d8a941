import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Select, type TableColumnsType } from 'antd'
import { trail } from '#platform/trail/contract'
import { apiOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { texts, useText } from '#ui/preferences'
import { Notice } from '#ui/states'
import { Time } from '#ui/time'
import { useActors } from './actors.tsx'

const { query, client } = apiOf({ trail })
const route = getRouteApi('/frame/audit')

type Entry = Awaited<ReturnType<typeof client.trail.list>>['items'][number]

const words = texts({
  zh: {
    title: '审计日志',
    at: '时间',
    who: '谁',
    what: '做了什么',
    subject: '对象',
    detail: '内容',
    anyone: '所有人',
    anything: '全部操作',
    none: '还没有记录',
    noneHelp: '修改设置、查看完整个人信息、导入、删除等操作都会记在这里，只增不改。',
    actions: {
      'person.revealed': '查看完整个人信息',
      'person.excluded': '排除或恢复客户',
      'person.merged': '手工合并客户',
      'person.split': '拆分客户',
      'person.unbound': '解绑身份',
      'doubt.decided': '审核合并',
      'setting.changed': '修改设置',
      'staff.created': '添加成员',
      'staff.changed': '修改成员',
      'apiKey.created': '创建 API Key',
      'apiKey.revoked': '吊销 API Key',
      'source.created': '新建数据源',
      'source.disabled': '停用数据源',
      'source.erased': '删除数据源及数据',
      'import.created': '导入文件',
      'import.cancelled': '停止导入',
      'import.erased': '删除导入',
      'export.created': '导出',
      'export.cancelled': '取消导出',
      'export.downloaded': '下载导出文件',
      'backup.started': '开始备份',
    },
  },
  en: {
    title: 'Audit log',
    at: 'Time',
    who: 'Who',
    what: 'Did what',
    subject: 'Subject',
    detail: 'Detail',
    anyone: 'Everybody',
    anything: 'Everything',
    none: 'Nothing yet',
    noneHelp:
      'Changes of settings, personal data shown in full, imports, erasures: all are kept here and never rewritten.',
    actions: {
      'person.revealed': 'Showed personal data in full',
      'person.excluded': 'Excluded or restored a person',
      'person.merged': 'Merged people by hand',
      'person.split': 'Split a person',
      'person.unbound': 'Unbound an id',
      'doubt.decided': 'Decided a merge',
      'setting.changed': 'Changed a setting',
      'staff.created': 'Added a colleague',
      'staff.changed': 'Changed a colleague',
      'apiKey.created': 'Made an API key',
      'apiKey.revoked': 'Revoked an API key',
      'source.created': 'Made a source',
      'source.disabled': 'Stopped a source',
      'source.erased': 'Erased a source and its data',
      'import.created': 'Imported a file',
      'import.cancelled': 'Stopped an import',
      'import.erased': 'Erased an import',
      'export.created': 'Exported a list',
      'export.cancelled': 'Cancelled an export',
      'export.downloaded': 'Fetched an exported file',
      'backup.started': 'Started a backup',
    },
  },
})

/** Who did what, newest first. */
export function TrailPage() {
  const t = useText(words)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { names, who } = useActors()
  const actions = useQuery(query.trail.actions.queryOptions())
  const list = useInfiniteQuery(
    query.trail.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...search, limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const what = (action: string) => t.actions[action as keyof typeof t.actions] ?? action
  const detail = (row: Entry) => <code className="small clip">{JSON.stringify(row.detail)}</code>
  const set = (patch: object) => void navigate({ search: (before) => ({ ...before, ...patch }) })
  const columns: TableColumnsType<Entry> = [
    { title: t.at, render: (_, row) => <Time at={row.at} seconds /> },
    { title: t.who, render: (_, row) => who(row.actor) },
    { title: t.what, render: (_, row) => what(row.action) },
    { title: t.subject, dataIndex: 'subject' },
    { title: t.detail, render: (_, row) => detail(row) },
  ]
  return (
    <ListPage
      title={t.title}
      of={list}
      rowKey={(row) => row.id}
      columns={columns}
      filtered={search.actor !== undefined || search.action !== undefined || search.subject !== undefined}
      clear={() => void navigate({ search: {} })}
      filters={
        <>
          <Select
            aria-label={t.who}
            value={search.actor ?? ''}
            onChange={(value) => set({ actor: value || undefined })}
            options={[{ value: '', label: t.anyone }, ...[...names].map(([value, label]) => ({ value, label }))]}
            style={{ minWidth: 140 }}
          />
          <Select
            aria-label={t.what}
            value={search.action ?? ''}
            onChange={(value) => set({ action: value || undefined })}
            options={[
              { value: '', label: t.anything },
              ...(actions.data?.items ?? []).map((value) => ({ value, label: what(value) })),
            ]}
            style={{ minWidth: 200 }}
          />
        </>
      }
      card={(row) => (
        <>
          <strong>{what(row.action)}</strong>
          <span className="row small muted">
            {who(row.actor)} <Time at={row.at} seconds />
          </span>
          {detail(row)}
        </>
      )}
      first={<Notice title={t.none}>{t.noneHelp}</Notice>}
    />
  )
}
