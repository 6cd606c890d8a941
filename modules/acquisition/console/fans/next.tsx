import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { App, Button } from 'antd'
import type { ReactNode } from 'react'
import { exact } from '#base/format'
import { timeText } from '#kit/time'
import { problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { useZone } from '#ui/zone'
import { ExportOf } from '../exportOf.tsx'
import { type FanBatch, fansApi } from './api.tsx'
import { usePlatform } from './parts.tsx'
import { fanWords } from './words.tsx'

/** What brings those in who are not added yet: a message, a member who asks, a card in their next parcel. */
export function NextSteps({ batch }: { batch: FanBatch }) {
  const t = useText(fanWords)
  const may = useMay()
  const called = usePlatform()
  const { message } = App.useApp()
  const zone = useZone()
  const navigate = useNavigate()
  const { language } = usePreferences()
  // Whoever can be reached and is not added has a phone number.
  const waiting = batch.progress.contactable - batch.progress.added
  const make = useMutation(
    fansApi.query.segment.mutationOptions({
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const asSegment = async (to: '/sends/new' | '/phone-lists') => {
    const what = to === '/sends/new' ? t.message : t.phones
    const name = `${t.segmentName(called(batch.platform), batch.id)} · ${what} ${timeText(Date.now(), zone)}`
    const made = await make.mutateAsync({ batch: batch.id, part: 'notAdded', name }).catch(() => null)
    if (made) await navigate({ to, search: { segment: made.segment } })
  }
  const isNobody = waiting === 0
  const act = (to: '/sends/new' | '/phone-lists', title: string) =>
    may('people:write') &&
    may('carriers:write') && (
      <Button disabled={isNobody} loading={make.isPending} onClick={() => void asSegment(to)}>
        {title}
      </Button>
    )
  return (
    <section className="card stack" style={{ gap: 12, alignContent: 'start' }} aria-label={t.next}>
      <h2>{t.next}</h2>
      <p className="small muted">
        {isNobody ? (
          t.nobody
        ) : (
          <>
            {t.nextHelp}{' '}
            <Link
              to="/fans/$id"
              params={{ id: batch.id }}
              search={{ part: 'notAdded' }}
              hash="fans"
              style={{ textDecoration: 'underline' }}
            >
              {t.people(exact(waiting, language))}
            </Link>
          </>
        )}
      </p>
      <One help={t.messageHelp}>{act('/sends/new', t.message)}</One>
      <One help={t.phonesHelp}>{act('/phone-lists', t.phones)}</One>
      <One help={t.cardHelp}>
        <strong>{t.card}</strong>
        <ExportOf kind="fans" filter={{ batch: batch.id }} />
        <Link to="/parcel-cards">{t.cards}</Link>
      </One>
    </section>
  )
}

const One = ({ help, children }: { help: string; children: ReactNode }) => (
  <div className="stack" style={{ gap: 4 }}>
    <span className="row">{children}</span>
    <span className="small muted">{help}</span>
  </div>
)
