import type { FastifyReply, FastifyRequest } from 'fastify'
import { unknownKey } from './answers.ts'
import type { Sources } from './sources.ts'

/** GET /v1/projects/{writeKey}/settings: what @segment/analytics-next asks before it sends (1.84, src/browser/settings.ts). */
export async function settings(sources: Sources, request: FastifyRequest, reply: FastifyReply) {
  const { writeKey } = request.params as { writeKey: string }
  if (!(await sources.find(writeKey))) return unknownKey(request, reply)
  reply.header('cache-control', 'public, max-age=120')
  return reply.send(settingsOf(writeKey, request.host, request.protocol))
}

function settingsOf(apiKey: string, host: string, protocol: string) {
  return {
    // One integration alone: for each further one the SDK would load a script from its maker's servers.
    integrations: {
      'Segment.io': {
        apiKey,
        apiHost: `${host}/v1`,
        protocol,
        unbundledIntegrations: [],
        addBundledMetadata: true,
        maybeBundledConfigIds: {},
        versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
        httpConfig,
      },
    },
    plan: { track: { __default: { enabled: true, integrations: {} } } },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  }
}

/** By itself the SDK gives an event up after ten tries; a hundred, which is the most it takes, span some hours. */
const httpConfig = { rateLimitConfig: { maxRetryCount: 100 }, backoffConfig: { maxRetryCount: 100 } }
