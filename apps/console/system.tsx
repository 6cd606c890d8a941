import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Table, Tag } from 'antd'
import { exact } from '#base/format'
import { backups } from '#platform/backup/contract'
import { system } from '#platform/system/contract'
import { apiOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { texts, usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'

const { query } = apiOf({ system, backups })

const words = texts({
  zh: {
    title: '系统状态',
    stores: '存储',
    name: '名称',
    place: '位置',
    version: '版本',
    state: '状态',
    ok: '正常',
    relays: '事实投递',
    consumer: '接收方',
    waiting: '等待',
    failures: '失败',
    lastError: '最近的错误',
    facts: {
      version: 'Siyu',
      node: 'Node',
      started: '启动时间',
      disk: '磁盘可用',
      memory: '内存',
      events: '待写入事件',
    },
    of: (free: string, total: string) => `${free}，共 ${total}`,
    backups: '备份',
    backupNow: '立即备份',
    noBackup: '还没有备份',
    noBackupHelp: '备份包含两个数据库、上传的文件和解密密钥，请妥善保管。',
    folder: '目录',
    rows: '行数',
    at: '时间',
    states: { queued: '排队', running: '进行中', done: '完成', failed: '失败' },
  },
  en: {
    title: 'System',
    stores: 'Stores',
    name: 'Name',
    place: 'Place',
    version: 'Version',
    state: 'State',
    ok: 'ok',
    relays: 'Delivery of facts',
    consumer: 'Consumer',
    waiting: 'Waiting',
    failures: 'Failures',
    lastError: 'Last error',
    facts: {
      version: 'Siyu',
      node: 'Node',
      started: 'Started',
      disk: 'Disk free',
      memory: 'Memory',
      events: 'Events to be stored',
    },
    of: (free: string, total: string) => `${free} of ${total}`,
    backups: 'Backups',
    backupNow: 'Back up now',
    noBackup: 'No backup yet',
    noBackupHelp: 'A backup holds both databases, uploads and the key that opens personal data. Keep it safe.',
    folder: 'Folder',
    rows: 'Rows',
    at: 'Time',
    states: { queued: 'Queued', running: 'Running', done: 'Done', failed: 'Failed' },
  },
})

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

/** Health at a glance, refreshed while it is open. */
export function SystemPage() {
  const t = useText(words)
  useTitle(t.title)
  const { language } = usePreferences()
  const status = useQuery(query.system.status.queryOptions({ refetchInterval: 5000 }))
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
      </div>
      <Load of={status}>
        {(data) => (
          <>
            <section className="card">
              <dl className="facts">
                <dt>{t.facts.version}</dt>
                <dd>{data.version}</dd>
                <dt>{t.facts.node}</dt>
                <dd>{data.node}</dd>
                <dt>{t.facts.started}</dt>
                <dd>
                  <Time at={data.startedAt} />
                </dd>
                <dt>{t.facts.disk}</dt>
                <dd>{t.of(gigabytes(data.disk.freeBytes), gigabytes(data.disk.totalBytes))}</dd>
                <dt>{t.facts.memory}</dt>
                <dd>{gigabytes(data.memoryBytes)}</dd>
                <dt>{t.facts.events}</dt>
                <dd>{exact(data.eventsWaiting, language)}</dd>
              </dl>
            </section>
            <section className="card">
              <h2>{t.stores}</h2>
              <Table
                rowKey="name"
                size="small"
                pagination={false}
                dataSource={data.stores}
                columns={[
                  { title: t.name, dataIndex: 'name' },
                  { title: t.version, dataIndex: 'version' },
                  {
                    title: t.state,
                    dataIndex: 'state',
                    render: (state: string) => (
                      <Tag color={state === 'ok' ? 'success' : 'error'}>{state === 'ok' ? t.ok : state}</Tag>
                    ),
                  },
                  { title: t.place, dataIndex: 'place' },
                ]}
              />
            </section>
            <Relays rows={data.relays} />
          </>
        )}
      </Load>
      <Backups />
    </div>
  )
}

function Relays({
  rows,
}: {
  rows: { consumer: string; waiting: number; failures: number; lastError: string | null }[]
}) {
  const t = useText(words)
  return (
    <section className="card">
      <h2>{t.relays}</h2>
      <Table
        rowKey="consumer"
        size="small"
        pagination={false}
        dataSource={rows}
        columns={[
          { title: t.consumer, dataIndex: 'consumer', render: (name: string) => <span className="break">{name}</span> },
          { title: t.waiting, dataIndex: 'waiting', align: 'right' },
          { title: t.failures, dataIndex: 'failures', align: 'right' },
          { title: t.lastError, dataIndex: 'lastError', render: (text: string | null) => text ?? '—' },
        ]}
      />
    </section>
  )
}

function Backups() {
  const t = useText(words)
  const { language } = usePreferences()
  const queries = useQueryClient()
  const list = useQuery(
    query.backups.list.queryOptions({
      refetchInterval: ({ state }) =>
        state.data?.items.some((one) => one.state === 'queued' || one.state === 'running') ? 1000 : false,
    }),
  )
  const create = useMutation(
    query.backups.create.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: query.backups.list.key() }),
    }),
  )
  const begin = (
    <Button onClick={() => create.mutate(undefined)} loading={create.isPending}>
      {t.backupNow}
    </Button>
  )
  return (
    <section className="card">
      <h2>
        {t.backups}
        <span className="grow" />
        {begin}
      </h2>
      <Load of={list}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice title={t.noBackup}>{t.noBackupHelp}</Notice>
          ) : (
            <Table
              rowKey="id"
              size="small"
              pagination={false}
              dataSource={items}
              columns={[
                { title: t.at, render: (_, row) => <Time at={row.startedAt} /> },
                {
                  title: t.state,
                  render: (_, row) => (
                    <Tag color={row.state === 'done' ? 'success' : row.state === 'failed' ? 'error' : 'default'}>
                      {t.states[row.state]}
                    </Tag>
                  ),
                },
                { title: t.rows, align: 'right', render: (_, row) => exact(row.rows, language) },
                { title: t.folder, render: (_, row) => row.error ?? row.folder },
              ]}
            />
          )
        }
      </Load>
    </section>
  )
}
