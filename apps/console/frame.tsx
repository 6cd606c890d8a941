import { BulbOutlined, MenuOutlined, TranslationOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Button, Drawer, Dropdown, Menu } from 'antd'
import { useState } from 'react'
import { staff } from '#contracts/staff'
import { apiOf } from '#ui/api'
import { type ThemeChoice, texts, usePreferences, useText } from '#ui/preferences'
import { FirstUseOffer } from '#ui/states'
import { WorkspaceZone } from '#ui/zone'
import { DemoBanner, LoadDemo } from './demo.tsx'
import { pages } from './pages.tsx'
import { Palette } from './palette.tsx'

const { query } = apiOf(staff)

const words = texts({
  zh: {
    workbench: '工作台',
    board: '经营看板',
    people: '客户',
    orders: '订单',
    imports: '导入',
    sources: '数据源',
    parked: '待处理事件',
    settings: '设置',
    system: '系统状态',
    groups: { business: '经营', customers: '客户与订单', data: '数据', system: '系统' },
    menu: '打开菜单',
    language: 'Switch to English',
    theme: { title: '主题', light: '浅色', dark: '深色', system: '跟随系统' },
    skip: '跳到内容',
    navigation: '主导航',
  },
  en: {
    workbench: 'Workbench',
    board: 'Board',
    people: 'People',
    orders: 'Orders',
    imports: 'Imports',
    sources: 'Sources',
    parked: 'Parked events',
    settings: 'Settings',
    system: 'System',
    groups: { business: 'Business', customers: 'People and orders', data: 'Data', system: 'System' },
    menu: 'Open menu',
    language: '切换到中文',
    theme: { title: 'Theme', light: 'Light', dark: 'Dark', system: 'System' },
    skip: 'Skip to content',
    navigation: 'Main',
  },
})

function Navigation({ onMove }: { onMove?: () => void }) {
  const t = useText(words)
  const { pathname } = useLocation()
  const groups = (['business', 'customers', 'data', 'system'] as const).map((group) => ({
    type: 'group' as const,
    key: group,
    label: t.groups[group],
    children: pages
      .filter((page) => page.group === group)
      .map(({ name, to, icon }) => ({ key: to, icon, label: <Link to={to}>{t[name]}</Link> })),
  }))
  const current = pages.filter(({ to }) => (to === '/' ? pathname === '/' : pathname.startsWith(to))).at(-1)
  return <Menu mode="inline" items={groups} selectedKeys={current ? [current.to] : []} onClick={onMove} />
}

function Tools() {
  const t = useText(words)
  const { language, setLanguage, theme, setTheme } = usePreferences()
  const choices: ThemeChoice[] = ['light', 'dark', 'system']
  return (
    <>
      <Button
        type="text"
        icon={<TranslationOutlined />}
        aria-label={t.language}
        title={t.language}
        onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
      />
      <Dropdown
        trigger={['click']}
        menu={{
          items: choices.map((key) => ({ key, label: t.theme[key] })),
          selectable: true,
          selectedKeys: [theme],
          onClick: ({ key }) => setTheme(key as ThemeChoice),
        }}
      >
        <Button type="text" icon={<BulbOutlined />} aria-label={t.theme.title} title={t.theme.title} />
      </Dropdown>
    </>
  )
}

/** Navigation at the left (a drawer on phones), a quiet bar at the top, the page. */
export function Frame() {
  const t = useText(words)
  const [open, setOpen] = useState(false)
  const me = useQuery(query.me.queryOptions({ staleTime: 60_000 }))
  if (!me.data) return null
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t.skip}
      </a>
      <header className="bar">
        <Button
          className="only-narrow"
          type="text"
          icon={<MenuOutlined />}
          aria-label={t.menu}
          onClick={() => setOpen(true)}
        />
        <Link to="/" className="brand">
          <img src="/console/mark.svg" alt="" width={22} height={22} />
          Siyu 私域
        </Link>
        <span className="grow" />
        <Palette names={t} />
        <Tools />
      </header>
      <nav className="side only-wide" aria-label={t.navigation}>
        <Navigation />
      </nav>
      <Drawer placement="left" size={260} open={open} onClose={() => setOpen(false)} title="Siyu 私域">
        <Navigation onMove={() => setOpen(false)} />
      </Drawer>
      <main id="content" className="content">
        <DemoBanner />
        <WorkspaceZone value={me.data.zone}>
          <FirstUseOffer value={<LoadDemo />}>
            <Outlet />
          </FirstUseOffer>
        </WorkspaceZone>
      </main>
    </div>
  )
}
