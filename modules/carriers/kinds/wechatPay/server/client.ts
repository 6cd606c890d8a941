import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { no, ok, type Result } from '#kit/result'
import { hour } from '#kit/time'
import type { Trouble } from '../../../core/trouble.ts'
import type { Account } from '../../../server/accounts.ts'
import { callOut, withRetries } from '../../../server/calling.ts'
import { readJson, unreadable } from '../../../server/errcodeCalls.ts'
import { payTrouble } from '../answers.ts'
import type { WechatPaySettings } from '../kind.ts'
import { openResource, readCertificate, signLines, verifyLines } from './crypto.ts'

export type Pay = Account<WechatPaySettings>

/** How far a signed time may be off, in seconds. */
const offset = 300
/** Certificates are looked at again twice a day. */
const keysLast = 12 * hour

export interface PayRequest<T extends z.ZodType> {
  readonly method: 'GET' | 'POST'
  /** With its query, as it is sent. */
  readonly path: string
  readonly body?: object
  readonly answer: T
}

export type PayCall = <T extends z.ZodType>(request: PayRequest<T>) => Promise<Result<z.output<T>, Trouble>>

/** Public keys of the platform by what names them. */
export type PlatformKeys = ReadonlyMap<string, string>

const Certificates = z.looseObject({
  data: z.array(
    z.looseObject({
      encrypt_certificate: z.looseObject({
        ciphertext: z.string(),
        nonce: z.string(),
        associated_data: z.string().default(''),
      }),
    }),
  ),
})
const Refused = z.looseObject({ code: z.string(), message: z.string().default('') })

/** Headers by which an answer or a callback proves itself. */
export interface Signed {
  readonly serial: string
  readonly timestamp: string
  readonly nonce: string
  readonly signature: string
}

export const signedIn = (header: (name: string) => string | null | undefined): Signed => ({
  serial: header('wechatpay-serial') ?? '',
  timestamp: header('wechatpay-timestamp') ?? '',
  nonce: header('wechatpay-nonce') ?? '',
  signature: header('wechatpay-signature') ?? '',
})

/** Whether the platform has said this, now. `now` in epoch ms of the wall. */
export function isSigned(
  keys: PlatformKeys,
  { serial, timestamp, nonce, signature }: Signed,
  body: string,
  now: number,
): boolean {
  const key = keys.get(serial)
  if (key === undefined || !/^\d{1,12}$/.test(timestamp)) return false
  return Math.abs(now / 1000 - Number(timestamp)) <= offset && verifyLines(key, signature, timestamp, nonce, body)
}

/** Keys of merchants that have certificates, fetched when first needed. */
export class PayKeys {
  readonly #known = new Map<string, { keys: PlatformKeys; until: number }>()

  /** What is known without asking anybody. */
  known({ id, settings: { publicKeyId, publicKey } }: Pay): PlatformKeys {
    const own = publicKeyId !== '' && publicKey !== '' ? [[publicKeyId, publicKey] as const] : []
    return new Map([...(this.#known.get(id)?.keys ?? []), ...own])
  }

  /** Reads the certificates where there is no public key, or they are old. */
  async ready(account: Pay, isForced = false): Promise<Result<PlatformKeys, Trouble>> {
    const { id, settings } = account
    const isNeeded = settings.publicKeyId === '' && (this.#known.get(id)?.until ?? 0) < Date.now()
    if (!isNeeded && !isForced) return ok(this.known(account))
    const got = await send(account, { method: 'GET', path: '/v3/certificates', answer: Certificates }, null)
    if (!got.ok) return got
    const keys = new Map(
      got.value.value.data.flatMap(({ encrypt_certificate: one }) => {
        const opened = openResource(settings.apiV3Key, one)
        const read = opened.ok ? readCertificate(opened.value) : null
        return read ? [[read.serial, read.publicKey] as const] : []
      }),
    )
    // Sealed with the APIv3 key, they prove themselves; the answer is signed by one of them, or by a public key we lack.
    const { signed, text } = got.value
    if (keys.size === 0 || (keys.has(signed.serial) && !isSigned(keys, signed, text, Date.now()))) return no(unproven)
    this.#known.set(id, { keys, until: Date.now() + keysLast })
    return ok(this.known(account))
  }
}

const unproven: Trouble = {
  ...{ meaning: 'setup', code: 'BAD_ANSWER', text: 'the answer is not signed by WeChat Pay' },
  advice: {
    zh: '微信支付的回答验签不通过：检查公钥、公钥 ID 和 APIv3 密钥',
    en: 'The answer of WeChat Pay is not proven: look at the public key, its ID and the APIv3 key',
  },
}

/** Calls WeChat Pay for a merchant: signed, the answer proven. What is busy is asked again by the same numbers. */
export function payClient(keys: PayKeys, account: Pay): PayCall {
  const once = async <T extends z.ZodType>(request: PayRequest<T>): Promise<Result<z.output<T>, Trouble>> => {
    const ready = await keys.ready(account)
    if (!ready.ok) return ready
    const got = await send(account, request, ready.value)
    if (!got.ok) return got
    const { signed, text, value } = got.value
    return isSigned(ready.value, signed, text, Date.now()) ? ok(value) : no(unproven)
  }
  return (request) =>
    withRetries(
      () => once(request),
      ({ meaning }) => meaning === 'busy',
      [300, 1000],
    )
}

async function send<T extends z.ZodType>(
  { settings }: Pay,
  { method, path, body, answer }: PayRequest<T>,
  keys: PlatformKeys | null,
): Promise<Result<{ value: z.output<T>; text: string; signed: Signed }, Trouble>> {
  const text = body === undefined ? '' : JSON.stringify(body)
  const headers = headersOf(settings, { method, path, text }, keys)
  if (!headers) return no(noKey)
  const got = await callOut({
    ...{ url: `${settings.base}${path}`, method, headers, timeoutMs: 10_000 },
    ...(body === undefined ? {} : { body: text }),
  })
  if (!got.ok) return got
  const { status, text: said, headers: told } = got.value
  const read = said === '' ? {} : readJson(said)
  const signed = signedIn((name) => told.get(name))
  if (status < 200 || status > 299) {
    // A refusal need not be signed; one that is must be by a key of ours.
    if (keys && signed.signature !== '' && !isSigned(keys, signed, said, Date.now())) return no(unproven)
    const refused = Refused.safeParse(read)
    return no(
      refused.success ? payTrouble(status, refused.data.code, refused.data.message) : unreadable(`HTTP ${status}`),
    )
  }
  const value = answer.safeParse(read)
  if (!value.success) return no(unreadable(z.prettifyError(value.error).slice(0, 200)))
  return ok({ value: value.data, text: said, signed })
}

function headersOf(
  settings: WechatPaySettings,
  { method, path, text }: { method: string; path: string; text: string },
  keys: PlatformKeys | null,
): Record<string, string> | null {
  // The newest is asked for: a merchant who changes over to the public key has both.
  const serial = [...(keys?.keys() ?? [])].at(-1) ?? ''
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = randomBytes(16).toString('hex')
  const signature = trySign(settings.privateKey, method, path, timestamp, nonce, text)
  if (signature === null) return null
  const parts = {
    ...{ mchid: settings.mchid, serial_no: settings.serial, timestamp, nonce_str: nonce },
    signature,
  }
  const authorization = `WECHATPAY2-SHA256-RSA2048 ${Object.entries(parts)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}`
  return {
    ...{ authorization, accept: 'application/json', 'content-type': 'application/json', 'user-agent': 'siyu' },
    ...(serial === '' ? {} : { 'wechatpay-serial': serial }),
  }
}

/** Null when the key is none. */
function trySign(...given: Parameters<typeof signLines>): string | null {
  try {
    return signLines(...given)
  } catch {
    return null
  }
}

const noKey: Trouble = {
  ...{ meaning: 'setup', code: 'BAD_KEY', text: 'the private key cannot be read' },
  advice: {
    zh: '商户 API 私钥读不出来：请粘贴 apiclient_key.pem 的全文',
    en: 'The private key cannot be read: paste all of apiclient_key.pem',
  },
}
