import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { Suspense } from 'react'
import { exact, money } from '#base/format'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Waiting } from '#ui/states'
import { Time } from '#ui/time'
import { type Batch, cardsApi } from './api.tsx'
import { BatchState, CardFunnel, Figures, StockAdvice, Work } from './parts.tsx'
import { cardWords } from './words.tsx'

const { query } = cardsApi
const route = getRouteApi('/frame/parcel-cards/$id')
const CardList = later(() => import('./cardList.tsx').then((module) => module.CardList))
const Prints = later(() => import('./prints.tsx').then((module) => module.Prints))
const Told = later(() => import('./told.tsx').then((module) => module.Told))
const Compare = later(() => import('./compare.tsx').then((module) => module.Compare))

/** One batch: how far its codes and its print files are, what became of its cards, and each card. */
export function BatchPage() {
  const t = useText(cardWords)
  const { id } = route.useParams()
  const batch = useQuery(query.batch.queryOptions({ input: { id }, refetchInterval: 15_000 }))
  useTitle(batch.data ? `${t.title} ${batch.data.name}` : t.title)
  return (
    <Load of={batch} rows={8}>
      {(data) => <Whole batch={data} />}
    </Load>
  )
}

function Whole({ batch }: { batch: Batch }) {
  const t = useText(cardWords)
  const navigate = route.useNavigate()
  const estimated = batch.insertedEstimate !== null && batch.insertedEstimate >= batch.reached.inserted
  return (
    <div className="stack">
      <Head batch={batch} />
      <section className="card">
        <h2>{t.funnel}</h2>
        <p className="small muted">{t.funnelHelp}</p>
        <CardFunnel
          reached={batch.reached}
          estimated={estimated && batch.reached.inserted > 0}
          opens={['inserted', 'scanned', 'added', 'claimed', 'ordered']}
          open={(stage) => {
            void navigate({
              search: stage === 'printed' || stage === 'delivered' ? {} : { stage },
              hash: 'cards',
            })
          }}
        />
      </section>
      <Figures of={batch} />
      <Stock batch={batch} />
      <Suspense fallback={<Waiting />}>
        <div className="two">
          <Told batch={batch} />
          <Prints batch={batch} />
        </div>
        <Compare batch={batch} />
        <CardList batch={batch} />
      </Suspense>
    </div>
  )
}

function Head({ batch }: { batch: Batch }) {
  const t = useText(cardWords)
  const may = useMay()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const goOn = useMutation(
    query.continueBatch.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: query.key() }),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const isMaking = batch.state === 'making'
  return (
    <div className="stack" style={{ gap: 8 }}>
      <div className="page-head" style={{ marginBottom: 0 }}>
        <h1>{batch.name}</h1>
        <BatchState batch={batch} />
        <span className="grow" />
        {isMaking && (
          <Work
            task={batch.task}
            stop={t.stop}
            after={
              may('people:write') && (
                <Button type="primary" loading={goOn.isPending} onClick={() => goOn.mutate({ id: batch.id })}>
                  {t.goOn}
                </Button>
              )
            }
          />
        )}
      </div>
      <p className="muted">
        {t.design}{' '}
        <Link to="/card-designs/$id" params={{ id: batch.design }} style={{ textDecoration: 'underline' }}>
          {batch.designName}
        </Link>
        {batch.warehouse !== '' && ` · ${t.warehouse} ${batch.warehouse}`} · <Time at={batch.createdAt} />
      </p>
    </div>
  )
}

/** What lies there unused, and when to print again. */
function Stock({ batch }: { batch: Batch }) {
  const t = useText(cardWords)
  const { language } = usePreferences()
  const { stock, cardCost, reached } = batch
  const unused = Math.max(0, reached.printed - reached.inserted)
  return (
    <section className="card">
      <h2>{t.stock}</h2>
      <div className="row">
        <StockAdvice batch={batch} />
        {stock.reorderAt !== null && <span className="muted">{t.reorderAt(exact(stock.reorderAt, language))}</span>}
        {unused > 0 && reached.inserted > 0 && (
          <span className="muted">{t.waste(exact(unused, language), money(unused * cardCost, language))}</span>
        )}
      </div>
    </section>
  )
}
