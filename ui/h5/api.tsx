import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract'
import type { Setting } from './setting.tsx'

export type Route = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`

/** What the server has refused, in its words. */
export class Refused extends Error {
  readonly code: string
  readonly status: number

  constructor(status: number, code: string, title: string) {
    super(title)
    this.status = status
    this.code = code
  }
}

/** Fills `{name}` of the path from the input; what is left goes into the query or the body. */
function requestOf(route: Route, input: Readonly<Record<string, unknown>>) {
  const [method = 'GET', pattern = ''] = route.split(' ')
  const left = { ...input }
  const path = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = encodeURIComponent(String(left[name]))
    delete left[name]
    return value
  })
  const isRead = method === 'GET' || method === 'DELETE'
  const given = Object.entries(left).filter(([, value]) => value !== undefined)
  const query = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))
  const url = `/api/v1${path}${isRead && given.length > 0 ? `?${query}` : ''}`
  return { method, url, body: isRead ? null : JSON.stringify(left) }
}

async function ask(route: Route, input: Readonly<Record<string, unknown>>, setting: Setting): Promise<unknown> {
  const { method, url, body } = requestOf(route, input)
  const headers = {
    'accept-language': setting.language,
    'x-csrf-token': setting.csrf,
    ...(body === null ? {} : { 'content-type': 'application/json' }),
  }
  const answer = await fetch(url, { method, headers, body, credentials: 'same-origin' })
  const said = (await answer.json().catch(() => ({}))) as { code?: string; title?: string }
  if (!answer.ok) throw new Refused(answer.status, said.code ?? 'unknown', said.title ?? String(answer.status))
  return said
}

/**
 * Typed calls of a contract without the contract: its schemas would weigh more than the page. `routes` says where each
 * endpoint is; a test holds it against the contract.
 */
export const callsOf =
  <C extends AnyContractRouter>() =>
  <K extends keyof ContractRouterClient<C> & string>(routes: Readonly<Record<K, Route>>) =>
  (setting: Setting): Pick<ContractRouterClient<C>, K> => {
    const calls = Object.entries<Route>(routes).map(([name, route]) => [
      name,
      (input: Readonly<Record<string, unknown>> = {}) => ask(route, input, setting),
    ])
    return Object.fromEntries(calls) as Pick<ContractRouterClient<C>, K>
  }
