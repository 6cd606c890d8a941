import { lookup } from 'node:dns/promises'
import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Bilingual } from '#kit/api'
import { no, ok, type Result } from '#kit/result'
import { isPublic } from './addresses.ts'

/** Why an address that somebody typed is not called. */
export type OutgoingRefusal = 'no-url' | 'scheme' | 'credentials' | 'port' | 'private'

export type Outcome =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly text: string
      readonly retryAfter: number | null
      /** As it came, where `most` was said. */
      readonly bytes?: Buffer
    }
  | { readonly kind: 'refused'; readonly why: OutgoingRefusal }
  | { readonly kind: 'failed'; readonly why: 'timeout' | 'network'; readonly detail: string }

export interface Letter {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
  /** Absent = POST. */
  readonly method?: 'GET'
  /** So many bytes of the answer are wanted as they are, as of a picture. */
  readonly most?: number
}

/** Calls addresses that users set. */
export interface Outgoing {
  /** What can be said of the text alone; a name may still lead to a closed address, which `post` then refuses. */
  check(url: string): Result<URL, OutgoingRefusal>
  /** Never throws: whatever goes wrong outside is an outcome. Redirects are answers, they are not followed. */
  post(url: string, letter: Letter): Promise<Outcome>
}

/** What a user is told of a refused address. */
export const outgoingTexts: Record<OutgoingRefusal, Bilingual> = {
  'no-url': { zh: '这不是一个网址', en: 'This is not an address' },
  scheme: { zh: '网址要以 https:// 或 http:// 开头', en: 'The address must begin with https:// or http://' },
  credentials: { zh: '网址里不能带用户名和密码', en: 'The address must not carry a user name or a password' },
  port: { zh: '只能用 80、443、8080、8443 端口', en: 'Only the ports 80, 443, 8080 and 8443 may be called' },
  private: { zh: '网址指向内网或本机，不能访问', en: 'The address leads inside the network and is not called' },
}

const openPorts = ['', '80', '443', '8080', '8443']
/** Of an answer no more is read. */
const mostBytes = 1024

type Resolve = (host: string) => Promise<readonly { address: string; family: number }[]>

const systemResolve: Resolve = (host) => lookup(host, { all: true })

/**
 * @param trusted hosts (`name` or `name:port`) that may be called wherever they stand
 * @param resolve how a name is looked up
 */
export function outgoing(trusted: readonly string[], resolve: Resolve = systemResolve): Outgoing {
  const isTrusted = ({ hostname, host }: URL) => trusted.includes(hostname) || trusted.includes(host)
  const check = (text: string): Result<URL, OutgoingRefusal> => {
    const url = URL.parse(text)
    if (!url) return no('no-url')
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return no('scheme')
    if (url.username !== '' || url.password !== '') return no('credentials')
    if (isTrusted(url)) return ok(url)
    if (!openPorts.includes(url.port)) return no('port')
    const host = bare(url.hostname)
    return isIP(host) !== 0 && !isPublic(host) ? no('private') : ok(url)
  }
  return {
    check,
    async post(text, letter) {
      const url = check(text)
      if (!url.ok) return { kind: 'refused', why: url.refusal }
      const over = AbortSignal.timeout(letter.timeoutMs)
      try {
        const found = await inTime(addressesOf(bare(url.value.hostname), resolve), over)
        if (!isTrusted(url.value) && !found.every(({ address }) => isPublic(address)))
          return { kind: 'refused', why: 'private' }
        return await send(url.value, found, letter, over)
      } catch (error) {
        return { kind: 'failed', why: over.aborted ? 'timeout' : 'network', detail: detailOf(error) }
      }
    },
  }
}

/** IPv6 without its brackets. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

async function addressesOf(host: string, resolve: Resolve) {
  const family = isIP(host)
  return family === 0 ? await resolve(host) : [{ address: host, family }]
}

/** A look-up cannot be broken off; its answer is then no longer waited for. */
function inTime<T>(work: Promise<T>, over: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    over.addEventListener('abort', () => reject(new Error('timeout')), { once: true })
    work.then(resolve, reject)
  })
}

type Addresses = Awaited<ReturnType<Resolve>>

/** Connects to the addresses that were checked and to no others: a name that answers differently now changes nothing. */
function send(url: URL, addresses: Addresses, letter: Letter, signal: AbortSignal): Promise<Outcome> {
  const pinned: LookupFunction = (_host, options, done) => {
    const [first] = addresses
    if (options.all) done(null, [...addresses])
    else if (first) done(null, first.address, first.family)
    else done(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0)
  }
  const headers = { ...letter.headers, 'content-length': String(Buffer.byteLength(letter.body)) }
  // A connection of its own: what a shared one was opened to is not known here.
  const options = { method: letter.method ?? 'POST', agent: false as const, signal, lookup: pinned, headers }
  return new Promise((resolve, reject) => {
    const call = (url.protocol === 'https:' ? secure : plain)(url, options, (answer) => {
      const { statusCode: status = 0 } = answer
      const retryAfter = /^\d{1,6}$/.exec(answer.headers['retry-after'] ?? '')
      const told = (bytes: Buffer): Outcome => ({
        ...{ kind: 'answered', status, text: textOf(bytes), ...(letter.most === undefined ? {} : { bytes }) },
        retryAfter: retryAfter ? Number(retryAfter[0]) : null,
      })
      beginningOf(answer, letter.most ?? mostBytes).then((bytes) => resolve(told(bytes)), reject)
    })
    call.on('error', reject)
    call.end(letter.body)
  })
}

/** Leaving the loop closes the connection, however much would still come. */
async function beginningOf(answer: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of answer) {
    parts.push(part)
    bytes += part.length
    if (bytes >= most) break
  }
  return Buffer.concat(parts).subarray(0, most)
}

// PostgreSQL has no place for NUL in a text.
const textOf = (bytes: Buffer): string =>
  new TextDecoder().decode(bytes.subarray(0, mostBytes)).replaceAll('\0', '\uFFFD')

const detailOf = (error: unknown): string =>
  error instanceof Error ? ('code' in error ? String(error.code) : error.message).slice(0, 200) : String(error)
