import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Collapse, Input } from 'antd'
import { useState } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { carrierTags, official } from '../../contract.ts'
import type { Menu } from '../../core/menu.ts'
import { menuVariants, variantFor } from '../../core/menuVariants.ts'
import { Buttons, type Draft, drafted, MenuPhone, written } from './menuParts.tsx'
import { type Rule, RuleFields, ruleText, type Tags } from './menuRule.tsx'
import { variantWords } from './variantWords.tsx'

const { query, client } = apiOf(official)
const tagsApi = apiOf(carrierTags)
type State = Awaited<ReturnType<typeof client.menuVariants>>

interface Variant {
  id: string
  name: string
  rule: Rule
  buttons: readonly Draft[]
}

const variantOf = ({ name, rule, menu }: State['draft'][number]): Variant => ({
  ...{ id: crypto.randomUUID(), name, rule, buttons: drafted(menu) },
})

/** A rule holds only what is said. */
const said = (rule: Rule) => Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined))

/** Menus for some followers: the first that fits is shown, and which one that is can be looked at. */
export function MenuVariants({ account, usual }: { account: string; usual: Menu }) {
  const t = useText(variantWords)
  const found = useQuery(query.menuVariants.queryOptions({ input: { id: account }, refetchOnWindowFocus: false }))
  return (
    <section className="stack" aria-label={t.title}>
      <h2>{t.title}</h2>
      <p className="small muted">{t.help}</p>
      <Load of={found} rows={3}>
        {(state) => <Editor account={account} state={state} usual={usual} />}
      </Load>
    </section>
  )
}

function useTags(account: string) {
  const found = useQuery(tagsApi.query.list.queryOptions({ input: { id: account } }))
  return (found.data?.items ?? []).flatMap(({ tags }) => tags.map(({ id, name }) => ({ value: id, label: name })))
}

function Editor({ account, state, usual }: { account: string; state: State; usual: Menu }) {
  const t = useText(variantWords)
  const tags = useTags(account)
  const [all, setAll] = useState<readonly Variant[]>(() => state.draft.map(variantOf))
  const read = menuVariants.safeParse(
    all.map(({ name, rule, buttons }) => ({ name, rule: said(rule), menu: buttons.map(written) })),
  )
  const move = (from: number, to: number) => {
    const [one] = all.slice(from, from + 1)
    if (one) setAll(all.toSpliced(from, 1).toSpliced(to, 0, one))
  }
  return (
    <div className="two">
      <div className="stack">
        <p className="small muted">
          {state.publishedAt ? (
            <>
              {t.publishedAt} <Time at={state.publishedAt} />
            </>
          ) : (
            t.never
          )}
        </p>
        <Trouble {...state} />
        <Collapse
          items={all.map((variant, place) => ({
            key: variant.id,
            label: `${place + 1}. ${variant.name || t.untitled} · ${ruleText(variant.rule, t, tags)}`,
            children: (
              <OneVariant
                of={variant}
                tags={tags}
                change={(next) => setAll(all.with(place, next))}
                up={place > 0 ? () => move(place, place - 1) : null}
                down={place < all.length - 1 ? () => move(place, place + 1) : null}
                remove={() => setAll(all.filter(({ id }) => id !== variant.id))}
              />
            ),
          }))}
        />
        {all.length === 0 && <p className="muted">{t.none}</p>}
        <Keeping account={account} read={read} add={() => setAll([...all, blankVariant()])} />
      </div>
      <Trial all={all} usual={usual} tags={tags} />
    </div>
  )
}

/** What stands at the platform is not what was published. */
function Trouble({ there, published, publishedAt }: State) {
  const t = useText(variantWords)
  const wanted = published?.length ?? 0
  if (published && publishedAt === null) return <Alert type="error" showIcon title={t.unfinished(there, wanted)} />
  if (there > wanted) return <Alert type="warning" showIcon title={t.foreign} />
  if (there < wanted) return <Alert type="warning" showIcon title={t.missing(there, wanted)} />
  return null
}

const blankVariant = (): Variant => ({ id: crypto.randomUUID(), name: '', rule: {}, buttons: [] })

interface KeepingProps {
  account: string
  read: ReturnType<typeof menuVariants.safeParse>
  add(): void
}

function Keeping({ account, read, add }: KeepingProps) {
  const t = useText(variantWords)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const settled = {
    onError: (error: unknown) => void message.error(problemOf(error).title),
    onSettled: () => queries.invalidateQueries({ queryKey: query.menuVariants.key() }),
  }
  const keep = useMutation(
    query.putMenuVariants.mutationOptions({ ...settled, onSuccess: () => void message.success(t.kept) }),
  )
  const publish = useMutation(query.publishMenuVariants.mutationOptions(settled))
  const sure = () =>
    modal.confirm({
      ...{ title: t.publish, content: t.sure },
      onOk: async () => {
        await client.putMenuVariants({ id: account, variants: read.data ?? [] })
        await publish.mutateAsync({ id: account })
        void message.success(t.published)
      },
    })
  if (!may('carriers:write')) return null
  return (
    <div className="row">
      <Button onClick={add}>{t.add}</Button>
      <Button
        disabled={!read.success}
        loading={keep.isPending}
        onClick={() => keep.mutate({ id: account, variants: read.data ?? [] })}
      >
        {t.keep}
      </Button>
      <Button type="primary" disabled={!read.success} onClick={sure}>
        {t.publish}
      </Button>
      {!read.success && <span className="small muted">{t.wrong}</span>}
    </div>
  )
}

interface OneProps {
  of: Variant
  tags: Tags
  change(next: Variant): void
  up: (() => void) | null
  down: (() => void) | null
  remove(): void
}

function OneVariant({ of, tags, change, up, down, remove }: OneProps) {
  const t = useText(variantWords)
  return (
    <div className="stack">
      <div className="row">
        <Input
          aria-label={t.name}
          placeholder={t.name}
          value={of.name}
          maxLength={30}
          style={{ width: 180 }}
          onChange={(event) => change({ ...of, name: event.target.value })}
        />
        <Button aria-label={t.up} icon={<ArrowUpOutlined />} disabled={!up} onClick={() => up?.()} />
        <Button aria-label={t.down} icon={<ArrowDownOutlined />} disabled={!down} onClick={() => down?.()} />
        <Button aria-label={t.remove} icon={<DeleteOutlined />} onClick={remove} />
      </div>
      <RuleFields rule={of.rule} tags={tags} change={(rule) => change({ ...of, rule })} />
      <Buttons buttons={of.buttons} change={(buttons) => change({ ...of, buttons })} />
    </div>
  )
}

/** What a follower of these properties sees, on their phone. */
function Trial({ all, usual, tags }: { all: readonly Variant[]; usual: Menu; tags: Tags }) {
  const t = useText(variantWords)
  const [who, setWho] = useState<Rule>({ platform: 'android', language: 'zh_CN' })
  const { platform = 'android', language = 'zh_CN' } = who
  const found = variantFor(all, { tags: who.tag ? [who.tag] : [], platform, language })
  return (
    <div className="stack">
      <strong>{t.trial}</strong>
      <RuleFields rule={who} tags={tags} change={setWho} />
      <p className="small">{found ? t.sees(found.name || t.untitled) : t.seesUsual}</p>
      <MenuPhone buttons={found ? found.buttons : drafted(usual)} />
    </div>
  )
}
