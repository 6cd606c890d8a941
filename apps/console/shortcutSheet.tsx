import { Modal } from 'antd'
import { texts, useText } from '#ui/preferences'
import { type PageName, pages } from './pages.tsx'

const words = texts({
  zh: {
    title: '键盘快捷键',
    general: '通用',
    go: '前往页面',
    palette: '搜索页面、客户、订单',
    search: '在列表里搜索',
    help: '显示这张表',
    close: '关闭弹层',
    after: '再按',
  },
  en: {
    title: 'Keyboard shortcuts',
    general: 'Anywhere',
    go: 'Go to a page',
    palette: 'Search pages, people, orders',
    search: 'Search the list',
    help: 'Show this sheet',
    close: 'Close what is open',
    after: 'then',
  },
})

/** What the keys do. */
export function ShortcutSheet({ names, close }: { names: Record<PageName, string>; close(): void }) {
  const t = useText(words)
  return (
    <Modal open onCancel={close} footer={null} title={t.title} width={640}>
      <div className="two shortcuts">
        <dl aria-label={t.general}>
          <Key keys={['⌘ / Ctrl', 'K']} does={t.palette} />
          <Key keys={['/']} does={t.search} />
          <Key keys={['?']} does={t.help} />
          <Key keys={['Esc']} does={t.close} />
        </dl>
        <dl aria-label={t.go}>
          {pages.map(({ name, key }) => (
            <Key key={name} keys={['G', key.toUpperCase()]} between={t.after} does={names[name]} />
          ))}
        </dl>
      </div>
    </Modal>
  )
}

function Key({ keys, between, does }: { keys: string[]; between?: string; does: string }) {
  return (
    <div>
      <dt>
        {keys.map((key, i) => (
          <span key={key}>
            {i > 0 && between && <span className="small muted"> {between} </span>}
            <kbd>{key}</kbd>
          </span>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  )
}
