import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Form, InputNumber } from 'antd'
import type { ReactNode } from 'react'
import { count, shortMoney } from '#base/format'
import { todayIn } from '#base/range'
import { apiOf, problemOf } from '#ui/api'
import { texts, usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { staff } from '../contract.ts'

const { query } = apiOf(staff)

const words = texts({
  zh: {
    people: '客户池人数',
    gmv: '私域GMV',
    persons: '人',
    until: (year: number) => `期限：${year} 年 12 月 31 日`,
    offline: '连接不上服务器',
  },
  en: {
    people: 'People in the pool',
    gmv: 'Private-domain GMV',
    persons: 'people',
    until: (year: number) => `To be reached by 31 December ${year}`,
    offline: 'The server cannot be reached',
  },
})

/** What the first run proposes. */
const usual = { people: 300_000, gmv: 5_000_000 }

interface Props {
  /** Shown in the empty fields: a proposal in the first run, nothing in the settings. */
  propose?: boolean
  onSaved?(): void
  /** The buttons; `clear` takes the goal out and is there when one is set. */
  children(save: { pending: boolean; clear: (() => void) | null }): ReactNode
}

/** The goal of this year: each part may be left empty. Yuan on the screen, fen on the wire. */
export function GoalForm({ propose = false, onSaved, children }: Props) {
  const me = useQuery(query.me.queryOptions())
  const goal = useQuery(query.goal.queryOptions())
  return (
    <Load of={me} rows={3}>
      {({ zone }) => (
        <Load of={goal} rows={3}>
          {(data) => {
            const year = Number(todayIn(zone, Date.now()).slice(0, 4))
            const set = data.year === year
            const begin = set
              ? { people: data.people, gmv: data.gmv === null ? null : data.gmv / 100 }
              : { people: propose ? usual.people : null, gmv: propose ? usual.gmv : null }
            return (
              <Fields key={data.version} year={year} begin={begin} set={set} onSaved={onSaved}>
                {children}
              </Fields>
            )
          }}
        </Load>
      )}
    </Load>
  )
}

interface Values {
  people: number | null
  gmv: number | null
}

const thousands = (value: string | number | undefined): string => `${value ?? ''}`.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
const plain = (text: string | undefined): number => Number((text ?? '').replace(/[^\d.]/g, ''))

function Fields({
  year,
  begin,
  set,
  onSaved,
  children,
}: { year: number; begin: Values; set: boolean } & Pick<Props, 'onSaved' | 'children'>) {
  const t = useText(words)
  const { language } = usePreferences()
  const [form] = Form.useForm<Values>()
  const people = Form.useWatch('people', form) ?? null
  const gmv = Form.useWatch('gmv', form) ?? null
  const queries = useQueryClient()
  const change = useMutation(
    query.changeGoal.mutationOptions({
      onSuccess: async () => {
        onSaved?.()
        await queries.invalidateQueries()
      },
    }),
  )
  const save = (values: Values) => {
    const { people, gmv } = values
    const nothing = !people && !gmv
    change.mutate({
      year: nothing ? null : year,
      people: people || null,
      gmv: gmv ? Math.round(gmv * 100) : null,
    })
  }
  const clear = set ? () => save({ people: null, gmv: null }) : null
  const number = { controls: false, style: { width: '100%' }, formatter: thousands, parser: plain }
  return (
    <Form form={form} layout="vertical" initialValues={begin} onFinish={save} disabled={change.isPending}>
      {change.error && <Alert type="error" showIcon title={problemOf(change.error).title || t.offline} />}
      <Form.Item
        name="people"
        label={t.people}
        extra={people && people >= 10_000 ? `= ${count(people, language)}` : ' '}
      >
        <InputNumber {...number} min={1} max={1_000_000_000} precision={0} suffix={t.persons} />
      </Form.Item>
      <Form.Item name="gmv" label={t.gmv} extra={gmv && gmv >= 10_000 ? `= ${shortMoney(gmv * 100, language)}` : ' '}>
        <InputNumber {...number} min={1} max={1_000_000_000_000} precision={2} prefix="¥" />
      </Form.Item>
      <p className="muted">{t.until(year)}</p>
      {children({ pending: change.isPending, clear })}
    </Form>
  )
}
