import { z } from 'zod'
import { field } from '#kit/form'
import type { CarrierKind } from '../../core/kind.ts'
import { callWay } from './ways.ts'

const base = 'https://outbound.example.com'

export const outboundSettings = z.object({
  key: field(z.string().trim().min(4).max(128), { zh: '应用 Key', en: 'Key' }),
  secret: field(z.string().trim().min(8).max(128), { zh: '应用 Secret', en: 'Secret', text: 'password' }),
  base: field(z.url({ protocol: /^https?$/ }).default(base), {
    zh: '接口地址',
    en: 'API address',
    help: { zh: '外呼服务商给的地址', en: 'As the vendor gives it' },
  }),
})
export type OutboundSettings = z.output<typeof outboundSettings>

export const outboundCall: CarrierKind = {
  kind: 'outboundCall',
  title: { zh: '智能外呼', en: 'Outbound calls' },
  help: { zh: '按话术自动打电话，结果和意向回传', en: 'Calls after a script; results and intents come back' },
  settings: outboundSettings,
  secrets: ['secret'],
  shows: [],
  ways: [callWay],
  base,
  steps: [
    {
      zh: '话术在服务商后台报备；群发里填话术的编号或名称',
      en: 'Have scripts approved at the vendor; a send names one of them',
    },
    { zh: '把下面的回调地址填到服务商的「结果推送」', en: 'Enter the callback address below for results' },
  ],
}
