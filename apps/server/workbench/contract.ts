import { z } from 'zod'
import { api, Id, Time } from '#kit/api'

/** Most urgent first: the order of the list. */
export const todoKinds = [
  'relayFailing',
  'importFailed',
  'sourceSilent',
  'webhookOff',
  'forwarderPaused',
  'rowsRejected',
  'hookFailed',
  'codeTrouble',
  'linkBalance',
  'adTrouble',
  'trialUndecided',
  'parked',
  'unlinked',
  'noPerson',
  'gmvBehind',
  'peopleBehind',
  'pressure',
  'backupOld',
  'backupMissing',
  'demoLoading',
] as const

const Todo = z.object({
  kind: z.enum(todoKinds),
  count: z.number().int().meta({
    description: 'Things to be looked at; fen for gmvBehind, people for peopleBehind, percent for demoLoading',
  }),
  name: z.string().meta({ description: 'The newest of them: a file, a source, a consumer; else empty' }),
  id: Id.nullable().meta({ description: 'The one thing to open, where there is one' }),
  since: Time.nullable(),
})

export type Todo = z.output<typeof Todo>

export const workbench = {
  todos: api
    .route({
      method: 'GET',
      path: '/workbench/todos',
      tags: ['workbench'],
      summary: 'What wants attention now, as far as the caller may see it; empty when nothing does',
    })
    .output(z.object({ items: z.array(Todo) })),
}
