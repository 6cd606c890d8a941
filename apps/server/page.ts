const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const html = (text: string): string => text.replace(/[&<>"']/g, (c) => escapes[c] ?? c)

/** The plain page at `/`: what runs where. */
export function homePage(version: string, where: Record<string, string>): string {
  const links: [string, string][] = [
    ['/api/docs', 'API 文档 API docs'],
    ['/api/openapi.json', 'OpenAPI 3.1'],
    ['/readyz', '就绪检查 readiness'],
    ['/healthz', '存活检查 liveness'],
    ['/metrics', '指标 metrics (Prometheus)'],
  ]
  const rows = Object.entries(where).map(([name, place]) => `<tr><th>${html(name)}</th><td>${html(place)}</td></tr>`)
  const items = links.map(([href, text]) => `<li><a href="${href}">${html(text)}</a></li>`)
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Siyu 私域</title><style>:root{color-scheme:light dark}body{font:16px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}th{text-align:left;padding-right:1.5rem;font-weight:600}td{overflow-wrap:anywhere}</style>
<h1>Siyu 私域 <small>${html(version)}</small></h1><p>服务正在运行。The server is running.</p>
<table>${rows.join('')}</table><ul>${items.join('')}</ul></html>`
}
