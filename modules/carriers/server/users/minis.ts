import type { Result } from '#kit/result'
import { day, second } from '#kit/time'
import { mask } from '#modules/identity'
import type { Trouble } from '../../core/trouble.ts'
import type { Account } from '../accounts.ts'
import type { Limits, Rate } from '../limits.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import type { SendDeps } from '../sends/ports.ts'
import { accountOf, type WeixinOs } from './find.ts'
import { storeUsers, type User } from './store.ts'

/** Port: what mini programs ask their platform for. */
export interface Minis {
  appid(account: Account): string
  session(account: Account, code: string): Promise<Result<{ openid: string; unionid: string | null }, Trouble>>
  phone(account: Account, code: string): Promise<Result<string, Trouble>>
  link(account: Account, of: { path: string; query: string; days: number }): Promise<Result<string, Trouble>>
}

export type MiniDeps = SendDeps & { readonly minis: Minis; readonly limits: Limits }

const tokenContext = 'carriers.miniLogin'
const tokenLife = 7 * day
/** Anybody may ask: what they ask is passed on to the platform, which counts it against the account. */
const loginRate: Rate = { perMinute: 1200, perHour: 30_000 }

interface Session {
  readonly account: string
  readonly openid: string
  readonly unionid: string | null
  readonly until: number
}

const sealSession = ({ vault }: MiniDeps, session: Session): string =>
  vault.seal(JSON.stringify(session), tokenContext).toString('base64url')

/** Who a token stands for. @throws when it is none of this account, or over */
function readSession({ vault, now }: MiniDeps, account: string, token: string): Session {
  const session = openSession(vault, token)
  if (session?.account !== account || session.until <= now()) return refuseCarrier('wrong-token')
  return session
}

function openSession(vault: MiniDeps['vault'], token: string): Session | null {
  try {
    return JSON.parse(vault.open(Buffer.from(token, 'base64url'), tokenContext)) as Session
  } catch {
    return null
  }
}

/** The endpoints that mini programs themselves call, and links into them. */
export const miniHandlers = (deps: MiniDeps, os: WeixinOs) => ({
  login: os.login.handler(async ({ input: { account: id, code } }) => {
    const account = await miniOf(deps, id)
    const got = await deps.minis.session(account, code)
    if (!got.ok) return refuseCode(got.refusal)
    const { openid, unionid } = got.value
    await store(deps, account, { openid, unionid })
    const until = deps.now() + tokenLife
    const token = sealSession(deps, { account: id, openid, unionid, until })
    return { token, until: new Date(until).toISOString(), hasUnionid: unionid !== null }
  }),
  phone: os.phone.handler(async ({ input: { account: id, token, code } }) => {
    const account = await miniOf(deps, id)
    const { openid, unionid } = readSession(deps, id, token)
    const got = await deps.minis.phone(account, code)
    if (!got.ok) return refuseCode(got.refusal)
    // An openid alone proves nobody: the unionid of the login joins the number to whoever it is.
    await store(deps, account, { openid, unionid, phone: got.value })
    return { phone: mask('phone', got.value) }
  }),
  link: os.link.handler(async ({ input: { id, ...asked } }) => {
    const account = await accountOf(deps, id, 'miniProgram')
    if (!account.on) refuseCarrier('switched-off')
    const got = await deps.minis.link(account, asked)
    if (!got.ok) return refuseByPlatform(got.refusal)
    return { url: got.value, until: new Date(deps.now() + asked.days * day).toISOString() }
  }),
})

/** @throws where too many log in at once */
async function miniOf(deps: MiniDeps, id: string): Promise<Account> {
  const account = await accountOf(deps, id, 'miniProgram')
  if (!account.on) refuseCarrier('switched-off')
  const waitMs = deps.limits.take(`${id} login`, loginRate)
  if (waitMs > 0) refuseCarrier('too-many-logins', String(Math.ceil(waitMs / second)))
  return account
}

/** A code that is worn out is the user's; anything else is between us and the platform. */
const refuseCode = (trouble: Trouble): never =>
  trouble.code === 40029 || trouble.code === 40163 ? refuseCarrier('wrong-code') : refuseByPlatform(trouble)

async function store(deps: MiniDeps, account: Account, who: Pick<User, 'openid' | 'unionid' | 'phone'>) {
  const now = deps.now()
  const told = { account: account.id, appid: deps.minis.appid(account), carrier: null, askedAt: now, isNew: true }
  await storeUsers(deps, told, [{ ...who, followedAt: now, endedAt: null, scene: null }])
}
