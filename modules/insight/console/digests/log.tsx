import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Drawer, Tag } from 'antd'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { type DigestReply, digests, type SendingReply } from '../../core/digestContract.ts'
import { digestCsv } from '../../core/digestText.ts'
import { saveCsv } from './preview.tsx'
import { colors, useWhy } from './why.tsx'
import { words } from './words.tsx'

const { client } = apiOf(digests)

/** What was sent of a digest, and how it came out. */
export function Log({ of, close }: { of: DigestReply | null; close(): void }) {
  const t = useText(words)
  return (
    <Drawer open={of !== null} onClose={close} size={520} title={of ? `${of.name} · ${t.log}` : ''} destroyOnHidden>
      {of && <Sendings id={of.id} />}
    </Drawer>
  )
}

function Sendings({ id }: { id: string }) {
  const t = useText(words)
  const list = useInfiniteQuery({
    queryKey: ['digest-sendings', id],
    queryFn: ({ pageParam }) => client.sendings({ id, limit: 30, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Load of={list}>
      {() =>
        rows.length === 0 ? (
          <Notice title={t.never} />
        ) : (
          <>
            {rows.map((row) => (
              <Row key={row.id} of={row} />
            ))}
            {list.hasNextPage && (
              <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t.more}
              </Button>
            )}
          </>
        )
      }
    </Load>
  )
}

function Row({ of }: { of: SendingReply }) {
  const t = useText(words)
  const why = useWhy()
  const { body } = of
  return (
    <div className="list-card">
      <div className="row">
        <Time at={of.at} />
        <Tag color={colors[of.state]}>{t.states[of.state]}</Tag>
        <span className="grow" />
        {body && (
          <Button size="small" type="link" onClick={() => saveCsv(body.title, digestCsv(body))}>
            {t.csv}
          </Button>
        )}
      </div>
      <span className="small muted">
        {[
          of.dueAt === null ? t.byHand : t.bySchedule,
          ...(of.picture ? [t.withPicture] : []),
          ...(of.tries > 1 ? [t.tries(of.tries)] : []),
          ...(of.why ? [why(of.why)] : []),
          ...(body
            ? [
                body.lines
                  .slice(0, 4)
                  .map(({ title, text }) => `${title} ${text}`)
                  .join(' · '),
              ]
            : []),
        ].join(' · ')}
      </span>
    </div>
  )
}
