import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Segmented, type TableColumnsType, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { ListPage } from '#ui/listPage'
import { useText } from '#ui/preferences'
import { ReasonDialog } from '#ui/reasonDialog'
import { useMay } from '#ui/rights'
import type { Picked } from '#ui/selection'
import { Notice } from '#ui/states'
import { Time } from '#ui/time'
import { after, type Flag, type Lent, paged, useFresh } from './api.tsx'
import { Fen, Named } from './parts.tsx'
import { payoutsApi } from './payoutsApi.tsx'
import { partnerWords } from './words.tsx'

const { query, client } = payoutsApi
type State = Flag['state']
type Asked = { readonly flags: readonly Flag[]; readonly what: 'cheat' | 'fair' | 'undo'; done?(): void }

/** What speaks for a cheat, with what it rests on; a human decides, and can take it back. */
export function Flags({ tabs, Actor }: Pick<Lent, 'Actor'> & { tabs: ReactNode }) {
  const t = useText(partnerWords)
  const [state, setState] = useState<State>('open')
  const [asked, setAsked] = useState<Asked | null>(null)
  const may = useMay()
  const list = useInfiniteQuery(
    query.flags.infiniteOptions({ input: (cursor: string | undefined) => ({ ...after(cursor), state }), ...paged }),
  )
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  const bulk = (picked: Picked, done: () => void) => (
    <Several flags={rows.filter(({ id }) => isPicked(picked, id))} state={state} done={done} ask={setAsked} />
  )
  return (
    <>
      <ListPage
        title={t.flagsTitle}
        of={list}
        rowKey={(row) => row.id}
        columns={useFlagColumns(setAsked, state === 'open' ? null : Actor)}
        filters={
          <>
            {tabs}
            <Segmented<State>
              value={state}
              aria-label={t.state}
              options={(['open', 'cheat', 'fair'] as const).map((value) => ({ value, label: t.flagStates[value] }))}
              onChange={setState}
            />
          </>
        }
        card={(row) => (
          <>
            <span className="row">
              <Tag color="error">{t.flagKinds[row.kind]}</Tag>
              <Named row={{ id: row.partner, name: row.partnerName }} />
            </span>
            <span className="small">
              <Evidence of={row} />
            </span>
            <span className="small muted">
              <Who of={row} /> · {t.involved} <Fen of={row.amount} />
            </span>
            <Decide of={row} ask={setAsked} />
          </>
        )}
        first={<Notice title={t.noFlags}>{t.noFlagsHelp}</Notice>}
        {...(may('people:write') ? { bulk, scope: state } : {})}
      />
      {asked && <Deciding of={asked} close={() => setAsked(null)} />}
    </>
  )
}

const isPicked = (picked: Picked, id: string): boolean =>
  picked.all ? !picked.except.includes(id) : picked.ids.includes(id)

/** The same decision for all that is picked: those of one burst are judged together. */
function Several({
  flags,
  state,
  done,
  ask,
}: {
  flags: readonly Flag[]
  state: State
  done(): void
  ask(asked: Asked): void
}) {
  const t = useText(partnerWords)
  const choices = state === 'open' ? (['cheat', 'fair'] as const) : (['undo'] as const)
  return choices.map((what) => (
    <Button key={what} danger={what === 'cheat'} onClick={() => ask({ flags, what, done })}>
      {t[what]}
    </Button>
  ))
}

function Evidence({ of: { kind, because } }: { of: Flag }) {
  const t = useText(partnerWords)
  if (kind === 'self') return t.evidence.self
  if (kind === 'burst') return t.evidence.burst(String(because['people']), String(because['minutes']))
  if (kind === 'refunds') return t.evidence.refunds(String(because['orders']), String(because['refunded']))
  const other = because['with'] === 'customer' ? because['person'] : undefined
  return (
    <>
      {other === undefined ? t.evidence.partner : t.evidence.customer}
      {other !== undefined && (
        <>
          {' '}
          <Link to="/people/$id" params={{ id: String(other) }}>
            #{other}
          </Link>
        </>
      )}
    </>
  )
}

/** The customer it is about, or the month. */
function Who({ of }: { of: Flag }) {
  const t = useText(partnerWords)
  if (of.month !== null) return of.month
  if (of.person === null) return t.erased
  return (
    <Link to="/people/$id" params={{ id: of.person }}>
      {of.name ?? `#${of.person}`}
    </Link>
  )
}

function Decide({ of, ask }: { of: Flag; ask(asked: Asked): void }) {
  const t = useText(partnerWords)
  const may = useMay()
  if (!may('people:write')) return null
  const button = (what: Asked['what'], danger = false) => (
    <Button size="small" danger={danger} onClick={() => ask({ flags: [of], what })}>
      {t[what]}
    </Button>
  )
  return (
    <span className="row">
      {of.state === 'open' ? (
        <>
          {button('cheat', true)}
          {button('fair')}
        </>
      ) : (
        button('undo')
      )}
    </span>
  )
}

function Deciding({ of: { flags, what, done }, close }: { of: Asked; close(): void }) {
  const t = useText(partnerWords)
  const { message } = App.useApp()
  const fresh = useFresh()
  const decide = useMutation({
    mutationFn: async (reason: string) => {
      for (const { id } of flags)
        await (what === 'undo' ? client.undo({ id, reason }) : client.decide({ id, verdict: what, reason }))
    },
    onSettled: fresh,
    onSuccess: () => {
      void message.success(what === 'undo' ? t.restored : t.decided)
      done?.()
      close()
    },
  })
  return (
    <ReasonDialog
      title={t[what]}
      open
      pending={decide.isPending}
      error={decide.error}
      why={t.decideWhy}
      example={t.decideExample}
      agree={(reason) => decide.mutate(reason)}
      close={close}
      danger={what === 'cheat'}
    >
      {flags.slice(0, 5).map((flag) => (
        <p key={flag.id}>
          <strong>{t.flagKinds[flag.kind]}</strong>：<Evidence of={flag} /> · {t.involved} <Fen of={flag.amount} />
        </p>
      ))}
      {flags.length > 5 && <p className="muted">{t.andMore(flags.length - 5)}</p>}
      {what !== 'undo' && <p className="muted">{what === 'cheat' ? t.cheatHelp : t.fairHelp}</p>}
    </ReasonDialog>
  )
}

function useFlagColumns(ask: (asked: Asked) => void, Actor: Lent['Actor'] | null): TableColumnsType<Flag> {
  const t = useText(partnerWords)
  return [
    { title: t.flagsTitle, render: (_, row) => <Tag color="error">{t.flagKinds[row.kind]}</Tag> },
    { title: t.name, render: (_, row) => <Named row={{ id: row.partner, name: row.partnerName }} /> },
    { title: t.rests, render: (_, row) => <Evidence of={row} /> },
    { title: t.customer, render: (_, row) => <Who of={row} /> },
    { title: t.involved, align: 'right', render: (_, row) => <Fen of={row.amount} /> },
    { title: t.at, render: (_, row) => <Time at={row.raisedAt} /> },
    ...(Actor ? [{ title: t.decided, render: (_: unknown, row: Flag) => <Decided of={row} Actor={Actor} /> }] : []),
    { title: t.actions, render: (_, row) => <Decide of={row} ask={ask} /> },
  ]
}

function Decided({ of, Actor }: { of: Flag; Actor: Lent['Actor'] }) {
  const t = useText(partnerWords)
  return (
    <span className="small">
      {t.flagStates[of.state]} · {of.decidedBy !== null && <Actor by={of.decidedBy} />} · {of.reason}
    </span>
  )
}
