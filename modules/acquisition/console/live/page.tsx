import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { App, Button, Table, Tag } from 'antd'
import { Suspense, useState } from 'react'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Waiting } from '#ui/states'
import { useLook } from '#ui/theme'
import { codeImage } from '../codeImage.ts'
import { type LiveCode, liveApi, type Report } from './api.tsx'
import { Decisions } from './decisions.tsx'
import type { TagChoice } from './editing.tsx'
import { LiveState, promoteOf } from './parts.tsx'
import { liveWords } from './words.tsx'

const { query } = liveApi
const LiveEditing = later(() => import('./editing.tsx').then((module) => module.LiveEditing))
const Promote = later(() => import('../promote.tsx').then((module) => module.Promote))
const LineFigure = later(() => import('#ui/chart').then((module) => module.LineFigure))

/** One live code: what it brought by hour and by member, and why each visitor was shown whom. */
export function LiveCodePage({ Tags }: { Tags: TagChoice }) {
  const t = useText(liveWords)
  const { id } = useParams({ from: '/frame/live-codes/$id' })
  const live = useQuery(query.get.queryOptions({ input: { id }, refetchInterval: 15_000 }))
  useTitle(live.data ? `${t.title} ${live.data.name}` : t.title)
  return (
    <Load of={live} rows={8}>
      {(data) => (
        <div className="stack">
          <Head live={data} Tags={Tags} />
          <Sums live={data} />
          <Reported live={data} />
        </div>
      )}
    </Load>
  )
}

function Head({ live, Tags }: { live: LiveCode; Tags: TagChoice }) {
  const t = useText(liveWords)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const [open, setOpen] = useState<'edit' | 'promote' | null>(null)
  const change = useMutation(
    query.change.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.get.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const flip = () => change.mutateAsync({ id: live.id, on: !live.on }).catch(() => undefined)
  const ask = () => modal.confirm({ title: t.switchOff, content: t.sureOff, onOk: flip })
  return (
    <div className="page-head">
      <h1>{live.name}</h1>
      <Tag>{t.kinds[live.setup.kind]}</Tag>
      <LiveState row={live} />
      <span className="grow" />
      <Button onClick={() => setOpen('promote')}>{t.promote}</Button>
      {may('people:write') && (
        <>
          <Button loading={change.isPending} onClick={() => (live.on ? ask() : void flip())}>
            {live.on ? t.switchOff : t.switchOn}
          </Button>
          <Button type="primary" onClick={() => setOpen('edit')}>
            {t.change}
          </Button>
        </>
      )}
      <Suspense>{open === 'edit' && <LiveEditing of={live} close={() => setOpen(null)} Tags={Tags} />}</Suspense>
      <Suspense>{open === 'promote' && <Promote of={promoteOf(live)} close={() => setOpen(null)} />}</Suspense>
    </div>
  )
}

function Sums({ live }: { live: LiveCode }) {
  const t = useText(liveWords)
  const { language } = usePreferences()
  const sums = [
    [`${t.scans}（${t.days30}）`, live.scans],
    [t.added, live.added],
    [t.fresh, live.fresh],
    [t.lost, live.lost],
  ] as const
  const { picture, url, color } = promoteOf(live)
  return (
    <section className="row top">
      <img
        src={picture ?? codeImage(url, color)}
        alt={`${t.qr} ${live.name}`}
        width={112}
        height={112}
        style={{ background: '#fff', borderRadius: 8 }}
      />
      <div className="figures grow">
        {sums.map(([name, value]) => (
          <div key={name} className="card figure">
            <span className="muted">{name}</span>
            <span className="value">{exact(value, language)}</span>
          </div>
        ))}
      </div>
    </section>
  )
}

function Reported({ live }: { live: LiveCode }) {
  const t = useText(liveWords)
  const { language } = usePreferences()
  const look = useLook()
  const report = useQuery(query.report.queryOptions({ input: { id: live.id }, refetchInterval: 15_000 }))
  return (
    <Load of={report} rows={6}>
      {(data) => (
        <>
          <p className="small muted" title={t.lostAddsHelp}>
            {t.days30}: {t.shown} {data.shown} · {t.added} {data.added} · {t.lostAdds} {data.lostAdds}
            {data.joined !== null && ` · ${t.joined} ${data.joined}`}
          </p>
          <Suspense fallback={<Waiting />}>
            <LineFigure
              title={t.byHour}
              labels={data.hours.map(({ hour }) => `${hour}:00`)}
              lines={[
                { name: t.scans, color: look.brand, values: data.hours.map((one) => one.shown) },
                { name: t.added, color: look.ink3, values: data.hours.map((one) => one.added) },
              ]}
              show={(value) => exact(value, language)}
            />
          </Suspense>
          {data.members.length > 0 && <Members live={live} of={data} />}
          {data.arms.length > 0 && <Targets of={data} />}
          <Decisions live={live} of={data} />
        </>
      )}
    </Load>
  )
}

function Members({ live, of }: { live: LiveCode; of: Report }) {
  const t = useText(liveWords)
  const may = useMay()
  const queries = useQueryClient()
  const duty = useMutation(
    query.setDuty.mutationOptions({ onSettled: () => queries.invalidateQueries({ queryKey: query.report.key() }) }),
  )
  const canSay = may('people:write') && live.account !== null
  return (
    <section className="card">
      <h2>{t.byMember}</h2>
      <Table
        size="small"
        rowKey="member"
        dataSource={of.members}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t.member, dataIndex: 'name' },
          { title: t.shown, align: 'right', dataIndex: 'shown' },
          { title: t.added, align: 'right', dataIndex: 'added' },
          { title: t.left7, align: 'right', dataIndex: 'left7' },
          {
            title: t.today,
            align: 'right',
            render: (_, one) => (one.cap === null ? one.today : `${one.today} / ${one.cap}`),
          },
          {
            title: t.now,
            render: (_, one) =>
              one.against ? <Tag>{t.against[one.against]}</Tag> : <Tag color="success">{t.free}</Tag>,
          },
          {
            title: t.action,
            render: (_, one) =>
              canSay && (
                <Button
                  size="small"
                  loading={duty.isPending && duty.variables?.member === one.member}
                  onClick={() =>
                    duty.mutate({ account: live.account ?? '', member: one.member, on: one.against === 'off' })
                  }
                >
                  {one.against === 'off' ? t.dutyOn : t.dutyOff}
                </Button>
              ),
          },
        ]}
      />
    </section>
  )
}

function Targets({ of }: { of: Report }) {
  const t = useText(liveWords)
  return (
    <section className="card">
      <h2>{t.byTarget}</h2>
      <Table
        size="small"
        rowKey="target"
        dataSource={of.arms}
        pagination={false}
        columns={[
          { title: t.leads, dataIndex: 'name' },
          { title: t.scans, align: 'right', dataIndex: 'shown' },
          { title: t.added, align: 'right', dataIndex: 'added' },
        ]}
      />
    </section>
  )
}
