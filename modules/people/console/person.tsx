import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Tag } from 'antd'
import type { ReactNode } from 'react'
import { apiOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { people } from '../contract.ts'
import { nameOf } from './nameOf.ts'
import { Owner } from './owners.tsx'
import { Privacy } from './privacy.tsx'
import { Reveal } from './reveal.tsx'
import { History } from './timeline.tsx'
import { Wearers } from './wearers.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(people)
const route = getRouteApi('/frame/people/$id')

type Profile = Awaited<ReturnType<typeof client.get>>

/** One person: what is known, what other houses show of them, and the timeline. */
export function PersonPage({ cards }: { cards: (id: string) => ReactNode }) {
  const t = useText(words)
  const { id } = route.useParams()
  const person = useQuery(query.get.queryOptions({ input: { id } }))
  useTitle(person.data ? `${t.title} ${nameOf(person.data, t.visitor)}` : t.title)
  return (
    <Load of={person} rows={10}>
      {(data) => (
        <div className="stack">
          <div className="page-head">
            <h1>{nameOf(data, t.visitor)}</h1>
            <Tag>{data.entry ? t.entries[data.entry] : t.prospect}</Tag>
            {data.excluded && <Tag color="warning">{t.excluded}</Tag>}
          </div>
          <div className="two">
            <Facts person={data}>{cards(data.id)}</Facts>
            <History id={data.id} />
          </div>
        </div>
      )}
    </Load>
  )
}

function Facts({ person, children }: { person: Profile; children: ReactNode }) {
  const t = useText(words)
  const facts: [string, ReactNode][] = [
    [t.id, person.id],
    [t.enteredAt, <Time key="e" at={person.enteredAt} />],
    [t.firstSeen, <Time key="f" at={person.firstSeenAt} />],
    [t.source, person.source ?? '—'],
    [t.owner, <Owner key={`o${person.id}`} id={person.id} owner={person.owner} />],
    [
      t.inviter,
      person.inviter ? (
        <Link key="i" to="/people/$id" params={{ id: person.inviter }}>
          #{person.inviter}
        </Link>
      ) : (
        '—'
      ),
    ],
    [
      t.brought,
      <Link key="b" to="/people" search={{ inviter: person.id }}>
        {t.seeBrought}
      </Link>,
    ],
    ...Object.entries({ ...person.private, ...person.attributes }).map(([name, value]): [string, ReactNode] => [
      t.fields[name as keyof typeof t.fields] ?? name,
      String(value),
    ]),
  ]
  return (
    <div className="stack">
      <section className="card">
        <h2>{t.profile}</h2>
        <dl className="facts">
          {facts.map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Reveal id={person.id} />
      </section>
      {children}
      <Wearers id={person.id} />
      {person.carriers.length > 0 && (
        <section className="card">
          <h2>{t.carriers}</h2>
          {person.carriers.map((carrier) => (
            <p key={`${carrier.carrier} ${carrier.startedAt}`}>
              {t.carrierNames[carrier.carrier as keyof typeof t.carrierNames] ?? carrier.carrier} {carrier.account}{' '}
              <span className="muted small">
                <Time at={carrier.startedAt} /> – {carrier.endedAt ? <Time at={carrier.endedAt} /> : t.to}
              </span>
            </p>
          ))}
        </section>
      )}
      <Privacy id={person.id} />
    </div>
  )
}
