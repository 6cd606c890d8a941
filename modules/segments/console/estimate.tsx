import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { use, useEffect, useState } from 'react'
import { exact, percent } from '#base/format'
import { apiOf, problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { segments } from '../contract.ts'
import { CatalogueContext } from './catalogue.tsx'
import { type Draft, isEmpty } from './draft.ts'
import { editorWords } from './editorWords.tsx'

const { query } = apiOf(segments)
const pauseMs = 500

/** The value as it was when it last stood still for a while. */
function useCalm<T>(value: T): T {
  const [calm, setCalm] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setCalm(value), pauseMs)
    return () => clearTimeout(timer)
  }, [value])
  return calm
}

/** How many a definition finds while it is edited, and who some of them are. */
export function EstimateCard({ draft, id }: { draft: Draft; id: string | undefined }) {
  const t = useText(editorWords)
  const { language } = usePreferences()
  const { Person } = use(CatalogueContext)
  const calm = useCalm(draft)
  const [counted, setCounted] = useState<Draft | null>(null)
  const asked = { definition: calm, ...(id ? { id } : {}), exact: counted === calm }
  const found = useQuery({
    ...query.estimate.queryOptions({ input: asked, placeholderData: keepPreviousData, enabled: !isEmpty(calm) }),
    retry: false,
    staleTime: 10_000,
  })
  const waits = found.isFetching || calm !== draft
  return (
    <section className="card estimate" aria-label={t.estimate} aria-live="polite">
      <h2>{t.estimate}</h2>
      {isEmpty(draft) ? (
        <p className="muted">{t.empty}</p>
      ) : found.error && !waits ? (
        <p className="muted">
          {problemOf(found.error).status === 422
            ? `${t.incomplete}：${problemOf(found.error).title}`
            : problemOf(found.error).title}
        </p>
      ) : found.data ? (
        <div className="load" aria-busy={waits}>
          <p className="estimate-number num">
            {found.data.exact
              ? t.exactly(exact(found.data.people, language))
              : t.about(exact(found.data.people, language))}
          </p>
          {!found.data.exact && (
            <p className="small muted row">
              {t.sampled(percent(found.data.share, 0))}
              <Button size="small" type="link" onClick={() => setCounted(calm)}>
                {t.countAll}
              </Button>
            </p>
          )}
          {found.data.sample.length > 0 && (
            <>
              <h3 className="small muted">{t.sample}</h3>
              <ul className="sample-list">
                {found.data.sample.map((person) => (
                  <li key={person}>
                    <Person id={person} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      ) : (
        <p className="muted">{t.estimating}</p>
      )}
    </section>
  )
}
