import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decrypt } from '@wecom/crypto'
import { expect, onTestFinished, test } from 'vitest'
import { readXml } from './engine/xml.ts'

/** A lab of its own process on this folder; its address, once it listens. */
async function start(dir: string): Promise<{ child: ChildProcess; url: string }> {
  const env = { ...process.env, SIYU_DATA_DIR: dir, LAB_PORT: '0' }
  const child = spawn(process.execPath, ['lab/main.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  for await (const chunk of child.stdout) {
    text += String(chunk)
    const url = /(http:\S+)\//.exec(text)?.[1]
    if (url !== undefined) return { child, url }
  }
  throw new Error(`the lab did not start: ${text}`)
}

const post = async (url: string, body: unknown = {}) =>
  (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Record<string, string>>

test('killed in the middle, the lab keeps what it answered and still tells what it had not told', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  let key = ''
  const heard = new Set<string>()
  let open = false
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += String(chunk)
    })
    request.on('end', () => {
      const echo = new URL(request.url ?? '', 'http://x').searchParams.get('echostr')
      if (echo !== null) return response.end(decrypt(key, echo).message)
      // Until the kill nothing is taken: what was on its way must survive.
      if (!open) return undefined
      heard.add(readXml(decrypt(key, readXml(body)['Encrypt'] ?? '').message)['ExternalUserID'] ?? '')
      return response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => server.closeAllConnections())
  const first = await start(dir)
  const world = (await (await fetch(`${first.url}/lab/world`)).json()) as { wecom: { encodingAESKey: string } }
  key = world.wecom.encodingAESKey
  await post(`${first.url}/lab/callbacks`, {
    wecom: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wecom`,
  })
  const people = await Promise.all(Array.from({ length: 20 }, () => post(`${first.url}/lab/people`)))
  await Promise.all(people.map(({ id }) => post(`${first.url}/lab/people/${id}/add`, { staff: 's01a' })))
  first.child.kill('SIGKILL')
  open = true
  const second = await start(dir)
  onTestFinished(() => void second.child.kill('SIGKILL'))
  // The ledger answers when callbacks have come to rest.
  await fetch(`${second.url}/lab/ledger`)
  const { contacts } = (await (await fetch(`${second.url}/lab/truth`)).json()) as {
    contacts: { external_userid: string }[]
  }
  const externals = people.map((one) => one['external_userid'] ?? '').sort()
  expect(contacts.map((one) => one.external_userid).sort()).toEqual(externals)
  expect([...heard].sort()).toEqual(externals)
})
