import { z } from 'zod'
import { no, ok } from '#kit/result'
import type { Adapter } from '../../../server/adapter.ts'
import { applyCall, type CallToldDeps } from '../../../server/calls/told.ts'
import { itemOf } from '../../../server/checking.ts'
import { readJson } from '../../../server/errcodeCalls.ts'
import { bare } from '../../../server/sms/told.ts'
import { callVendor, isSigned, vendorOf } from './client.ts'

const names = { zh: '密钥与外呼服务', en: 'Keys and the service of calls' }

const Finished = z.looseObject({
  event: z.literal('call.finished'),
  taskId: z.string(),
  phone: z.string().min(1),
  reference: z.string(),
  status: z.string().regex(/^\w{1,40}$/),
  attempt: z.number().int().default(1),
  at: z.string().default(''),
  durationMs: z.number().default(0),
  intent: z.string().max(40).default(''),
})

/** Results of calls, signed by the vendor. */
export const outboundCallAdapter = (deps: CallToldDeps): Adapter => ({
  kind: 'outboundCall',
  answer: '{"ok":true}',
  prove: () => no('bad-message'),
  open(account, _query, body, headers) {
    const { 'x-timestamp': timestamp = '', 'x-signature': signature = '', ':path': path = '' } = headers
    if (!isSigned(vendorOf(account), { path, timestamp, signature, body })) return no('bad-signature')
    const read = Finished.safeParse(readJson(body))
    return read.success ? ok({ event: 'call.finished', about: bare(read.data.phone), text: body }) : no('bad-message')
  },
  async check(account) {
    // A task that is not there is told as such once the signature was believed.
    const got = await callVendor(vendorOf(account), 'GET', '/outbound/v1/tasks/none')
    const isBelieved = !got.ok && got.refusal.meaning === 'gone'
    return [itemOf<unknown>(names, isBelieved ? ok('') : got, () => '')]
  },
  async apply(message) {
    const read = Finished.safeParse(readJson(message.text))
    return read.success ? applyCall(deps, message, read.data) : { kind: 'ignored' }
  },
})
