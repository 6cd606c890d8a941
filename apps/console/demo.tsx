import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Popconfirm } from 'antd'
import { Suspense, useEffect, useState } from 'react'
import { apiOf } from '#ui/api'
import { Bar } from '#ui/bar'
import { later } from '#ui/later'
import { texts, usePreferences, useText } from '#ui/preferences'
import { demo } from '../server/demo/contract.ts'

const { query } = apiOf(demo)

const Causes = later(() => import('./demoCauses.tsx').then((module) => module.Causes))

const words = texts({
  zh: {
    loaded: '现在看到的是演示数据“明眸”（连锁眼镜店，3,000 位客户，120 天）。',
    remove: '移除演示数据',
    story: '故事里藏着什么',
    load: '载入演示数据',
    sure: '演示数据会全部移除，您自己的数据不受影响。',
  },
  en: {
    loaded: 'This is demo data: 明眸, a chain of opticians, 3,000 people over 120 days.',
    remove: 'Remove the demo',
    story: 'What the story hides',
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
          <Suspense>
            <Causes causes={state.data.causes} close={() => setTelling(false)} />
          </Suspense>
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
      description={<Bar value={progress} label={step?.[language] ?? t.loaded} />}
    />
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
