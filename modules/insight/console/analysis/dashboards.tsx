import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Alert, Button, Checkbox, Input, Modal, Popconfirm, Segmented, Select } from 'antd'
import { useState } from 'react'
import { todayIn } from '#base/range'
import { apiOf, problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { useZone } from '#ui/zone'
import { type SavedDashboard, type SavedReport, saved } from '../../core/savedContract.ts'
import { WithCatalogue } from './catalogue.tsx'
import { type Opened, PeopleDrawer } from './people.tsx'
import { ReportName } from './report.tsx'
import { rangeOf, SavedLink } from './saved.tsx'
import { savedWords } from './savedWords.tsx'
import { type Mode, questionOf, type SegmentName } from './state.tsx'
import { views } from './views.tsx'

const { query, client } = apiOf(saved)
const route = getRouteApi('/frame/analysis/dashboards')

/** Saved reports beside each other, as of today. */
export function DashboardsPage({ labels, segments }: Pick<GridProps, 'labels' | 'segments'>) {
  const t = useText(savedWords)
  useTitle(t.dashboards)
  const { id } = route.useSearch()
  const navigate = route.useNavigate()
  const [editing, setEditing] = useState<SavedDashboard | 'new' | null>(null)
  const list = useQuery(query.listDashboards.queryOptions())
  const reports = useQuery(query.listReports.queryOptions())
  const shown = list.data?.items.find((one) => one.id === id) ?? list.data?.items[0]
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.dashboards}</h1>
        <span className="grow" />
        <Link to="/analysis">{t.back}</Link>
        {shown?.mine && <Button onClick={() => setEditing(shown)}>{t.edit}</Button>}
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {t.add}
        </Button>
      </div>
      <Load of={list}>
        {({ items }) =>
          shown ? (
            <>
              {items.length > 1 && (
                <div className="ask-modes">
                  <Segmented
                    aria-label={t.dashboards}
                    value={shown.id}
                    onChange={(next) => void navigate({ search: { id: next } })}
                    options={items.map((one) => ({ value: one.id, label: one.name }))}
                  />
                </div>
              )}
              <Load of={reports}>
                {(found) => <Grid of={shown} reports={found.items} labels={labels} segments={segments} />}
              </Load>
            </>
          ) : (
            <section className="card">
              <Notice title={t.noDashboard}>{t.noDashboardHelp}</Notice>
            </section>
          )
        }
      </Load>
      {editing && <Editor of={editing} reports={reports.data?.items ?? []} close={() => setEditing(null)} />}
    </div>
  )
}

interface GridProps {
  of: SavedDashboard
  reports: readonly SavedReport[]
  labels: ReadonlyMap<string, string>
  segments?: readonly SegmentName[] | undefined
}

function Grid({ of, reports, labels, segments }: GridProps) {
  const t = useText(savedWords)
  const today = todayIn(useZone(), Date.now())
  const [opened, setOpened] = useState<Opened | null>(null)
  const placed = of.reports.flatMap((id) => reports.filter((one) => one.id === id))
  if (placed.length === 0)
    return (
      <section className="card">
        <Notice title={t.empty} />
      </section>
    )
  return (
    <WithCatalogue labels={labels} segments={segments}>
      {() => (
        <>
          <h2>{of.name}</h2>
          <div className="two">
            {placed.map((report) => (
              <ReportName key={report.id} value={<SavedLink of={report} today={today} />}>
                <Card mode={report.mode} report={report} today={today} open={setOpened} />
              </ReportName>
            ))}
          </div>
          <PeopleDrawer of={opened} close={() => setOpened(null)} />
        </>
      )}
    </WithCatalogue>
  )
}

interface CardProps<M extends Mode> {
  mode: M
  report: SavedReport
  today: string
  open(people: Opened): void
}

function Card<M extends Mode>({ mode, report, today, open }: CardProps<M>) {
  const { Result } = views[mode]
  const { question } = questionOf(mode, report.question, [])
  return <Result question={question} range={rangeOf(report.range, today)} open={open} />
}

interface EditorProps {
  of: SavedDashboard | 'new'
  reports: readonly SavedReport[]
  close(): void
}

function Editor({ of, reports, close }: EditorProps) {
  const t = useText(savedWords)
  const queries = useQueryClient()
  const navigate = route.useNavigate()
  const begun = of === 'new' ? { name: '', shared: false, reports: [] } : of
  const [name, setName] = useState(begun.name)
  const [shared, setShared] = useState(begun.shared)
  const [picked, setPicked] = useState<string[]>(begun.reports)
  const done = (id?: string) => {
    void queries.invalidateQueries({ queryKey: query.key() })
    void navigate({ search: id ? { id } : {} })
    close()
  }
  const values = { name, shared, reports: picked }
  const save = useMutation({
    mutationFn: () => (of === 'new' ? client.addDashboard(values) : client.changeDashboard({ id: of.id, ...values })),
    onSuccess: ({ id }) => done(id),
  })
  const remove = useMutation({
    mutationFn: async () => (of === 'new' ? undefined : client.deleteDashboard({ id: of.id })),
    onSuccess: () => done(),
  })
  const error = save.error ?? remove.error
  return (
    <Modal
      open
      title={of === 'new' ? t.add : t.edit}
      okText={t.save}
      cancelText={t.cancel}
      okButtonProps={{ disabled: name.trim() === '', loading: save.isPending }}
      onOk={() => save.mutate()}
      onCancel={close}
    >
      <div className="stack">
        <Input
          aria-label={t.name}
          placeholder={t.name}
          value={name}
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
        />
        <Select
          mode="multiple"
          aria-label={t.reports}
          placeholder={t.reports}
          value={picked}
          onChange={setPicked}
          options={reports.map((one) => ({ value: one.id, label: one.name }))}
          showSearch={{ optionFilterProp: 'label' }}
        />
        <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
          {t.share}
        </Checkbox>
        {of !== 'new' && (
          <Popconfirm title={t.deleteSure} okText={t.ok} cancelText={t.cancel} onConfirm={() => remove.mutate()}>
            <Button danger>{t.deleteDashboard}</Button>
          </Popconfirm>
        )}
        {error && <Alert type="error" title={problemOf(error).title} />}
      </div>
    </Modal>
  )
}
