import { useQuery } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import { dateTime, exact, shortMoney } from '#base/format'
import { addDays, todayIn } from '#base/range'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { useZone } from '#ui/zone'
import { type Todo, workbench } from '../../server/workbench/contract.ts'
import { words } from './words.tsx'

const { query } = apiOf({ workbench })

/** How loud a line is; the sentence says the same in words. */
const tones: Record<Todo['kind'], 'danger' | 'accent' | 'calm'> = {
  relayFailing: 'danger',
  importFailed: 'danger',
  sourceSilent: 'danger',
  webhookOff: 'danger',
  forwarderPaused: 'danger',
  rowsRejected: 'accent',
  hookFailed: 'accent',
  codeTrouble: 'accent',
  linkBalance: 'danger',
  adTrouble: 'accent',
  trialUndecided: 'accent',
  parked: 'accent',
  unlinked: 'accent',
  noPerson: 'accent',
  gmvBehind: 'accent',
  peopleBehind: 'accent',
  pressure: 'accent',
  backupOld: 'accent',
  backupMissing: 'calm',
  demoLoading: 'calm',
}

/** What wants attention, the most urgent first, each with the one place where it is settled. */
export function Todos() {
  const t = useText(words)
  const list = useQuery(
    query.workbench.todos.queryOptions({
      // Whoever comes here has just done something about it, or wants to know at once.
      staleTime: 0,
      refetchInterval: ({ state: { data } }) =>
        data?.items.some(({ kind }) => kind === 'demoLoading') ? 2000 : 60_000,
    }),
  )
  const sentence = useSentence()
  const target = useTarget()
  return (
    <section className="card" aria-label={t.todos}>
      <h2>
        {t.todos}
        {list.data && list.data.items.length > 0 && <span className="muted num">{list.data.items.length}</span>}
      </h2>
      <Load of={list}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice title={t.calm}>{t.calmHelp}</Notice>
          ) : (
            <ul className="todos">
              {items.map((todo) => (
                <li key={todo.kind}>
                  <span className={`dot ${tones[todo.kind]}`} aria-hidden />
                  <span>{sentence(todo)}</span>
                  <Link {...target(todo)} className="go">
                    {t.go[todo.kind]}
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Load>
    </section>
  )
}

function useSentence(): (todo: Todo) => string {
  const { todo: say } = useText(words)
  const { language } = usePreferences()
  const zone = useZone()
  return ({ kind, count, name, id, since }) => {
    if (kind === 'backupMissing' || kind === 'pressure') return say[kind]
    if (kind === 'hookFailed') return say.hookFailed(exact(count, language), id ? name : '')
    if (kind === 'gmvBehind') return say.gmvBehind(shortMoney(count, language))
    if (kind === 'relayFailing' || kind === 'importFailed') return say[kind](count, name)
    if (kind === 'webhookOff' || kind === 'forwarderPaused' || kind === 'trialUndecided') return say[kind](count, name)
    if (kind === 'sourceSilent') return say.sourceSilent(count, name, dateTime(since, language, zone))
    if (kind === 'backupOld' || kind === 'demoLoading') return say[kind](count)
    if (kind === 'rowsRejected') return say.rowsRejected(exact(count, language), id ? name : '')
    return say[kind](exact(count, language))
  }
}

function useTarget(): (todo: Todo) => LinkProps {
  const today = todayIn(useZone(), Date.now())
  const month = { from: addDays(today, -29), to: addDays(today, 1) }
  return ({ kind, id }) => {
    if (kind === 'importFailed' || kind === 'rowsRejected')
      return id ? { to: '/imports/$id', params: { id } } : { to: '/imports' }
    if (kind === 'sourceSilent') return { to: '/sources' }
    if (kind === 'parked') return { to: '/parked' }
    if (kind === 'pressure') return { to: '/guard' }
    if (kind === 'linkBalance') return { to: '/acquisition-links' }
    if (kind === 'adTrouble') return { to: '/ads', search: { of: 'accounts' } }
    if (kind === 'trialUndecided') return id ? { to: '/sends/$id', params: { id } } : { to: '/sends' }
    if (kind === 'codeTrouble') return { to: '/live-codes', search: { of: 'patrol' } }
    if (kind === 'hookFailed')
      return id ? { to: '/sources/hooks/$id', params: { id }, search: { state: 'failed' } } : { to: '/sources/hooks' }
    if (kind === 'webhookOff') return { to: '/developers' }
    if (kind === 'forwarderPaused') return { to: '/developers', search: { of: 'forwarders' } }
    if (kind === 'unlinked' || kind === 'noPerson') return { to: '/orders', search: { ...month, state: kind } }
    if (kind === 'gmvBehind' || kind === 'peopleBehind' || kind === 'demoLoading') return { to: '/' }
    return { to: '/system' }
  }
}
