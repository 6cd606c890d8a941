import { describeApi } from '#platform/http/api'
import { contract } from './contract.ts'

export const version = '0.1.0'

/** The one route of the API that oRPC cannot carry: a streamed multipart upload. */
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

/** OpenAPI of the whole API, for /api/openapi.json and docs/api/openapi.json. */
export async function describe(): Promise<object> {
  const made = (await describeApi(contract, version)) as { paths: Record<string, object> }
  const paths = { ...made.paths, '/imports': { ...made.paths['/imports'], ...upload['/imports'] } }
  return { ...made, paths }
}
