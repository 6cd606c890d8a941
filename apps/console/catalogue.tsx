import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { people } from '#contracts/people'
import { apiOf } from '#ui/api'
import { texts, useText } from '#ui/preferences'
import { plan } from '../../modules/intake/core/planContract.ts'
import { nameOf } from '../../modules/people/console/nameOf.ts'
import { type Catalogue, CatalogueContext } from '../../modules/segments/console/catalogue.tsx'
import { Actor } from './actors.tsx'

const { query } = apiOf({ plan, people })
const kept = { staleTime: 60_000, retry: false }
const words = texts({
  zh: {
    visitor: '访客',
    events: {
      $pageview: '浏览页面',
      $screen: '浏览屏幕',
      $identify: '资料更新',
      $group: '加入组织',
      $alias: '身份关联',
    },
  },
  en: {
    visitor: 'Visitor',
    events: { $pageview: 'Page view', $screen: 'Screen view', $identify: 'Identify', $group: 'Group', $alias: 'Alias' },
  },
})

const named = (value: string, zh: string) => ({ value, label: zh && zh !== value ? `${zh} ${value}` : value })

/** Events by their names of the tracking plan, and those that come without one. */
function useEvents() {
  const t = useText(words)
  const list = useQuery({ ...query.plan.list.queryOptions(), ...kept })
  const own: Readonly<Record<string, string>> = t.events
  const listed = (list.data?.items ?? []).map(({ event, zh }) => named(event, zh || own[event] || ''))
  const others = Object.entries(own).filter(([event]) => !listed.some(({ value }) => value === event))
  return [...listed, ...others.map(([event, name]) => named(event, name))]
}

/** Properties that the plan names or that were seen. */
function useProperties(event: string) {
  // One that is being typed is not asked for.
  const list = useQuery({ ...query.plan.list.queryOptions(), ...kept })
  const known = list.data?.items.some((one) => one.event === event) === true
  const detail = useQuery({ ...query.plan.get.queryOptions({ input: { event } }), ...kept, enabled: known })
  const planned = detail.data?.plan?.properties ?? []
  const seen = (detail.data?.seen ?? []).filter(({ name }) => !planned.some((one) => one.name === name))
  return [
    ...planned.map(({ name, zh, values }) => ({ ...named(name, zh), values })),
    ...seen.map(({ name }) => ({ ...named(name, ''), values: [] })),
  ]
}

/** A person as staff call them, and the way to them. */
function Person({ id }: { id: string }) {
  const t = useText(words)
  const person = useQuery({ ...query.people.get.queryOptions({ input: { id } }), ...kept })
  return (
    <Link to="/people/$id" params={{ id }}>
      {person.data ? nameOf(person.data, t.visitor) : `#${id}`}
    </Link>
  )
}

const catalogue: Catalogue = { useEvents, useProperties, Person, Actor }

/** What the pages of segments need of the other houses. */
export function WithCatalogue({ children }: { children: ReactNode }) {
  return <CatalogueContext value={catalogue}>{children}</CatalogueContext>
}
