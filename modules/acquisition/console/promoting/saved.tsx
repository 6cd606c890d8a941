import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import type { PosterDesign } from '../../core/posters/poster.ts'
import { posters } from '../../core/postersContract.ts'
import { promotingWords } from './words.tsx'

const { query, client } = apiOf(posters)

interface Props {
  /** What they are for. */
  readonly about: string
  /** The one that is being changed. */
  readonly opened: string | null
  open(id: string | null, design: PosterDesign | null): void
}

/** The posters that were saved of a thing: opened, or deleted. */
export function Saved({ about, opened, open }: Props) {
  const t = useText(promotingWords)
  const may = useMay()('people:write')
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const list = useQuery(query.list.queryOptions({ input: { about, limit: 50 } }))
  const onError = (error: unknown) => void message.error(problemOf(error).title)
  const look = useMutation({
    mutationFn: (id: string) => client.get({ id }),
    onSuccess: ({ id, design }) => open(id, design),
    onError,
  })
  const remove = useMutation({
    mutationFn: (id: string) => client.remove({ id }),
    async onSuccess(_, id) {
      if (id === opened) open(null, null)
      await queries.invalidateQueries({ queryKey: query.list.key() })
    },
    onError,
  })
  const sure = (id: string, title: string) =>
    modal.confirm({
      ...{ title: t.removeSure(title), okText: t.remove, okButtonProps: { danger: true } },
      onOk: () => remove.mutateAsync(id).catch(() => undefined),
    })
  return (
    <Load of={list} rows={1}>
      {({ items }) =>
        items.length === 0 ? null : (
          <section className="stack" aria-label={t.saved} style={{ gap: 6, marginBottom: 16 }}>
            <strong>{t.saved}</strong>
            {items.map(({ id, title, size, template, changedAt }) => (
              <div key={id} className="row" style={{ flexWrap: 'nowrap' }}>
                <span className="grow" style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
                  {title}{' '}
                  <span className="small muted">
                    {t.sizes[size]} · {t.templates[template]} · <Time at={changedAt} />
                  </span>
                </span>
                <Button
                  size="small"
                  type={id === opened ? 'primary' : 'default'}
                  aria-label={`${id === opened ? t.isOpen : t.openPoster} ${title}`}
                  loading={look.isPending && look.variables === id}
                  onClick={() => look.mutate(id)}
                >
                  {id === opened ? t.isOpen : t.openPoster}
                </Button>
                {may && (
                  <Button size="small" danger aria-label={`${t.remove} ${title}`} onClick={() => sure(id, title)}>
                    {t.remove}
                  </Button>
                )}
              </div>
            ))}
          </section>
        )
      }
    </Load>
  )
}

interface SavingProps extends Props {
  readonly address: string
  readonly design: PosterDesign
}

/** Saves what is seen: into the one that is open, or as a new one. */
export function Saving({ about, opened, open, address, design }: SavingProps) {
  const t = useText(promotingWords)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const may = useMay()('people:write')
  const save = useMutation({
    mutationFn: (into: string | null) =>
      into === null ? client.save({ about, address, design }) : client.change({ id: into, address, design }),
    async onSuccess({ id, design: kept }) {
      open(id, kept)
      message.success(t.savedDone)
      await queries.invalidateQueries({ queryKey: query.list.key() })
    },
    onError: (error) => void message.error(problemOf(error).title),
  })
  if (!may) return null
  return (
    <>
      <Button loading={save.isPending} onClick={() => save.mutate(opened)}>
        {opened === null ? t.save : t.saveChange}
      </Button>
      {opened !== null && <Button onClick={() => save.mutate(null)}>{t.saveNew}</Button>}
    </>
  )
}
