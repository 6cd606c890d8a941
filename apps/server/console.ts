import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const built = join(import.meta.dirname, '../../dist/console')

/** Serves the console below /console; every address without a file is the application, which routes by itself. */
export async function consoleRoutes(app: FastifyInstance) {
  if (!existsSync(join(built, 'index.html'))) {
    app.log.warn('the console is not built: npm start builds it')
    return
  }
  await app.register(fastifyStatic, { root: built, serve: false, maxAge: '1y', immutable: true })
  const page = (reply: { sendFile(name: string, options: object): unknown }) =>
    reply.sendFile('index.html', { maxAge: 0, immutable: false, cacheControl: false })
  app.get('/console', async (_request, reply) => page(reply))
  app.get<{ Params: { '*': string } }>('/console/*', async (request, reply) => {
    const path = request.params['*']
    const isFile = path.startsWith('assets/') || path === 'mark.svg'
    return isFile ? reply.sendFile(path) : page(reply)
  })
}
