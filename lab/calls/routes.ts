import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { need, Refusal } from '../http/refusal.ts'
import { type Call, type Route, route } from '../http/route.ts'
import { callbacksOf } from '../world/callbacks.ts'
import type { Transport } from '../world/deliveries.ts'
import type { CallTask, OutboundCall } from '../world/moneyRows.ts'
import type { World } from '../world/world.ts'

const windowSeconds = 300
const timeOfDay = z.string().regex(/^\d\d:\d\d$/)
const asked = z.object({
  name: z.string().min(1),
  script: z.string().min(1),
  numbers: z
    .array(
      z.object({
        phone: z.string(),
        reference: z.string().default(''),
        vars: z.record(z.string(), z.string()).default({}),
      }),
    )
    .min(1)
    .max(10_000),
  windows: z.array(z.object({ from: timeOfDay, to: timeOfDay })).default([{ from: '09:00', to: '20:00' }]),
  maxAttempts: z.number().int().min(1).max(5).default(1),
  callbackUrl: z.string().optional(),
})
const byId = z.object({ id: z.string() })

const signatureOf = (secret: string, ...lines: string[]): string =>
  createHmac('sha256', secret).update(lines.join('\n')).digest('hex')

function signed<S extends z.ZodType>(
  method: 'GET' | 'POST',
  path: string,
  shape: S,
  run: (world: World, input: z.output<S>) => unknown,
): Route {
  return route('calls', method, path, shape, (world, input, call) => {
    checkSignature(world, call)
    return run(world, input)
  })
}

function checkSignature(world: World, { request, raw }: Call): void {
  const { key, secret } = world.credentials.calls
  const timestamp = String(request.headers['x-timestamp'] ?? '')
  const want = signatureOf(secret, timestamp, request.method, request.url, raw.toString('utf8'))
  const late = Math.abs(world.wall() / 1000 - Number(timestamp)) > windowSeconds
  if (request.headers['x-key'] !== key || late || request.headers['x-signature'] !== want)
    throw new Refusal('UNAUTHORIZED', 'signature', 401)
}

/** A vendor of outbound calls, of no particular brand: tasks in, results out. */
export const callRoutes: Route[] = [
  signed('POST', '/outbound/v1/tasks', asked, (world, input) => {
    const task = world.rows.callTasks.put({
      id: world.dice.id('call task', 'ot_', 16),
      name: input.name,
      script: input.script,
      state: 'running',
      windows: input.windows,
      maxAttempts: input.maxAttempts,
      ...(input.callbackUrl === undefined ? {} : { callback: input.callbackUrl }),
      at: world.clock.now(),
    })
    input.numbers.forEach(({ phone, reference }, i) => {
      const id = world.dice.id('call', 'oc_', 18)
      const at = world.clock.now()
      world.rows.calls.put({
        id,
        task: task.id,
        phone,
        reference,
        status: 'queued',
        attempt: 0,
        at,
        durationMs: 0,
        intent: '',
      })
      world.clock.after((i + 1) * world.settings.callSeconds * 1000, 'call', { id })
    })
    world.ledger.add('call.task', { task: task.id, numbers: input.numbers.length })
    return { taskId: task.id, accepted: input.numbers.length }
  }),
  signed('GET', '/outbound/v1/tasks/:id', byId, (world, { id }) => shownTask(world, taskBy(world, id))),
  signed('GET', '/outbound/v1/tasks/:id/calls', byId, (world, { id }) => ({
    calls: world.rows.calls.by('task', id).map(shownCall),
  })),
  ...(['pause', 'resume', 'cancel'] as const).map((verb) =>
    signed('POST', `/outbound/v1/tasks/:id/${verb}`, byId, (world, { id }) => {
      const task = taskBy(world, id)
      const state = { pause: 'paused', resume: 'running', cancel: 'cancelled' } as const
      if (task.state === 'done' || task.state === 'cancelled') throw new Refusal('TASK_CLOSED', task.state, 409)
      return shownTask(world, world.rows.callTasks.put({ ...task, state: state[verb] }))
    }),
  ),
  route(
    'lab',
    'POST',
    '/lab/people/:id/calls',
    z.object({
      id: z.string(),
      next: z.enum(['answered', 'no_answer', 'busy', 'rejected', 'opted_out']),
      intent: z.string().default(''),
    }),
    (world, { id, next, intent }) => {
      const { phone } = need(world.rows.people.get(id), 'NO_PERSON', id)
      world.rows.settings.put({ id: `call ${phone}`, value: { status: next, intent } })
      return { phone, next }
    },
  ),
]

const taskBy = (world: World, id: string): CallTask => need(world.rows.callTasks.get(id), 'NO_TASK', id)

function shownTask(world: World, { id, name, state }: CallTask) {
  const calls = world.rows.calls.by('task', id)
  return {
    taskId: id,
    name,
    state,
    total: calls.length,
    done: calls.filter(({ status }) => status !== 'queued').length,
  }
}

const shownCall = ({ id, task, phone, reference, status, attempt, at, durationMs, intent }: OutboundCall) => ({
  callId: id,
  taskId: task,
  phone,
  reference,
  status,
  attempt,
  at: new Date(at).toISOString(),
  durationMs,
  intent,
})

/** The moment of a call: it is made, waits for its hours, or falls away with its task. */
function dial(world: World, id: string): void {
  const call = world.rows.calls.get(id)
  const task = call === undefined ? undefined : world.rows.callTasks.get(call.task)
  if (call === undefined || task === undefined || call.status !== 'queued') return
  if (task.state === 'paused' || !withinHours(world, task)) {
    world.clock.after(900_000, 'call', { id })
    return
  }
  const result =
    task.state === 'cancelled' ? { status: 'cancelled' as const, intent: '' } : outcomeOf(world, call.phone)
  const attempt = call.attempt + 1
  const again = result.status !== 'answered' && result.status !== 'cancelled' && attempt < task.maxAttempts
  const durationMs = result.status === 'answered' ? 20_000 + Math.floor(world.dice.roll('call') * 60_000) : 0
  const done = world.rows.calls.put({ ...call, ...(again ? {} : result), attempt, durationMs, at: world.clock.now() })
  world.ledger.add('call', { call: id, phone: call.phone, status: result.status, attempt })
  if (again) world.clock.after(1_800_000, 'call', { id })
  else finish(world, task, done)
}

function withinHours(world: World, { windows }: CallTask): boolean {
  const now = new Date(world.clock.now() + 28_800_000).toISOString().slice(11, 16)
  return windows.some(({ from, to }) => now >= from && now < to)
}

type Result = Pick<OutboundCall, 'status' | 'intent'>

function outcomeOf(world: World, phone: string): Result {
  const key = `call ${phone}`
  const told = world.rows.settings.get(key)?.value as Result | undefined
  if (told !== undefined) {
    world.rows.settings.remove(key)
    return told
  }
  if (world.rows.people.by('phone', phone)[0] === undefined) return { status: 'invalid_number', intent: '' }
  if (world.dice.roll('call') * 100 >= world.settings.callAnsweredPercent) return { status: 'no_answer', intent: '' }
  const yes = world.dice.roll('call') * 100 < world.settings.callYesPercent
  return { status: 'answered', intent: yes ? 'yes' : 'no' }
}

function finish(world: World, task: CallTask, call: OutboundCall): void {
  const person = world.rows.people.by('phone', call.phone)[0]
  if (person !== undefined && call.status !== 'cancelled')
    world.rows.messages.put({
      id: `m${world.dice.count('message')}`,
      thread: `call:${person.id}`,
      channel: 'call',
      person: person.id,
      peer: task.name,
      from: 'peer',
      at: call.at,
      via: call.status,
      text: task.script,
    })
  const open = world.rows.calls.by('task', task.id).some(({ status }) => status === 'queued')
  if (!open && task.state === 'running') world.rows.callTasks.put({ ...task, state: 'done' })
  const url = task.callback ?? callbacksOf(world).urls.calls
  if (url === undefined) return
  const body = JSON.stringify({ event: 'call.finished', ...shownCall(call) })
  world.deliver({ target: 'calls', url, event: 'call.finished', body, order: call.phone })
}

export const callTimers = (world: World): void => world.clock.on('call', ({ id = '' }) => dial(world, id))

/** Results, signed as requests are: time, method, path, body. */
export const callTransport: Transport = {
  request: (world, { url, body }) => {
    const timestamp = String(Math.floor(world.wall() / 1000))
    const { pathname, search } = new URL(url)
    const signature = signatureOf(world.credentials.calls.secret, timestamp, 'POST', pathname + search, body)
    return {
      url,
      body,
      headers: { 'content-type': 'application/json', 'x-timestamp': timestamp, 'x-signature': signature },
    }
  },
  taken: (status) => status >= 200 && status < 300,
}
