import { ok } from '#kit/result'
import { second } from '#kit/time'
import type { Adapter } from '../../../server/adapter.ts'
import type { SmsToldDeps } from '../../../server/sms/told.ts'
import { smsAdapter } from '../../sms/server/adapter.ts'
import { tencentSmsSettings } from '../kind.ts'
import { callTencent } from './client.ts'

/** Reports `{mobile, nationcode, report_status, errmsg, sid}` and answers `{mobile, nationcode, text, time}`. */
export const tencentSmsAdapter = (deps: SmsToldDeps): Adapter =>
  smsAdapter(deps, {
    kind: 'tencentSms',
    answer: '{"result":0,"errmsg":"OK"}',
    read({ mobile, nationcode, text, time, sid, report_status, errmsg }) {
      if (typeof mobile !== 'string' || mobile === '') return null
      const nation = String(nationcode ?? '86').replace(/^\+/, '')
      const phone = nation === '86' ? mobile : `+${nation}${mobile}`
      if (typeof text === 'string') {
        const at = Number(time) * second
        return { kind: 'answer', phone, text, at: at > 0 ? at : deps.now() }
      }
      if (typeof sid !== 'string') return null
      return { kind: 'report', phone, serial: sid, ok: report_status === 'SUCCESS', code: String(errmsg ?? '') }
    },
    async probe(account) {
      const settings = tencentSmsSettings.parse(account.settings)
      // A list of nobody is refused for being empty, after the signature was believed.
      const got = await callTencent(settings, 'SendSms', {
        PhoneNumberSet: [],
        SmsSdkAppId: settings.sdkAppId,
        TemplateId: '0',
      })
      return !got.ok && /^(?:InvalidParameter|MissingParameter)/.test(String(got.refusal.code)) ? ok('') : got
    },
  })
