import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Input, Tag } from 'antd'
import { useState } from 'react'
import { money } from '#base/format'
import { apiOf, problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { credit } from '../../core/creditContract.ts'
import { words } from './words.tsx'

const { query, client } = apiOf(credit)
type Ask = Parameters<typeof client.orders>[0]
type Order = Awaited<ReturnType<typeof client.orders>>['items'][number]

interface Props {
  ask: Ask
  name: string
  isFrozen: boolean
  close(): void
}

/** The orders behind a credit, each with why it is whose; one that is wrong is corrected with a reason. */
export function CreditOrders({ ask, name, isFrozen, close }: Props) {
  const t = useText(words)
  const may = useMay()('insight:write') && !isFrozen
  const list = useInfiniteQuery({
    queryKey: [...query.key(), 'orders-of', ask],
    queryFn: ({ pageParam }) => client.orders({ ...ask, offset: pageParam }),
    initialPageParam: 0,
    getNextPageParam: ({ more }, pages) => (more ? pages.reduce((sum, { items }) => sum + items.length, 0) : undefined),
  })
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Drawer open onClose={close} size={520} title={t.ordersOf(name)}>
      <Load of={list}>
        {() =>
          rows.length === 0 ? (
            <Notice title={t.none} />
          ) : (
            <>
              {rows.map((row) => (
                <Row key={row.id} of={row} may={may} />
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
    </Drawer>
  )
}

function Row({ of, may }: { of: Order; may: boolean }) {
  const t = useText(words)
  const { language } = usePreferences()
  const [open, setOpen] = useState(false)
  const isSplit = of.serving !== '' && of.servingPart !== of.net
  return (
    <div className="list-card">
      <div className="row">
        <span className="num">{of.orderNo}</span>
        <Tag>{t.whys[of.why]}</Tag>
        <span className="grow" />
        <strong className="num">{money(of.net, language)}</strong>
        {may && (
          <Button size="small" type="link" onClick={() => setOpen(!open)}>
            {t.correct}
          </Button>
        )}
      </div>
      <span className="small muted">
        <Time at={of.paidAt} /> {[of.serving, of.bound, of.store].filter(Boolean).join(' · ')}
        {isSplit && ` · ${t.split(money(of.servingPart, language))}`}
      </span>
      {open && <Correct of={of} done={() => setOpen(false)} />}
    </div>
  )
}

function Correct({ of, done }: { of: Order; done(): void }) {
  const t = useText(words)
  const queries = useQueryClient()
  const [draft, setDraft] = useState({ staff: of.serving || of.bound, store: of.store, reason: '' })
  const save = useMutation({
    mutationFn: () => client.correct({ order: of.id, ...draft }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: query.key() })
      done()
    },
  })
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      {(['staff', 'store', 'reason'] as const).map((field) => (
        <Input
          key={field}
          aria-label={t[field]}
          placeholder={t[field]}
          value={draft[field]}
          maxLength={field === 'reason' ? 200 : 100}
          onChange={(event) => setDraft({ ...draft, [field]: event.target.value })}
          style={{ flex: 1, minWidth: 120 }}
        />
      ))}
      <Button htmlType="submit" type="primary" disabled={draft.reason.trim().length < 2} loading={save.isPending}>
        {t.save}
      </Button>
      {save.error && <Alert type="error" showIcon title={problemOf(save.error).title} />}
    </form>
  )
}
