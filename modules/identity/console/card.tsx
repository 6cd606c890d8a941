import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Tag } from 'antd'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { identity } from '../contract.ts'
import type { Picker } from './merge.tsx'
import { type Bought, TypeName } from './side.tsx'
import { UndoMerge } from './undo.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(identity)

type Graph = Awaited<ReturnType<typeof client.graph>>
type Merge = Graph['merges'][number]
/** Shows who did something; houses do not know the staff. */
type ActorName = (props: { by: string }) => ReactNode

interface Props {
  person: string
  Actor: ActorName
  Find: Picker
  Bought: Bought
}

// Few merge by hand: who only looks does not load it.
const MergePeople = lazy(() => import('./merge.tsx').then((loaded) => ({ default: loaded.MergePeople })))

const Unbind = lazy(() => import('./unbind.tsx').then((loaded) => ({ default: loaded.Unbind })))

/** What makes a person one: their ids, what each proves and who brought it, and the merges they came from. */
export function IdentityCard({ person, Actor, Find, Bought }: Props) {
  const t = useText(words)
  const may = useMay()
  const graph = useQuery(query.graph.queryOptions({ input: { id: person } }))
  const [undoing, setUndoing] = useState<string | null>(null)
  const [merging, setMerging] = useState<boolean | null>(null)
  const [unbinding, setUnbinding] = useState<string | null>(null)
  return (
    <section className="card" aria-label={t.ids}>
      <div className="row ids-head">
        <h2>{t.ids}</h2>
        <span className="grow" />
        {may('identity:write') && (
          <Button size="small" onClick={() => setMerging(true)}>
            {t.mergeInto}
          </Button>
        )}
      </div>
      <Load of={graph} rows={4}>
        {({ identities, earlier, merges, apart }) => (
          <>
            <ul className="ids">
              {identities.map((one) => (
                <Id key={one.id} one={one} unbind={() => setUnbinding(one.id)} />
              ))}
              {earlier.map((one) => (
                <Earlier key={one.id} one={one} />
              ))}
            </ul>
            {merges.length > 0 && <h3>{t.merges}</h3>}
            <ul className="ids">
              {merges.map((merge) => (
                <MergeLine key={merge.id} merge={merge} undo={() => setUndoing(merge.id)} Actor={Actor} />
              ))}
            </ul>
            <ul className="ids">
              {apart.map((one) => (
                <li key={one.person} className="small muted">
                  {t.apart} <Person id={one.person} /> · <Actor by={one.by} />: {one.reason} · <Time at={one.at} />
                </li>
              ))}
            </ul>
          </>
        )}
      </Load>
      <UndoMerge person={person} merge={undoing} close={() => setUndoing(null)} Bought={Bought} />
      {unbinding !== null && (
        <Suspense>
          <Unbind {...{ person, Bought }} identityId={unbinding} close={() => setUnbinding(null)} />
        </Suspense>
      )}
      {merging !== null && (
        <Suspense>
          <MergePeople {...{ person, Find, Bought }} key={person} open={merging} close={() => setMerging(false)} />
        </Suspense>
      )}
    </section>
  )
}

function Id({ one, unbind }: { one: Graph['identities'][number]; unbind: () => void }) {
  const t = useText(words)
  const may = useMay()
  const [base = ''] = one.type.split(':')
  // Whose an order is that they name is said on its own page.
  const goes = may('identity:write') && base !== 'order'
  return (
    <li>
      <div className="row">
        <span className="muted">
          <TypeName type={one.type} />
        </span>
        <span className="num">{one.value}</span>
        <Tag title={t.strengthHelp[one.strength]}>{t.strengths[one.strength]}</Tag>
        {goes && (
          <Button
            size="small"
            type="link"
            aria-label={t.unbindOf(t.types[base as keyof typeof t.types] ?? base, one.value)}
            onClick={unbind}
          >
            {t.unbind}
          </Button>
        )}
      </div>
      <div className="small muted">
        {t.since} <Time at={one.firstSeenAt} />
        {one.origin && (
          <>
            {' · '}
            <Origin origin={one.origin} />
          </>
        )}
      </div>
    </li>
  )
}

/** Whose it is now, and why it went. */
function Earlier({ one }: { one: Graph['earlier'][number] }) {
  const t = useText(words)
  return (
    <li className="small muted">
      <TypeName type={one.type} /> <span className="num">{one.value}</span> · {t.whyGone[one.why]}{' '}
      <Time at={one.until} /> → <Person id={one.person} />
    </li>
  )
}

function MergeLine({ merge, undo, Actor }: { merge: Merge; undo: () => void; Actor: ActorName }) {
  const t = useText(words)
  const may = useMay()
  const { hand, undone, because } = merge
  return (
    <li>
      <div className="row">
        <span className={undone ? 'muted' : ''}>
          #{merge.lead} + #{merge.other}
        </span>
        {undone && <Tag>{t.undone}</Tag>}
        {!undone && may('identity:write') && (
          <Button size="small" onClick={undo}>
            {t.decisions.undo}
          </Button>
        )}
      </div>
      <div className="small muted">
        {hand ? (
          <>
            <Actor by={hand.by} />: {hand.reason}
          </>
        ) : (
          <>
            {t.because} <TypeName type={because.type} /> <span className="num">{because.value}</span>
          </>
        )}
        {' · '}
        <Time at={merge.at} />
      </div>
      {undone && (
        <div className="small muted">
          {t.undone} · <Actor by={undone.by} />: {undone.reason} · <Time at={undone.at} />
        </div>
      )}
    </li>
  )
}

function Person({ id }: { id: string }) {
  return (
    <Link to="/people/$id" params={{ id }}>
      #{id}
    </Link>
  )
}

/** What brought an id: `source:3`, `import:12`. */
function Origin({ origin }: { origin: string }) {
  const t = useText(words)
  const [kind = '', id = ''] = origin.split(':')
  if (kind === 'import') {
    return (
      <Link to="/imports/$id" params={{ id }}>
        {t.imported(id)}
      </Link>
    )
  }
  return kind === 'source' ? <Link to="/sources">{t.bySource(id)}</Link> : origin
}
