import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Alert, Button, Drawer, Form, Input, Radio, Select, type TableColumnsType, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { exact, money, percent } from '#base/format'
import { problemOf } from '#ui/api'
import { ListPage } from '#ui/listPage'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { FirstUse } from '#ui/states'
import { cardForms } from '../../core/card.ts'
import { sharesOf } from '../../core/cardFunnel.ts'
import { marketplaces } from '../../core/cardRisk.ts'
import { cardsApi, type Design, type Reported } from './api.tsx'
import { HookSelect } from './hookSelect.tsx'
import { cardWords } from './words.tsx'

const { query } = cardsApi

/** Designs with what each of them brought, over all its batches. */
export function DesignsPage({ tabs }: { tabs: ReactNode }) {
  const t = useText(cardWords)
  const may = useMay()
  const [making, setMaking] = useState(false)
  const report = useQuery(query.report.queryOptions({ refetchInterval: 15_000 }))
  const list = useInfiniteQuery(
    query.designs.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const worths = new Map((report.data?.items ?? []).map((one) => [one.design, one]))
  const create = may('people:write') && (
    <Button type="primary" onClick={() => setMaking(true)}>
      {t.newDesign}
    </Button>
  )
  return (
    <>
      <ListPage
        title={t.tabs.designs}
        of={list}
        rowKey={(row) => row.id}
        columns={useDesignColumns(worths)}
        actions={create}
        filters={tabs}
        card={(row) => (
          <>
            <Named row={row} />
            <span className="small muted">
              {t.forms[row.form]} · {t.stages.scanned} {worths.get(row.id)?.reached.scanned ?? 0} · {t.stages.added}{' '}
              {worths.get(row.id)?.reached.added ?? 0}
            </span>
            <Printable row={row} />
          </>
        )}
        first={
          <FirstUse title={t.firstDesign} action={create}>
            {t.firstDesignHelp}
          </FirstUse>
        }
      />
      {making && <NewDesign close={() => setMaking(false)} />}
    </>
  )
}

const Named = ({ row }: { row: Design }) => (
  <Link to="/card-designs/$id" params={{ id: row.id }}>
    {row.name}
  </Link>
)

function Printable({ row }: { row: Design }) {
  const t = useText(cardWords)
  const cannot = row.issues.length > 0 || row.risks.some(({ level }) => level === 'never')
  return <Tag color={cannot ? 'error' : 'success'}>{cannot ? t.levels.never : t.printable}</Tag>
}

function useDesignColumns(worths: ReadonlyMap<string, Reported>): TableColumnsType<Design> {
  const t = useText(cardWords)
  const { language } = usePreferences()
  const stage = (name: 'inserted' | 'scanned' | 'added' | 'claimed' | 'ordered') => ({
    title: t.stages[name],
    align: 'right' as const,
    render: (_: unknown, { id }: Design) => {
      const worth = worths.get(id)
      if (!worth) return '—'
      const share = sharesOf(worth.reached)[name]
      return (
        <>
          {exact(worth.reached[name], language)}
          {share !== null && <span className="small muted"> {percent(share)}</span>}
        </>
      )
    },
  })
  const fen =
    (value: (worth: Reported) => number | null) =>
    (_: unknown, { id }: Design) => {
      const worth = worths.get(id)
      return money(worth ? value(worth) : null, language)
    }
  return [
    { title: t.design, render: (_, row) => <Named row={row} /> },
    { title: t.form, render: (_, row) => t.forms[row.form] },
    { title: t.hook, render: (_, row) => row.hookTitle ?? '—' },
    { title: t.batches, align: 'right', dataIndex: 'batches' },
    ...(['inserted', 'scanned', 'added', 'claimed', 'ordered'] as const).map(stage),
    { title: t.revenue, align: 'right', render: fen(({ revenue }) => revenue) },
    { title: t.cost, align: 'right', render: fen(({ cost }) => cost) },
    { title: t.ltv, align: 'right', render: fen(({ ltv }) => ltv) },
    { title: t.state, render: (_, row) => <Printable row={row} /> },
  ]
}

interface Draft {
  name: string
  form: Design['form']
  marketplace: Design['marketplace']
  hook?: string
}

function NewDesign({ close }: { close(): void }) {
  const t = useText(cardWords)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const create = useMutation(
    query.create.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.key() }),
      onSuccess: ({ id }) => navigate({ to: '/card-designs/$id', params: { id } }),
    }),
  )
  const options = <V extends string>(values: readonly V[], names: Record<V, string>) =>
    values.map((value) => ({ value, label: names[value] }))
  return (
    <Drawer title={t.newDesign} open onClose={close} destroyOnHidden>
      <Form<Draft>
        layout="vertical"
        disabled={create.isPending}
        initialValues={{ form: 'postcard', marketplace: 'taobao' }}
        onFinish={({ hook, ...draft }) => create.mutate({ ...draft, hook: hook ?? null })}
      >
        <Form.Item name="name" label={t.name} rules={[{ required: true, message: t.required }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="form" label={t.form}>
          <Radio.Group options={options(cardForms, t.forms)} />
        </Form.Item>
        <Form.Item name="marketplace" label={t.marketplace}>
          <Select options={options(marketplaces, t.marketplaces)} />
        </Form.Item>
        <Form.Item name="hook" label={t.hook} extra={t.unlinked}>
          <HookSelect />
        </Form.Item>
        {create.error && (
          <Alert type="error" showIcon title={problemOf(create.error).title} style={{ marginBottom: 16 }} />
        )}
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {t.save}
        </Button>
      </Form>
    </Drawer>
  )
}
