import { z } from 'zod'
import { no, ok } from '#kit/result'
import { sendForErrcode } from '../../../server/errcodeCalls.ts'
import type { Minis } from '../../../server/users/minis.ts'
import { tokenTrouble } from '../../weixin/answers.ts'
import { type WeixinDeps, weixinClient } from '../../weixin/server/client.ts'
import { asMini } from './adapter.ts'

const Session = z.looseObject({ openid: z.string().min(1), unionid: z.string().optional() })
const Phone = z.looseObject({
  phone_info: z.looseObject({ purePhoneNumber: z.string().min(5), countryCode: z.string().default('86') }),
})
const Link = z.looseObject({ url_link: z.url() })

/** What mini programs ask WeChat for. */
export const miniCalls = (platform: WeixinDeps): Minis => ({
  async session(account, code) {
    const { base, appid, secret } = asMini(account).settings
    const query = new URLSearchParams({ appid, secret, js_code: code, grant_type: 'authorization_code' })
    const got = await sendForErrcode(`${base}/sns/jscode2session?${query}`, { answer: Session }, tokenTrouble)
    // The key of the session stays here: nobody needs it, and whoever has it can read what is sealed with it.
    return got.ok ? ok({ openid: got.value.openid, unionid: got.value.unionid || null }) : no(got.refusal)
  },
  appid: (account) => asMini(account).settings.appid,
  async phone(account, code) {
    const call = weixinClient(platform, asMini(account))
    const got = await call({ path: '/wxa/business/getuserphonenumber', body: { code }, answer: Phone })
    if (!got.ok) return got
    const { purePhoneNumber: number, countryCode } = got.value.phone_info
    return ok(countryCode === '86' ? number : `+${countryCode}${number}`)
  },
  async link(account, { path, query, days }) {
    const body = { path, query, expire_type: 1, expire_interval: days }
    const got = await weixinClient(platform, asMini(account))({ path: '/wxa/generate_urllink', body, answer: Link })
    return got.ok ? ok(got.value.url_link) : got
  },
})
