import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Drawer } from 'antd'
import type { ReactNode } from 'react'
import { exact } from '#base/format'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { analysis } from '../../core/analysisContract.ts'
import { words } from './words.tsx'

const { client } = apiOf(analysis)

type Page = Awaited<ReturnType<typeof client.funnelPeople>>

/** The people somebody wants to see: what they are called, how many there are, and how a page of them is asked for. */
export interface Opened {
  readonly title: string
  readonly people: number
  /** Says which people; the same key gives the same. */
  readonly key: object
  load(page: { cursor?: string; limit: number }): Promise<Page>
}

/** Keeps them somewhere: another house does. */
export type KeepPeople = (props: { of: object; title: string }) => ReactNode

/** The people behind a number, each with a link to all that is known of them. */
export function PeopleDrawer({ of, close, Keep }: { of: Opened | null; close(): void; Keep?: KeepPeople }) {
  const t = useText(words)
  const { language } = usePreferences()
  return (
    <Drawer
      open={of !== null}
      onClose={close}
      size={480}
      title={of ? `${of.title} · ${t.peopleOf(exact(of.people, language))}` : ''}
      destroyOnHidden
    >
      {of && Keep && of.people > 0 && <Keep of={of.key} title={of.title} />}
      {of && <People of={of} />}
    </Drawer>
  )
}

function People({ of }: { of: Opened }) {
  const t = useText(words)
  const list = useInfiniteQuery({
    queryKey: ['analysis-people', of.key],
    queryFn: ({ pageParam }) => of.load({ limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Load of={list} rows={10}>
      {() =>
        rows.length === 0 ? (
          <Notice title={t.nobody} />
        ) : (
          <>
            {rows.map((row) => (
              <div className="list-card" key={row.person}>
                <Link to="/people/$id" params={{ id: row.person }}>
                  #{row.person}
                </Link>
                <span className="small muted">
                  {[row.source && `${t.source} ${row.source}`, row.owner && `${t.owner} ${row.owner}`]
                    .filter(Boolean)
                    .join(' · ')}
                  {row.enteredAt && (
                    <>
                      {row.source || row.owner ? ' · ' : ''}
                      {t.entered} <Time at={row.enteredAt} />
                    </>
                  )}
                </span>
              </div>
            ))}
            {list.hasNextPage && (
              <div className="more">
                <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                  {t.more}
                </Button>
              </div>
            )}
          </>
        )
      }
    </Load>
  )
}
