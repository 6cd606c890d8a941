import { createHash } from 'node:crypto'
import { z } from 'zod'
import { shapeAnswers } from '../http/answers.ts'
import { Refusal } from '../http/refusal.ts'
import { type Call, type Route, route } from '../http/route.ts'
import type { World } from '../world/world.ts'
import { fitting, type Schema } from './fitting.ts'

const model = 'lab-1'
const size = 64
const part = z.object({ type: z.string(), text: z.string().optional() }).loose()
const said = z.object({ role: z.string(), content: z.union([z.string(), z.array(part)]).nullish() }).loose()
const tool = z.object({
  type: z.literal('function'),
  function: z.object({ name: z.string(), parameters: z.record(z.string(), z.unknown()).optional() }),
})
const asked = z
  .object({
    model: z.string(),
    messages: z.array(said).min(1),
    stream: z.boolean().default(false),
    tools: z.array(tool).default([]),
    tool_choice: z.union([z.string(), z.object({ function: z.object({ name: z.string() }) }).loose()]).optional(),
    response_format: z
      .object({
        type: z.string(),
        json_schema: z
          .object({ schema: z.record(z.string(), z.unknown()) })
          .loose()
          .optional(),
      })
      .optional(),
  })
  .loose()

interface Reply {
  content: string | null
  tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[]
}

shapeAnswers('model', (_world, { reply }, answer) => {
  if (!(answer instanceof Refusal)) return answer
  const code = answer.code === 'PARAMETER' ? 'invalid_request_error' : String(answer.code)
  return reply.code(answer.status ?? 400).send({ error: { message: answer.message, type: code, code } })
})

/** A model that speaks the OpenAI protocol and always says the same to the same words. */
export const modelRoutes: Route[] = [
  route('model', 'GET', '/v1/models', z.object({}), () => ({
    object: 'list',
    data: [{ id: model, object: 'model', owned_by: 'lab' }],
  })),
  route('model', 'POST', '/v1/chat/completions', asked, (world, input, call) => {
    checkKey(world, call)
    const reply = told(world) ?? replyTo(world, input)
    const id = world.dice.id('completion', 'chatcmpl-', 24)
    world.ledger.add('model.asked', { messages: input.messages.length, tools: input.tools.length })
    if (input.stream) return streamed(world, call, id, reply)
    const finish_reason = reply.tool_calls === undefined ? 'stop' : 'tool_calls'
    const words = input.messages.reduce((sum, one) => sum + textOf(one).length, 0)
    const answer = reply.content?.length ?? 0
    return {
      id,
      object: 'chat.completion',
      created: world.clock.seconds(),
      model: input.model,
      choices: [{ index: 0, message: { role: 'assistant', ...reply }, finish_reason, logprobs: null }],
      usage: { prompt_tokens: words, completion_tokens: answer, total_tokens: words + answer },
    }
  }),
  route(
    'model',
    'POST',
    '/v1/embeddings',
    z.object({ model: z.string(), input: z.union([z.string(), z.array(z.string())]) }).loose(),
    (world, { input, model: name }, call) => {
      checkKey(world, call)
      const data = [input].flat().map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }))
      return { object: 'list', model: name, data, usage: { prompt_tokens: 0, total_tokens: 0 } }
    },
  ),
  route(
    'lab',
    'POST',
    '/lab/model',
    z.object({
      content: z.string().nullable().default(null),
      tool_calls: z.array(z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) })).optional(),
    }),
    (world, input) => {
      const calls = input.tool_calls?.map(({ name, arguments: values }) => ({
        id: world.dice.id('tool call', 'call_', 20),
        type: 'function' as const,
        function: { name, arguments: JSON.stringify(values) },
      }))
      const waiting = (world.rows.settings.get('model replies')?.value as Reply[] | undefined) ?? []
      const reply = { content: input.content, ...(calls === undefined ? {} : { tool_calls: calls }) }
      world.rows.settings.put({ id: 'model replies', value: [...waiting, reply] })
      return { waiting: waiting.length + 1 }
    },
  ),
]

function checkKey(world: World, { request }: Call): void {
  if (request.headers.authorization !== `Bearer ${world.credentials.model.key}`)
    throw new Refusal('invalid_api_key', 'Incorrect API key provided', 401)
}

/** The reply that was ordered by `POST /lab/model`, each once. */
function told(world: World): Reply | undefined {
  const [first, ...rest] = (world.rows.settings.get('model replies')?.value as Reply[] | undefined) ?? []
  if (first !== undefined) world.rows.settings.put({ id: 'model replies', value: rest })
  return first
}

const textOf = ({ content }: z.output<typeof said>): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ text }) => text ?? '').join('')

function replyTo(world: World, input: z.output<typeof asked>): Reply {
  const last = input.messages.at(-1)
  const text = last === undefined ? '' : textOf(last)
  const choice = input.tool_choice
  const forced =
    typeof choice === 'object'
      ? choice.function.name
      : choice === 'required'
        ? input.tools[0]?.function.name
        : undefined
  const wanted = input.tools.find((one) => one.function.name === forced)?.function
  if (wanted !== undefined) {
    const values = JSON.stringify(fitting((wanted.parameters ?? {}) as Schema, text.slice(0, 40)))
    return {
      content: null,
      tool_calls: [
        {
          id: world.dice.id('tool call', 'call_', 20),
          type: 'function',
          function: { name: wanted.name, arguments: values },
        },
      ],
    }
  }
  const schema = input.response_format?.json_schema?.schema
  if (schema !== undefined) return { content: JSON.stringify(fitting(schema as Schema, text.slice(0, 40))) }
  if (input.response_format?.type === 'json_object') return { content: JSON.stringify({ answer: text.slice(0, 40) }) }
  return { content: `（模拟模型）收到：${text.slice(0, 80)}` }
}

function streamed(world: World, { reply }: Call, id: string, given: Reply): unknown {
  const chunk = (delta: Partial<Reply>, finish_reason: string | null) =>
    `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created: world.clock.seconds(), model, choices: [{ index: 0, delta, finish_reason }] })}\n\n`
  const pieces = given.content?.match(/[\s\S]{1,8}/g) ?? []
  const calls = given.tool_calls?.map((one, index) => ({ index, ...one }))
  const body = [
    ...pieces.map((content) => chunk({ content }, null)),
    ...(calls === undefined ? [] : [chunk({ tool_calls: calls }, null)]),
    chunk({}, calls === undefined ? 'stop' : 'tool_calls'),
    'data: [DONE]\n\n',
  ]
  return reply.type('text/event-stream').send(body.join(''))
}

/** Texts that share pieces of two letters lie near each other. */
function vectorOf(text: string): number[] {
  const vector = new Array<number>(size).fill(0)
  for (let i = 0; i + 1 < text.length; i += 1) {
    const at =
      createHash('md5')
        .update(text.slice(i, i + 2))
        .digest()[0] ?? 0
    vector[at % size] = (vector[at % size] ?? 0) + 1
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((one) => one / length)
}
