import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Drawer, Popconfirm, Progress } from 'antd'
import { useEffect, useState } from 'react'
import { todayIn } from '#base/range'
import { apiOf } from '#ui/api'
import { texts, usePreferences, useText } from '#ui/preferences'
import { useZone } from '#ui/zone'
import { demo } from '../server/demo/contract.ts'

const { query, client } = apiOf(demo)

type DemoState = Awaited<ReturnType<typeof client.get>>

const words = texts({
  zh: {
    loaded: '现在看到的是演示数据“明眸”（连锁眼镜店，3,000 位客户，120 天）。',
    remove: '移除演示数据',
    story: '故事里藏着什么',
    storyHelp: '明眸这 120 天里发生了八件事，看板上都找得到。挑一件，打开那几天，看哪个因子动了、是谁。',
    open: '在看板上看',
    load: '载入演示数据',
    sure: '演示数据会全部移除，您自己的数据不受影响。',
  },
  en: {
    loaded: 'This is demo data: 明眸, a chain of opticians, 3,000 people over 120 days.',
    remove: 'Remove the demo',
    story: 'What the story hides',
    storyHelp:
      'Eight things happened in these 120 days, and the board shows each. Pick one, open its days, see which factor moved and who is behind it.',
    open: 'Open on the board',
    load: 'Load the demo',
    sure: 'All demo data goes; your own data stays.',
  },
})

/** Says that the numbers are a story, how far it is loaded, and takes it away with one button. */
export function DemoBanner() {
  const t = useText(words)
  const { language } = usePreferences()
  const queries = useQueryClient()
  const state = useQuery(
    query.get.queryOptions({
      retry: false,
      refetchInterval: ({ state: { data } }) =>
        data?.state === 'loading' || data?.state === 'removing' ? 1000 : false,
    }),
  )
  const remove = useMutation(
    query.remove.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: query.get.key() }) }),
  )
  const [telling, setTelling] = useState(false)
  const now = state.data?.state
  useEffect(() => {
    // What the pages remember is from before the story came or went.
    if (now === 'loaded' || now === 'none') void queries.invalidateQueries({ refetchType: 'active' })
  }, [now, queries])
  if (!state.data || now === 'none') return null
  if (now === 'loaded') {
    const buttons = (
      <span className="row">
        <Button size="small" onClick={() => setTelling(true)}>
          {t.story}
        </Button>
        <Popconfirm title={t.sure} onConfirm={() => remove.mutate(undefined)}>
          <Button size="small">{t.remove}</Button>
        </Popconfirm>
      </span>
    )
    return (
      <>
        <Alert className="banner" type="info" title={t.loaded} action={buttons} />
        <Drawer title={t.story} open={telling} onClose={() => setTelling(false)} size={440} destroyOnHidden>
          <Causes causes={state.data.causes} close={() => setTelling(false)} />
        </Drawer>
      </>
    )
  }
  const { progress, step } = state.data
  return (
    <Alert
      className="banner"
      type="info"
      title={step?.[language] ?? ''}
      description={
        <Progress percent={Math.round(progress * 100)} size="small" aria-label={step?.[language] ?? t.loaded} />
      }
    />
  )
}

/** What is planted in the story, each a link to its days on the board. */
function Causes({ causes, close }: { causes: DemoState['causes']; close(): void }) {
  const t = useText(words)
  const { language } = usePreferences()
  const zone = useZone()
  return (
    <div className="stack">
      <p className="muted">{t.storyHelp}</p>
      {causes.map((cause) => {
        const range = { from: todayIn(zone, Date.parse(cause.from)), to: todayIn(zone, Date.parse(cause.to)) }
        return (
          <section className="list-card" key={cause.key}>
            <span>{cause[language]}</span>
            <Link to="/" search={range} onClick={close}>
              {t.open} <span className="num small">{range.from}</span>
            </Link>
          </section>
        )
      })}
    </div>
  )
}

/** Offered where a screen has no data yet, as long as the demo may be loaded and is not there. */
export function LoadDemo() {
  const t = useText(words)
  const queries = useQueryClient()
  const state = useQuery(query.get.queryOptions({ retry: false }))
  const load = useMutation(
    query.load.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: query.get.key() }) }),
  )
  if (state.data?.state !== 'none' || !state.data.available) return null
  return (
    <Button loading={load.isPending} onClick={() => load.mutate({})}>
      {t.load}
    </Button>
  )
}
