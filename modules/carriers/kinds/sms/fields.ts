import { z } from 'zod'
import { field } from '#kit/form'

/** The signature of an SMS provider. */
export const signField = field(z.string().trim().min(2).max(32), {
  zh: '短信签名',
  en: 'Signature',
  help: {
    zh: '已实名报备的签名，不带【】',
    en: 'The registered one, without its brackets',
  },
})

export const smsBase = (usual: string) =>
  field(z.url({ protocol: /^https?$/ }).default(usual), {
    zh: '接口地址',
    en: 'API address',
    help: { zh: '一般不改；连模拟环境时填模拟环境的地址', en: 'Leave it as it is; a simulated platform has its own' },
  })

const id = (zh: string, en: string) => field(z.string().trim().min(8).max(128), { zh, en })
const secret = (zh: string, en: string) => field(z.string().trim().min(8).max(128), { zh, en, text: 'password' })

export const keyFields = { id, secret }

export const smsSteps = [
  {
    zh: '签名和模板先在服务商后台报备，通过后把模板原文填到「短信模板」',
    en: 'Have signature and texts approved at the provider, then name the texts here',
  },
  {
    zh: '营销模板里要写「拒收请回复R」；回复 R、T、TD、N、退订、拒收的号码马上不再收营销短信',
    en: 'Advertisements say how to stop them (拒收请回复R); whoever answers so gets none from that moment on',
  },
] as const
