import { App, Button } from 'antd'
import { useText } from '#ui/preferences'
import { words } from './words.tsx'

interface Keyed {
  kind: 'client' | 'server'
  slug: string
  writeKey: string
}

interface Snippet {
  title: string
  code: string
}

/** The code to paste for a source, for each way to send: a page, a mini program, a server. */
export function Snippets({ source }: { source: Keyed }) {
  const t = useText(words)
  const { message } = App.useApp()
  const copy = async (code: string) => {
    await navigator.clipboard.writeText(code)
    message.success(t.copied)
  }
  const snippets = source.kind === 'client' ? clientSnippets(source, t) : serverSnippets(source, t)
  return (
    <div className="stack">
      {snippets.map(({ title, code }) => (
        <div key={title}>
          <strong>{title}</strong>
          <pre className="snippet">{code}</pre>
          <Button size="small" onClick={() => void copy(code)} style={{ marginTop: 8 }}>
            {t.copy}
          </Button>
        </div>
      ))}
    </div>
  )
}

type Words = ReturnType<typeof useText<typeof words.zh>>

const sensorsUrl = ({ slug, writeKey }: Keyed) => `${location.origin}/sa?project=${slug}&token=${writeKey}`

function clientSnippets(source: Keyed, t: Words): Snippet[] {
  const { writeKey } = source
  return [
    { title: t.codeless, code: `<script async src="${location.origin}/sdk/web.js?key=${writeKey}"></script>` },
    {
      title: t.afterLogin,
      code: `<script>
  // ${t.loginHelp}
  (window.sensorsQueue ||= []).push((sensors) => sensors.login('member-1'))
</script>`,
    },
    {
      title: t.miniProgram,
      code: `const sensors = require('./utils/sensorsdata.min.js')
sensors.setPara({
  server_url: '${sensorsUrl(source)}',
  autoTrack: { mpClick: true, pageLeave: true },
  batch_send: true,
})
sensors.init()`,
    },
    {
      title: t.segmentWeb,
      code: `import { AnalyticsBrowser } from '@segment/analytics-next'

const analytics = AnalyticsBrowser.load({
  writeKey: '${writeKey}',
  cdnURL: '${location.origin}',
})
analytics.page()`,
    },
    { title: t.sensorsUrl, code: sensorsUrl(source) },
  ]
}

function serverSnippets(source: Keyed, t: Words): Snippet[] {
  const { writeKey } = source
  return [
    {
      title: t.curl,
      code: `curl -u ${writeKey}: -H 'content-type: application/json' \\
  -d '{"userId":"member-1","event":"Order Completed","properties":{"total":199}}' \\
  ${location.origin}/v1/track`,
    },
    {
      title: t.segmentNode,
      code: `import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({
  writeKey: '${writeKey}',
  host: '${location.origin}',
})
analytics.track({ userId: 'member-1', event: 'Order Completed', properties: { total: 199 } })`,
    },
    { title: t.sensorsUrl, code: sensorsUrl(source) },
  ]
}
