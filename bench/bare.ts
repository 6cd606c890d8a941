import { fork } from 'node:child_process'
import Fastify from 'fastify'

/** A Fastify in a process of its own whose routes parse the JSON and do nothing else: what HTTP costs by itself. */
export function startBare(): Promise<{ port: number; pid: number; stop(): void }> {
  const child = fork(import.meta.filename, { execArgv: [] })
  return new Promise((resolve, reject) => {
    child.once('message', (port) => resolve({ port: Number(port), pid: child.pid ?? 0, stop: () => void child.kill() }))
    child.once('exit', (code) => reject(new Error(`the bare server ended with ${code}`)))
  })
}

if (import.meta.main) {
  const app = Fastify()
  for (const path of ['/v1/batch', '/v1/track']) app.post(path, async () => ({ success: true }))
  app.get('/s/:code', (_request, reply) => reply.code(302).header('location', 'https://shop.example/spring').send())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  process.send?.(typeof address === 'object' ? address?.port : 0)
}
