import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, type Json, startBench } from '../fixture.ts'

let bench: Bench

beforeAll(async () => {
  bench = await startBench()
})

afterAll(() => bench.stop())

const ask = async (body: Json, key = bench.lab.world.credentials.model.key) => {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const messages = [{ role: 'user', content: '镜片多久换一次' }]
  return fetch(`${bench.lab.url}/v1/chat/completions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model: 'lab-1', messages, ...body }),
  })
}
const message = async (body: Json) =>
  (
    (await (await ask(body)).json()) as {
      choices: { message: { content: string; tool_calls?: { function: Json }[] } }[]
    }
  ).choices[0]?.message

test('the same words get the same answer; schemas, tools, ordered replies and streams are kept', async () => {
  expect((await ask({}, 'x')).status).toBe(401)
  expect(await message({})).toEqual(await message({}))
  const schema = {
    type: 'object',
    properties: { intent: { enum: ['ask', 'buy'] }, score: { type: 'number' } },
    required: ['intent'],
  }
  const fitted = await message({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } })
  expect(JSON.parse(fitted?.content ?? '')).toEqual({ intent: 'ask' })
  const tools = [{ type: 'function', function: { name: 'book', parameters: schema } }]
  const called = await message({ tools, tool_choice: 'required' })
  expect(called?.tool_calls?.[0]?.function).toEqual({ name: 'book', arguments: '{"intent":"ask"}' })
  await bench.post('/lab/model', { content: '一年左右' })
  const stream = await (await ask({ stream: true })).text()
  expect(stream).toContain('一年左右')
  expect(stream.trimEnd().endsWith('data: [DONE]')).toBe(true)
})
