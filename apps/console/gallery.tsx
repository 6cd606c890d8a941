import { ORPCError } from '@orpc/client'
import { Button } from 'antd'
import { type ReactNode, Suspense, useState } from 'react'
import { z } from 'zod'
import { count, exact, money, multiple, percent, shortMoney } from '#base/format'
import { type DayRange, presetRange } from '#base/range'
import { factorNames } from '#base/tokens'
import { field } from '#kit/form'
import { later } from '#ui/later'
import { ListPage } from '#ui/listPage'
import { useTitle } from '#ui/page'
import { usePreferences } from '#ui/preferences'
import { type Compare, RangePicker } from '#ui/rangePicker'
import { SchemaForm } from '#ui/schemaForm'
import { Failure, FirstUse, Load, Notice, Waiting } from '#ui/states'
import { useLook } from '#ui/theme'
import { Time } from '#ui/time'

const LineFigure = later(() => import('#ui/chart').then((module) => module.LineFigure))

const today = '2026-11-25'
const shown = '2026-11-25T08:30:05Z'
const problem = (status: number, data: object) => new ORPCError('x', { status, message: 'The store is busy', data })
const loaded = <T,>(data: T | undefined, error: unknown = null) => ({
  ...{ data, error, isPending: data === undefined && !error, isFetching: false, isFetchingNextPage: false },
  ...{ hasNextPage: false, fetchNextPage: () => undefined, refetch: () => undefined },
})

function Story({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="card" aria-label={name} data-story={name}>
      <h2>{name}</h2>
      {children}
    </section>
  )
}

/** Every part of the kit in every state it can be in; for whoever builds a screen, in the names of the code. */
export function GalleryPage() {
  useTitle('Gallery')
  return (
    <div className="stack">
      <div className="page-head">
        <h1>Gallery</h1>
      </div>
      <Colours />
      <Numbers />
      <Story name="Notice">
        <Notice title="Nothing to do" action={<Button>Begin</Button>}>
          One sentence, one button.
        </Notice>
      </Story>
      <Story name="FirstUse">
        <FirstUse title="No people yet" action={<Button type="primary">Import</Button>}>
          What brings the first ones.
        </FirstUse>
      </Story>
      <Story name="Failure">
        <Failure error={problem(403, { detail: 'people:write' })} />
        <Failure error={problem(500, { requestId: 'req-1' })} retry={() => undefined} />
        <Failure error={new TypeError('fetch failed')} retry={() => undefined} />
      </Story>
      <Story name="Load">
        <Load of={loaded<string>(undefined)}>{(text) => text}</Load>
        <Load of={loaded('the data')}>{(text) => <p>{text}</p>}</Load>
        <Load of={{ ...loaded('stale', new TypeError('fetch failed')), dataUpdatedAt: Date.parse(shown) }}>
          {(text) => <p>{text}</p>}
        </Load>
      </Story>
      <Story name="Waiting">
        <Waiting />
      </Story>
      <Days />
      <Fields />
      <Chart />
      <Lists />
    </div>
  )
}

function Colours() {
  const look = useLook()
  const named = { ...look, ...look.factors }
  const names = ['ink', 'ink2', 'ink3', 'brand', 'accent', 'danger', ...factorNames] as const
  return (
    <Story name="Colours">
      <div className="row">
        {names.map((name) => (
          <strong key={name} style={{ color: named[name] }}>
            {name} {named[name]}
          </strong>
        ))}
      </div>
    </Story>
  )
}

function Numbers() {
  const { language } = usePreferences()
  const rows: [string, string, string][] = [
    ['count', count(123_456, language), count(null, language)],
    ['exact', exact(1_234_567, language), exact(null, language)],
    ['money', money(123_456, language), money(null, language)],
    ['shortMoney', shortMoney(1_234_567_890, language), shortMoney(-50, language)],
    ['percent', percent(0.1234), percent(null)],
    ['multiple', multiple(1.25), multiple(null)],
  ]
  return (
    <Story name="Numbers">
      <dl className="facts">
        {rows.map(([name, some, none]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd className="num">
              {some} · {none}
            </dd>
          </div>
        ))}
        <dt>Time</dt>
        <dd>
          <Time at={shown} seconds /> · <Time at={null} />
        </dd>
      </dl>
    </Story>
  )
}

function Days() {
  const [range, setRange] = useState<DayRange>(presetRange('last30', today))
  const [compare, setCompare] = useState<Compare>('previous')
  return (
    <Story name="RangePicker">
      <div className="row">
        <RangePicker value={range} today={today} onChange={setRange} compare={compare} onCompare={setCompare} />
      </div>
      <p className="muted num">
        [{range.from}, {range.to}) {compare}
      </p>
    </Story>
  )
}

const Coupon = z.object({
  title: field(z.string().trim().min(2).max(20), { zh: '名称', en: 'Title' }),
  note: field(z.string().max(500).optional(), { zh: '说明', en: 'Note', text: 'long' }),
  worth: field(z.number().int().min(100).max(100_000), {
    ...{ zh: '面额', en: 'Worth', unit: 'fen' as const },
    help: { zh: '1 到 1000 元', en: '1 to 1,000 yuan' },
  }),
  days: field(z.number().int().min(1).max(90).nullable(), { zh: '有效期', en: 'Valid for', unit: 'day' }),
  from: field(z.iso.datetime().optional(), { zh: '开始', en: 'From' }),
  kind: field(z.enum(['cash', 'percent']), {
    ...{ zh: '种类', en: 'Kind' },
    choices: { cash: { zh: '满减', en: 'Amount off' }, percent: { zh: '折扣', en: 'Percent off' } },
  }),
  shops: field(z.array(z.enum(['s1', 's2', 's3'])).default([]), { zh: '门店', en: 'Shops' }),
  public: field(z.boolean().default(false), { zh: '公开领取', en: 'Anybody may take it' }),
  steps: field(
    z
      .array(z.object({ above: field(z.number().int(), { zh: '满', en: 'Above', unit: 'fen' }) }))
      .max(3)
      .refine((steps) => new Set(steps.map(({ above }) => above)).size === steps.length, 'stands twice'),
    { zh: '阶梯', en: 'Steps', wrong: { zh: '有一档写了两次', en: 'A step stands twice' } },
  ),
})

function Fields() {
  const [sent, setSent] = useState<unknown>(null)
  return (
    <Story name="SchemaForm">
      <SchemaForm
        schema={Coupon}
        initial={{ kind: 'cash', days: null, steps: [] }}
        pending={false}
        error={null}
        onSubmit={setSent}
      />
      <pre data-sent style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {sent === null ? '' : JSON.stringify(sent)}
      </pre>
    </Story>
  )
}

const labels = Array.from({ length: 14 }, (_, i) => `11-${String(i + 12).padStart(2, '0')}`)
const values = labels.map((_, i) => (i === 5 ? null : (i % 5) * 1000 + 4000))
const inYuan = (value: number | null) => shortMoney(value, 'en')

function Chart() {
  const look = useLook()
  return (
    <Suspense fallback={<Waiting />}>
      <LineFigure
        title="LineFigure"
        labels={labels}
        lines={[{ name: 'GMV', color: look.brand, values }]}
        show={inYuan}
        openFrom={13}
      />
    </Suspense>
  )
}

const people = [
  { id: '1', name: '王**' },
  { id: '2', name: '李**' },
]
const list = {
  rowKey: (row: { id: string }) => row.id,
  columns: [
    { title: 'Id', dataIndex: 'id' },
    { title: 'Name', dataIndex: 'name' },
  ],
  card: (row: { name: string }) => row.name,
  first: <FirstUse title="No people yet">They come with the first import.</FirstUse>,
}

/** A list full, without a match, before its first row, and failed. Each has a heading of its own, as on its page. */
function Lists() {
  const pages = (items: typeof people) => loaded({ pages: [{ items }] })
  return (
    <>
      <ListPage {...list} title="ListPage" of={pages(people)} />
      <ListPage {...list} title="ListPage, no match" of={pages([])} filtered clear={() => undefined} />
      <ListPage {...list} title="ListPage, first use" of={pages([])} />
      <ListPage
        {...list}
        title="ListPage, failed"
        of={loaded<{ pages: { items: typeof people }[] }>(undefined, problem(503, {}))}
      />
    </>
  )
}
