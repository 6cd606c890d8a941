import { createORPCClient, ORPCError } from '@orpc/client'
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'

/** What the server says about a refusal; the one shape of every error. */
export interface Problem {
  status: number
  code: string
  title: string
  detail?: string
  requestId: string
  errors?: { path: string; message: string }[]
}

let csrfToken = ''

/** Keeps the session's token; every unsafe request repeats it. */
export function setCsrfToken(token: string) {
  csrfToken = token
}

/** fetch with the session, the token and the language. */
export function siyuFetch(request: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers ?? (request instanceof Request ? request.headers : undefined))
  headers.set('accept-language', document.documentElement.lang)
  if (csrfToken) headers.set('x-csrf-token', csrfToken)
  return fetch(request, { ...init, headers, credentials: 'same-origin' })
}

/** The client reads JSON by one name only; the body of a refusal has another (RFC 9457). */
function readable(response: Response): Response {
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return response
  const headers = new Headers(response.headers)
  headers.set('content-type', 'application/json')
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}

const roots = new WeakMap<object, string>()

/** Begins the query keys of a contract: every house has a `list` and a `get`, and one must not answer for another. */
function rootOf(contract: object): string {
  const root = roots.get(contract) ?? crypto.getRandomValues(new Uint32Array(2)).join('-')
  roots.set(contract, root)
  return root
}

/** Typed calls and query options of a house's contract. */
export function apiOf<C extends AnyContractRouter>(contract: C) {
  const link = new OpenAPILink(contract, {
    url: `${location.origin}/api/v1`,
    fetch: async (request, init) => readable(await siyuFetch(request, init as RequestInit)),
    customErrorResponseBodyDecoder: (body, response) => {
      const problem = body as Partial<Problem>
      const message = problem.title ?? response.status.toString()
      return new ORPCError(problem.code ?? 'unknown', { status: response.status, message, data: problem })
    },
  })
  const client: ContractRouterClient<C> = createORPCClient(link)
  return { client, query: createTanstackQueryUtils(client, { path: [rootOf(contract)] }) }
}

/** The server's words of an error; connection troubles get a code of their own. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ORPCError) {
    const data = error.data as Partial<Problem> | undefined
    return { status: error.status, code: error.code, title: error.message, requestId: '', ...data }
  }
  return { status: 0, code: 'offline', title: '', requestId: '' }
}
