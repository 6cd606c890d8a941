import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import { use } from 'react'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { tags } from '../contract.ts'
import { CatalogueContext } from './catalogue.tsx'
import { tagWords } from './tagWords.tsx'

const { query } = apiOf(tags)

/** Who has a tag, and who gave and took it when. */
export function TagPeople({ tag, onClose }: { tag: { id: string; name: string; kind: string }; onClose(): void }) {
  const t = useText(tagWords)
  const { Person, Actor } = use(CatalogueContext)
  const people = useInfiniteQuery(
    query.people.infiniteOptions({
      input: (cursor: string | undefined) => ({ id: tag.id, limit: 30, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next,
    }),
  )
  const history = useQuery(
    query.history.queryOptions({ input: { id: tag.id, limit: 50 }, enabled: tag.kind === 'hand' }),
  )
  return (
    <Drawer open title={tag.name} onClose={onClose} size={480}>
      <h3>{t.people_}</h3>
      <Load of={people}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          if (items.length === 0) return <Notice title={t.nobody} />
          return (
            <ul className="members">
              {items.map(({ person, since }) => (
                <li key={person}>
                  <Person id={person} />{' '}
                  <span className="small muted">
                    <Time at={since} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }}
      </Load>
      {people.hasNextPage && <Button onClick={() => void people.fetchNextPage()}>{t.more}</Button>}
      {(history.data?.items.length ?? 0) > 0 && (
        <>
          <h3>{t.history}</h3>
          <ul className="members">
            {history.data?.items.map((fact) => (
              <li key={fact.id}>
                <Person id={fact.person} />
                <span className="small muted">
                  {fact.given ? t.given : t.taken} · <Actor by={fact.by} /> · <Time at={fact.at} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Drawer>
  )
}
