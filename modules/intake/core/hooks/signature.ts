import { z } from 'zod'
import { field } from '#kit/form'
import type { HookProblem } from './mapping.ts'

/** How a sender proves that it is the one. */
export const signatureRules = ['none', 'token', 'hmac-sha256', 'hmac-md5', 'md5', 'youzan'] as const
export type SignatureRule = (typeof signatureRules)[number]

/** The rule and what it needs beside the secret. */
export const Signature = z.object({
  rule: field(z.enum(signatureRules).default('hmac-sha256'), {
    zh: '验签方式',
    en: 'Signature',
    choices: {
      none: { zh: '不验签（地址本身就是凭证）', en: 'None (whoever knows the address is believed)' },
      token: { zh: '固定令牌', en: 'A shared token' },
      'hmac-sha256': { zh: 'HMAC-SHA256（请求体）', en: 'HMAC-SHA256 of the body' },
      'hmac-md5': { zh: 'HMAC-MD5（请求体）', en: 'HMAC-MD5 of the body' },
      md5: { zh: 'MD5（应用 ID + 请求体 + 密钥）', en: 'MD5 of client id + body + secret' },
      youzan: { zh: '有赞', en: 'Youzan' },
    },
  }),
  at: field(z.enum(['header', 'query']).default('header'), {
    zh: '令牌在哪里',
    en: 'The token is in',
    choices: { header: { zh: '请求头', en: 'a header' }, query: { zh: '网址参数', en: 'the query' } },
  }),
  name: field(z.string().trim().max(64).default(''), {
    zh: '请求头或参数的名称',
    en: 'Name of the header or parameter',
  }),
  clientId: field(z.string().trim().max(100).default(''), { zh: '应用 ID（client_id）', en: 'Client id' }),
})
export type Signature = z.output<typeof Signature>

/** Whether there is a secret to it. */
export const hasSecret = ({ rule }: Pick<Signature, 'rule'>): boolean => rule !== 'none'

/** Whether the rule looks for a header or parameter whose name is to be told. */
export const needsName = ({ rule }: Pick<Signature, 'rule'>): boolean =>
  rule === 'token' || rule === 'hmac-sha256' || rule === 'hmac-md5' || rule === 'md5'

/** What a rule still lacks. */
export function signatureProblem(signature: Signature): HookProblem | null {
  if (needsName(signature) && !/^[A-Za-z0-9_-]+$/.test(signature.name))
    return {
      code: 'no-signature-name',
      reason: { zh: '请填写签名所在的请求头或参数名称', en: 'Name the header or parameter that holds the signature' },
    }
  if (signature.rule === 'youzan' && signature.clientId === '')
    return { code: 'no-client-id', reason: { zh: '请填写有赞应用的 client_id', en: 'Give the client id of the app' } }
  return null
}
