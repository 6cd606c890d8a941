import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Tag } from 'antd'
import { use } from 'react'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { segments } from '../contract.ts'
import { CatalogueContext } from './catalogue.tsx'
import { words } from './words.tsx'

const { query } = apiOf(segments)

interface Props {
  segment: { readonly id: string; readonly name: string; readonly people: number | null }
  run?: string | undefined
  side?: 'entered' | 'gone' | undefined
  and?: string | undefined
  not?: string | undefined
}

/** Who belongs, or whom one run brought or took, or who belongs to another one too or not. */
export function Members({ segment, run, side = 'entered', and, not }: Props) {
  const t = useText(words)
  const { Person } = use(CatalogueContext)
  const asked = { ...(run ? { run, side } : {}), ...(and ? { and } : {}), ...(not ? { not } : {}) }
  const list = useInfiniteQuery(
    query.people.infiniteOptions({
      input: (cursor: string | undefined) => ({ id: segment.id, ...asked, limit: 30, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  return (
    <section className="card" id="members" aria-label={t.members}>
      <h2>
        {t.members}
        {run && (
          <>
            <Tag>{t[side]}</Tag>
            <Link to="/segments/$id" params={{ id: segment.id }} hash="members" className="small">
              {t.all}
            </Link>
          </>
        )}
      </h2>
      <Load of={list} rows={6}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          if (items.length === 0) return <Notice title={t.nobody} />
          return (
            <ul className="members">
              {items.map(({ person, since }) => (
                <li key={person}>
                  <Person id={person} />
                  <span className="small muted">
                    <Time at={since} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }}
      </Load>
      {list.hasNextPage && (
        <div className="more">
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t.more}
          </Button>
        </div>
      )}
    </section>
  )
}
