import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Radio } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { Bar } from '#ui/bar'
import { texts, usePreferences, useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { demo } from '../../server/demo/contract.ts'

const { query, client } = apiOf(demo)

type State = Awaited<ReturnType<typeof client.get>>

const words = texts({
  zh: {
    lead: '可以先用演示数据认识各个页面，也可以马上用自己的数据。',
    demo: '演示数据“明眸”',
    demoHelp: '一家连锁眼镜店的 120 天：3,000 位客户，以及他们的订单和行为。可以一键移除，不影响您自己的数据。',
    empty: '空白开始',
    emptyHelp: '导入自己的客户和订单，或接入埋点。',
    takesOut: '已载入的演示数据会移除。',
    unavailable: '使用外部数据库时没有演示数据。',
    loading: (step: string) => `正在载入：${step}`,
    removing: (step: string) => `正在移除：${step}`,
    loaded: '已载入',
    next: '继续',
    skip: '跳过',
    offline: '连接不上服务器',
  },
  en: {
    lead: 'Look around with demo data first, or begin with your own data at once.',
    demo: 'The demo 明眸',
    demoHelp:
      'A chain of opticians over 120 days: 3,000 people, their orders and what they did. One button removes it; your own data stay.',
    empty: 'Begin empty',
    emptyHelp: 'Import your own people and orders, or connect tracking.',
    takesOut: 'The demo that is loaded is removed.',
    unavailable: 'There is no demo where an own database is used.',
    loading: (step: string) => `Loading: ${step}`,
    removing: (step: string) => `Removing: ${step}`,
    loaded: 'Loaded',
    next: 'Continue',
    skip: 'Skip',
    offline: 'The server cannot be reached',
  },
})

const isBusy = (state: State['state'] | undefined) => state === 'loading' || state === 'removing'

/** Demo or empty. The demo may be loading already: keeping it asks for nothing, beginning empty takes it away. */
export function Beginning({ onDone }: { onDone(): void }) {
  const state = useQuery(
    query.get.queryOptions({ refetchInterval: ({ state: { data } }) => (isBusy(data?.state) ? 1000 : false) }),
  )
  return <Load of={state}>{(now) => <Choice now={now} onDone={onDone} />}</Load>
}

function Choice({ now, onDone }: { now: State; onDone(): void }) {
  const t = useText(words)
  const queries = useQueryClient()
  const isThere = now.state === 'loading' || now.state === 'loaded'
  const [choice, setChoice] = useState<'demo' | 'empty'>(now.available && now.state !== 'removing' ? 'demo' : 'empty')
  const onSuccess = (data: State) => {
    queries.setQueryData(query.get.queryKey(), data)
    onDone()
  }
  const load = useMutation(query.load.mutationOptions({ onSuccess }))
  const remove = useMutation(query.remove.mutationOptions({ onSuccess }))
  const pending = load.isPending || remove.isPending
  const next = () => {
    if (choice === 'demo' && !isThere) load.mutate({})
    else if (choice === 'empty' && isThere) remove.mutate(undefined)
    else onDone()
  }
  const error = load.error ?? remove.error
  return (
    <Form onFinish={next} disabled={pending}>
      <p className="muted">{t.lead}</p>
      {error && <Alert type="error" showIcon title={problemOf(error).title || t.offline} />}
      <Radio.Group className="choices" value={choice} onChange={({ target }) => setChoice(target.value)}>
        <Radio value="demo" disabled={!now.available} autoFocus={now.available}>
          <strong>{t.demo}</strong>
          <span className="muted">{now.available ? t.demoHelp : t.unavailable}</span>
          <Loading now={now} />
        </Radio>
        <Radio value="empty" autoFocus={!now.available}>
          <strong>{t.empty}</strong>
          <span className="muted">
            {t.emptyHelp} {isThere && t.takesOut}
          </span>
        </Radio>
      </Radio.Group>
      <div className="row">
        <span className="grow" />
        <Button type="text" onClick={onDone}>
          {t.skip}
        </Button>
        <Button type="primary" htmlType="submit" loading={pending}>
          {t.next}
        </Button>
      </div>
    </Form>
  )
}

function Loading({ now: { state, progress, step, error } }: { now: State }) {
  const t = useText(words)
  const { language } = usePreferences()
  if (error) return <span className="danger small">{error[language]}</span>
  if (state === 'loaded') return <span className="muted small">✓ {t.loaded}</span>
  if (!isBusy(state)) return null
  const text = state === 'loading' ? t.loading(step[language]) : t.removing(step[language])
  return (
    <>
      <span className="muted small">{text}</span>
      <Bar value={progress} label={text} />
    </>
  )
}
