import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Select, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { tags } from '../contract.ts'
import { tagWords } from './tagWords.tsx'

const { query, client } = apiOf(tags)

interface Props {
  person: string
  Actor: (props: { by: string }) => ReactNode
}

/** The tags of one person: added and taken here, each with a way back; below, who gave and took which. */
export function TagCard({ person, Actor }: Props) {
  const t = useText(tagWords)
  const may = useMay()
  const mine = useQuery(query.ofPerson.queryOptions({ input: { id: person } }))
  const change = useChange(person)
  return (
    <section className="card" aria-label={t.personTags}>
      <h2>{t.personTags}</h2>
      <Load of={mine} rows={2}>
        {({ items, history }) => (
          <>
            <div className="row tags-row">
              {items.length === 0 && <span className="muted">{t.none}</span>}
              {items.map((one) => (
                <Tag
                  key={one.tag}
                  color={one.kind === 'rule' ? 'blue' : 'default'}
                  title={one.groupName}
                  closable={one.kind === 'hand' && may('people:write') ? { 'aria-label': t.remove(one.name) } : false}
                  onClose={(event) => {
                    event.preventDefault()
                    change.mutate({ tag: one.tag, name: one.name, given: false })
                  }}
                >
                  {one.name}
                  {one.kind === 'rule' && <span className="small"> · {t.byRule}</span>}
                </Tag>
              ))}
              {may('people:write') && (
                <Add has={items.map(({ tag }) => tag)} add={(tag, name) => change.mutate({ tag, name, given: true })} />
              )}
            </div>
            {history.length > 0 && (
              <ul className="ids small muted">
                {history.slice(0, 5).map((fact) => (
                  <li key={fact.id}>
                    {fact.given ? t.given : t.taken} {fact.name} · <Actor by={fact.by} /> · <Time at={fact.at} />
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Load>
    </section>
  )
}

function Add({ has, add }: { has: readonly string[]; add(tag: string, name: string): void }) {
  const t = useText(tagWords)
  const [open, setOpen] = useState(false)
  const all = useQuery({ ...query.list.queryOptions({ input: { limit: 200 } }), enabled: open })
  const options = (all.data?.items ?? [])
    .filter(({ id, kind }) => kind === 'hand' && !has.includes(id))
    .map(({ id, name, groupName }) => ({ value: id, label: `${groupName} / ${name}`, name }))
  if (!open)
    return (
      <Button size="small" onClick={() => setOpen(true)}>
        {t.add}
      </Button>
    )
  return (
    <Select
      size="small"
      autoFocus
      defaultOpen
      aria-label={t.add}
      placeholder={t.add}
      value={null}
      loading={all.isPending}
      options={options}
      showSearch={{ optionFilterProp: 'label' }}
      onChange={(id: string | null) => {
        setOpen(false)
        if (id) add(id, options.find(({ value }) => value === id)?.name ?? '')
      }}
      onBlur={() => setOpen(false)}
      style={{ width: 220 }}
    />
  )
}

interface Change {
  readonly tag: string
  readonly name: string
  readonly given: boolean
}

/** Gives or takes a tag; one that was taken can be had back for ten seconds. */
function useChange(person: string) {
  const t = useText(tagWords)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const again = useMutation({
    mutationFn: ({ tag, given }: Change) =>
      given ? client.giveOne({ id: person, tag }) : client.takeOne({ id: person, tag }),
    onSuccess: () => queries.invalidateQueries({ queryKey: query.key() }),
    onError: (error) => void message.error(problemOf(error).title),
  })
  return useMutation({
    mutationFn: (change: Change) => again.mutateAsync(change),
    onSuccess: (_, change) => {
      if (change.given) return
      void message.success({
        ...{ key: 'tag-taken', duration: 10 },
        content: (
          <>
            {t.removed(change.name)}{' '}
            <Button
              size="small"
              type="link"
              onClick={() => {
                message.destroy('tag-taken')
                again.mutate({ ...change, given: true })
              }}
            >
              {t.undo}
            </Button>
          </>
        ),
      })
    },
  })
}
