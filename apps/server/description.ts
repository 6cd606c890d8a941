import { describeApi } from '#platform/http/api'
import { contract } from './contract.ts'

export const version = '0.1.0'

/** What oRPC cannot carry: a streamed multipart upload. */
const upload = {
  '/imports': {
    post: {
      operationId: 'imports.create',
      summary: 'Upload a file to import; follow it at GET /imports/{id}',
      tags: ['imports'],
      requestBody: {
        required: true,
        content: {
          'multipart/form-data': {
            schema: {
              type: 'object',
              required: ['kind', 'file'],
              properties: {
                kind: { type: 'string', description: 'See GET /import-kinds: orders, people …' },
                preset: { type: 'string', description: 'Name of a preset mapping; or send `mapping`' },
                mapping: { type: 'string', description: 'JSON { column: target }' },
                options: { type: 'string', description: 'JSON of the options of the kind' },
                sourceKind: { type: 'string', enum: ['private', 'store', 'platform'] },
                source: { type: 'string', description: 'Order numbers are unique within it' },
                dryRun: { type: 'string', enum: ['true', 'false'], description: 'Check and count, write nothing' },
                file: { type: 'string', format: 'binary', description: 'CSV or text, UTF-8 or GB18030, also gzip' },
              },
            },
          },
        },
      },
      responses: {
        201: {
          description: 'Stored and queued',
          content: { 'application/json': { schema: { type: 'object', properties: { id: { type: 'string' } } } } },
        },
      },
    },
  },
}

const query = (name: string, description: string) => ({ name, in: 'query', schema: { type: 'string' }, description })

/** And a stream that does not end. */
const stream = {
  '/events/stream': {
    get: {
      operationId: 'events.stream',
      summary: 'What comes in, as server-sent events: each is an item of GET /events/recent under the id of its event',
      tags: ['intake'],
      parameters: [
        query('source', 'Only of this source'),
        query('device', 'Only of this device, as GET /events/recent'),
      ],
      responses: { 200: { description: 'Goes on behind Last-Event-ID', content: { 'text/event-stream': {} } } },
    },
  },
}

/** OpenAPI of the whole API, for /api/openapi.json and docs/api/openapi.json. */
export async function describe(): Promise<object> {
  const made = (await describeApi(contract, version)) as { paths: Record<string, object> }
  const paths = { ...made.paths, ...stream, '/imports': { ...made.paths['/imports'], ...upload['/imports'] } }
  return { ...made, paths }
}
