import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A shop's web site of another origin, with the given head on every page but /bare; closed at the end of the test. */
export async function openSite(head: string): Promise<string> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site')
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><title>店铺 ${pathname}</title>${pathname === '/bare' ? '' : head}
<h1>店铺</h1><button id="buy">购买</button> <a id="next" href="/goods">商品</a> <a id="home" href="/">首页</a>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
