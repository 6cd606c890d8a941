import { ok } from '#kit/result'
import type { Account } from '../../../server/accounts.ts'
import type { MemberPages } from '../../../server/adapter.ts'
import { type WecomSettings, wecom } from '../kind.ts'
import { TicketAnswer, WhoAnswer } from '../shapes.ts'
import { type WecomDeps, wecomClient } from './client.ts'

/** The pages of WeCom stand on hosts of their own (developer pages 91022 and 98152). */
const official = { app: 'https://open.weixin.qq.com', scan: 'https://login.work.weixin.qq.com' }

const tickets = {
  company: { name: 'page ticket', path: 'get_jsapi_ticket', query: {} },
  app: { name: 'app ticket', path: 'ticket/get', query: { type: 'agent_config' } },
} as const

/** Login by OAuth inside WeCom and by a scan with it, and the tickets of the JS-SDK (page 90506). */
export function memberPages(deps: WecomDeps, as: (account: Account) => Account<WecomSettings>): MemberPages {
  return {
    enterUrl(account, { redirect, state, by }) {
      const { corpid: appid, agentid, base } = as(account).settings
      const host = base === wecom.base ? official[by] : base
      const asked = { appid, agentid, redirect_uri: redirect, state }
      return by === 'scan'
        ? `${host}/wwlogin/sso/login?${new URLSearchParams({ login_type: 'CorpApp', ...asked })}`
        : `${host}/connect/oauth2/authorize?${new URLSearchParams({ ...asked, response_type: 'code', scope: 'snsapi_base' })}#wechat_redirect`
    },
    async memberOf(account, code) {
      const got = await wecomClient(deps, as(account))({ path: 'auth/getuserinfo', query: { code }, answer: WhoAnswer })
      return got.ok ? ok(got.value.userid ?? null) : got
    },
    ticket(account, of) {
      const { name, path, query } = tickets[of]
      return deps.tokens.get(account.id, name, async () => {
        const got = await wecomClient(deps, as(account))({ path, query, answer: TicketAnswer, repeatable: true })
        return got.ok ? ok({ token: got.value.ticket, seconds: got.value.expires_in }) : got
      })
    },
    names(account) {
      const { corpid: company, agentid: app } = as(account).settings
      return { company, app }
    },
    played(account) {
      const { base } = as(account).settings
      return base === wecom.base ? null : { at: new URL(base), bridge: new URL('/jssdk/jweixin.js', base).href }
    },
  }
}
