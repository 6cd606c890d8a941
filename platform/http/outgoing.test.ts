import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isPublic } from './addresses.ts'
import { outgoing } from './outgoing.ts'

const letter = { headers: { 'content-type': 'application/json' }, body: '{"a":1}', timeoutMs: 5000 }

async function server(listener: RequestListener) {
  const http = createServer(listener)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  return (http.address() as AddressInfo).port
}

describe('addresses of the public network', () => {
  test.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '100.100.100.200', '127.0.0.1', '127.255.255.254', '169.254.169.254'],
    ...['169.254.0.23', '172.16.0.1', '172.31.255.255', '192.0.0.192', '192.168.1.1', '198.18.0.1', '224.0.0.1'],
    ...['255.255.255.255', '::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::7f00:1'],
    ...['fe80::1', 'fec0::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '2002:7f00:1::', '2001:0:53aa:64c::1'],
    ...['2001:db8::1', '100::1', 'not an address', ''],
  ])('%s is none', (address) => expect(isPublic(address)).toBe(false))
  test.each(['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1', '223.5.5.5'])(
    '%s is one',
    (address) => expect(isPublic(address)).toBe(true),
  )
  test.each(['2400:3200::1', '2606:4700:4700::1111', '2001:4860:4860::8888'])('%s is one', (address) =>
    expect(isPublic(address)).toBe(true),
  )
})

describe('the text of an address', () => {
  const { check } = outgoing([])
  const said = (url: string) => {
    const read = check(url)
    return read.ok ? 'ok' : read.refusal
  }
  test.each([
    ['no-url', ['', 'hooks', '//a.cn/x', 'http://', 'http://[::1', 'http://a b.cn']],
    ['scheme', ['file:///etc/passwd', 'gopher://a.cn', 'ftp://a.cn', 'javascript:alert(1)', 'data:,x', 'ws://a.cn']],
    ['credentials', ['https://user@a.cn/', 'https://a.cn:x@127.0.0.1/', 'http://:p@a.cn']],
    ['port', ['http://a.cn:22', 'http://a.cn:6379/', 'https://a.cn:5432', 'http://127.0.0.1:9000']],
    // Every spelling of the same machine: decimal, hex, octal, short, full width, mapped.
    ['private', ['http://127.0.0.1', 'http://2130706433/', 'http://0x7f000001', 'http://0177.0.0.1', 'http://127.1']],
    ['private', ['http://0/', 'http://①②⑦.0.0.1', 'http://127。0。0。1', 'http://[::1]/', 'http://[::]']],
    ['private', ['http://[::ffff:127.0.0.1]/', 'http://[::ffff:7f00:1]', 'http://[0:0:0:0:0:ffff:a9fe:a9fe]']],
    ['private', ['http://169.254.169.254/latest/meta-data/', 'http://100.100.100.200', 'http://[fd00:ec2::254]']],
    ['ok', ['https://a.cn/hook?x=1', 'http://a.cn:8080', 'https://8.8.8.8', 'https://[2400:3200::1]:8443/']],
  ])('%s', (wanted, urls) => {
    for (const url of urls) expect(said(url), url).toBe(wanted)
  })
  test('any IPv4 number in any base is judged as the address it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (number) => {
        const dotted = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
        const wanted = isPublic(dotted) ? 'ok' : 'private'
        for (const host of [dotted, String(number), `0x${number.toString(16)}`, `0${number.toString(8)}`])
          expect(said(`http://${host}/`)).toBe(wanted)
      }),
    )
  })
  test('any IPv6 that wraps a closed IPv4 is closed', () => {
    fc.assert(
      fc.property(fc.constantFrom('::ffff:', '::', '64:ff9b::', '2002:'), fc.ipV4(), (start, ip) => {
        const [a = 0, b = 0, c = 0, d = 0] = ip.split('.').map(Number)
        const tail = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
        const address = start === '2002:' ? `${start}${tail}::` : `${start}${tail}`
        expect(isIP(address)).toBe(6)
        expect(isPublic(address)).toBe(false)
      }),
    )
  })
})

describe('a call', () => {
  const answers = (...addresses: string[]) => {
    const asked: string[] = []
    const resolve = async (host: string) => {
      asked.push(host)
      return addresses.map((address) => ({ address, family: isIP(address) }))
    }
    return { asked, resolve }
  }

  test('does not go where a name leads inside, not even when only one of its addresses does', async () => {
    for (const found of [['127.0.0.1'], ['8.8.8.8', '10.0.0.1'], ['2400:3200::1', '::1']]) {
      const { resolve } = answers(...found)
      expect(await outgoing([], resolve).post('http://inside.example/', letter)).toEqual({
        kind: 'refused',
        why: 'private',
      })
    }
  })
  test('goes to the very addresses that were looked at: a name is asked for once', async () => {
    const port = await server((request, response) => response.end(`${request.headers.host}`))
    const { asked, resolve } = answers('127.0.0.1')
    const url = `http://hooks.example:${port}/x`
    const answer = await outgoing([`hooks.example:${port}`], resolve).post(url, letter)
    expect(answer).toEqual({ kind: 'answered', status: 200, text: `hooks.example:${port}`, retryAfter: null })
    expect(asked).toEqual(['hooks.example'])
  })
  test('hands over body and headers', async () => {
    const port = await server(async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part)
      response.end(`${request.method} ${request.headers['content-type']} ${Buffer.concat(parts)}`)
    })
    expect(await outgoing(['127.0.0.1']).post(`http://127.0.0.1:${port}`, letter)).toMatchObject({
      text: 'POST application/json {"a":1}',
    })
  })
  test('follows no redirect, wherever it leads', async () => {
    let inner = 0
    const target = await server((_, response) => {
      inner += 1
      response.end()
    })
    const port = await server((_, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${target}/` }).end(),
    )
    expect(await outgoing(['127.0.0.1']).post(`http://127.0.0.1:${port}`, letter)).toMatchObject({ status: 302 })
    expect(inner).toBe(0)
  })
  test('reads a kilobyte of an answer and closes it, however long it is', async () => {
    const port = await server((_, response) => {
      response.writeHead(503, { 'retry-after': '120' })
      const write = () => {
        while (response.writable && response.write('x\0'.repeat(5000)));
      }
      response.on('drain', write)
      write()
    })
    const answer = await outgoing(['127.0.0.1']).post(`http://127.0.0.1:${port}`, letter)
    expect(answer).toEqual({ kind: 'answered', status: 503, retryAfter: 120, text: 'x\uFFFD'.repeat(512) })
  })
  test('ends in time when nobody answers, when the look-up hangs, and when nobody listens', async () => {
    const silent = await server(() => undefined)
    const short = { ...letter, timeoutMs: 50 }
    const { post } = outgoing(['127.0.0.1', 'slow.example'], () => new Promise(() => undefined))
    expect(await post(`http://127.0.0.1:${silent}`, short)).toMatchObject({ kind: 'failed', why: 'timeout' })
    expect(await post('http://slow.example', short)).toMatchObject({ kind: 'failed', why: 'timeout' })
    expect(await post('http://127.0.0.1:1', letter)).toEqual({
      ...{ kind: 'failed', why: 'network', detail: 'ECONNREFUSED' },
    })
  })
})
