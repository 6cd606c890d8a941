import { ok } from '#kit/result'
import type { Adapter } from '../../../server/adapter.ts'
import type { SmsToldDeps } from '../../../server/sms/told.ts'
import { chinaTime, smsAdapter } from '../../sms/server/adapter.ts'
import { aliyunSmsSettings } from '../kind.ts'
import { callAliyun } from './client.ts'

/** Reports `{phone_number, success, err_code, biz_id}` and answers `{phone_number, content, send_time}`. */
export const aliyunSmsAdapter = (deps: SmsToldDeps): Adapter =>
  smsAdapter(deps, {
    kind: 'aliyunSms',
    answer: '{"code":0,"msg":"接收成功"}',
    read({ phone_number, content, send_time, biz_id, success, err_code }) {
      const phone = String(phone_number ?? '')
      if (phone === '') return null
      if (typeof content === 'string')
        return { kind: 'answer', phone, text: content, at: chinaTime(send_time) ?? deps.now() }
      if (typeof biz_id !== 'string') return null
      return { kind: 'report', phone, serial: biz_id, ok: success === true, code: String(err_code ?? '') }
    },
    async probe(account) {
      // A list of nobody is refused for being empty, after the signature was believed.
      const got = await callAliyun(aliyunSmsSettings.parse(account.settings), 'QuerySendDetails', {})
      const isBelieved =
        !got.ok && /^(?:InvalidAction|Missing|isv\.(?:MOBILE|PARAM|MISSING))/.test(String(got.refusal.code))
      return isBelieved ? ok('') : got
    },
  })
