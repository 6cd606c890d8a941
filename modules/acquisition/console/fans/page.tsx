import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { Suspense } from 'react'
import { exact, money } from '#base/format'
import { later } from '#ui/later'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Waiting } from '#ui/states'
import { Time } from '#ui/time'
import { fanReasons } from '../../core/fans/fan.ts'
import { type FanBatch, fansApi } from './api.tsx'
import { FanFunnel, usePlatform } from './parts.tsx'
import { fanWords } from './words.tsx'

const { query } = fansApi
const route = getRouteApi('/frame/fans/$id')
const FanList = later(() => import('./fanList.tsx').then((module) => module.FanList))
const NextSteps = later(() => import('./next.tsx').then((module) => module.NextSteps))

/** One list of fans: how far they are, who is nobody and why, what to do next, and each fan. */
export function FanBatchPage() {
  const t = useText(fanWords)
  const called = usePlatform()
  const { id } = route.useParams()
  const batch = useQuery(query.batch.queryOptions({ input: { id }, refetchInterval: 30_000 }))
  useTitle(batch.data ? `${t.title} · ${called(batch.data.platform)}` : t.title)
  return (
    <Load of={batch} rows={8}>
      {(data) => (
        <div className="stack">
          <Head batch={data} />
          <section className="card">
            <h2>{t.progress}</h2>
            <FanFunnel batch={data.id} of={data.progress} />
          </section>
          <div className="two">
            <Unmatched of={data} />
            <Suspense fallback={<Waiting />}>
              <NextSteps batch={data} />
            </Suspense>
          </div>
          <Suspense fallback={<Waiting />}>
            <FanList batch={data} />
          </Suspense>
        </div>
      )}
    </Load>
  )
}

function Head({ batch: { id, platform, kind, at, progress, redeemed, redeemedAmount } }: { batch: FanBatch }) {
  const t = useText(fanWords)
  const called = usePlatform()
  const { language } = usePreferences()
  return (
    <div className="stack" style={{ gap: 8 }}>
      <div className="page-head" style={{ marginBottom: 0 }}>
        <h1>
          {called(platform)} · {t.kinds[kind] ?? kind}
        </h1>
        <span className="grow" />
        <span title={t.gmvHelp}>
          {t.gmv} <strong className="num">{money(progress.gmv, language)}</strong>
        </span>
        <Link to="/imports/$id" params={{ id }} className="go">
          {t.takeBack}
        </Link>
      </div>
      <p className="muted">
        <Time at={at} />
        {redeemed > 0 && ` · ${t.redeemed(exact(redeemed, language), money(redeemedAmount, language))}`}
      </p>
    </div>
  )
}

/** Who is nobody, and why. */
function Unmatched({ of: { progress } }: { of: FanBatch }) {
  const t = useText(fanWords)
  const { language } = usePreferences()
  const navigate = route.useNavigate()
  const open = () => void navigate({ search: { part: 'unmatched' }, hash: 'fans' })
  const all = fanReasons.reduce((sum, reason) => sum + progress.unmatched[reason], 0)
  return (
    <section className="card stack" style={{ gap: 8, alignContent: 'start' }} aria-label={t.unmatched}>
      <h2>{t.unmatched}</h2>
      <p className="small muted">{t.unmatchedHelp}</p>
      {fanReasons
        .filter((reason) => all === 0 || progress.unmatched[reason] > 0)
        .map((reason) => (
          <div key={reason} className="row">
            <span>{t.reasons[reason]}</span>
            <span className="grow" />
            {progress.unmatched[reason] > 0 ? (
              <Button type="link" size="small" onClick={open}>
                {exact(progress.unmatched[reason], language)}
              </Button>
            ) : (
              <span className="num">0</span>
            )}
          </div>
        ))}
    </section>
  )
}
