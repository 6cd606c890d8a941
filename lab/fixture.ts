import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decrypt, getSignature } from '@wecom/crypto'
import { signatureOf } from './engine/aes.ts'
import { readXml } from './engine/xml.ts'
import { type Lab, type LabOptions, startLab } from './index.ts'

export type Json = Record<string, unknown>

/** A callback as it reached the company's server. */
export interface Heard {
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: string
  /** Opened with the vendor's own package, where it was an envelope. */
  fields: Record<string, string>
}

export interface Bench {
  lab: Lab
  /** Address of the company's server. */
  hook: string
  heard: Heard[]
  /** What the server answers from now on. */
  answers: { status: number; body: string }
  get<T = Json>(path: string): Promise<T>
  post<T = Json>(path: string, body?: unknown): Promise<T>
  token(app?: 'wecom' | 'account' | 'mini'): Promise<string>
  stop(): Promise<void>
}

/** A lab, and a company's server that checks signatures with the vendor's package and remembers what it heard. */
export async function startBench(options: LabOptions = {}): Promise<Bench> {
  const lab = await startLab(options)
  const heard: Heard[] = []
  const answers = { status: 200, body: '' }
  const server = createServer((request, response) => void serve(lab, heard, answers, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const hook = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const get = async <T = Json>(path: string) => (await fetch(lab.url + path)).json() as Promise<T>
  const post = async <T = Json>(path: string, body: unknown = {}) =>
    (await fetch(lab.url + path, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<T>
  await post('/lab/settings', { callbackPauseMs: 1 })
  const token = async (app: 'wecom' | 'account' | 'mini' = 'wecom') => {
    const { wecom, officialAccount, miniprogram } = lab.world.credentials
    if (app === 'wecom') {
      const { access_token } = await get(`/cgi-bin/gettoken?corpid=${wecom.corpid}&corpsecret=${wecom.secret}`)
      return String(access_token)
    }
    const { appid, secret } = app === 'account' ? officialAccount : miniprogram
    return String(
      (await post('/cgi-bin/stable_token', { grant_type: 'client_credential', appid, secret }))['access_token'],
    )
  }
  const stop = async () => {
    await lab.stop()
    server.close()
  }
  return { lab, hook, heard, answers, get, post, token, stop }
}

async function serve(
  lab: Lab,
  heard: Heard[],
  answers: Bench['answers'],
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { pathname: path, searchParams: query } = new URL(request.url ?? '', 'http://hook')
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const key = path.includes('wecom') ? 'wecom' : path.includes('account') ? 'officialAccount' : 'miniprogram'
  const { token, encodingAESKey } = lab.world.credentials[key]
  const value = (name: string): string => query.get(name) ?? ''
  const sealed = key === 'wecom' && request.method === 'GET' ? value('echostr') : (readXml(body)['Encrypt'] ?? '')
  const enveloped = query.has('msg_signature')
  const fits = enveloped
    ? getSignature(token, value('timestamp'), value('nonce'), sealed) === value('msg_signature')
    : !query.has('signature') || signatureOf(token, value('timestamp'), value('nonce')) === value('signature')
  if (!fits) {
    response.writeHead(403).end()
    return
  }
  const text = enveloped ? decrypt(encodingAESKey, sealed).message : request.method === 'GET' ? value('echostr') : body
  if (request.method === 'GET') {
    response.end(text)
    return
  }
  heard.push({ path, query, headers: request.headers, body, fields: readXml(text) })
  response.writeHead(answers.status).end(answers.body)
}
