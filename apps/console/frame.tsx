import { DesktopOutlined, MenuOutlined, MoonOutlined, SunOutlined, TranslationOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Button, Drawer } from 'antd'
import { Suspense, useState } from 'react'
import { staff } from '#contracts/staff'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { ListTools } from '#ui/listTools'
import { type ThemeChoice, texts, usePreferences, useText } from '#ui/preferences'
import { Rights } from '#ui/rights'
import { FirstUseOffer } from '#ui/states'
import { WorkspaceZone } from '#ui/zone'
import { DemoBanner, LoadDemo } from './demo.tsx'
import { pages } from './pages.tsx'
import { Palette } from './palette.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { TaskButton } from './taskButton.tsx'

const { query } = apiOf(staff)

const words = texts({
  zh: {
    workbench: '工作台',
    board: '经营看板',
    analysis: '分析',
    targets: '目标',
    positioning: '定位',
    guard: '触达护栏',
    attribution: '归因',
    value: '客户价值',
    rfm: 'RFM 与金字塔',
    credit: '业绩',
    digests: '早报',
    metrics: '指标口径',
    people: '客户',
    orders: '订单',
    segments: '分群',
    tags: '标签',
    identity: '合并审核',
    carriers: '渠道账号',
    codes: '员工码',
    sends: '群发',
    links: '短链',
    liveCodes: '活码',
    parcelCards: '包裹卡',
    campaignHooks: '钩子',
    handoverPages: '承接页',
    ads: '广告回传',
    acquisitionLinks: '获客链接',
    partners: '达人合作',
    chatGroups: '客户群',
    transfers: '离职与转接',
    posts: '朋友圈与群消息',
    messageTemplates: '消息模板',
    officialAccounts: '公众号',
    scripts: '话术',
    phoneLists: '加好友任务',
    imports: '导入',
    sources: '数据源',
    tasks: '任务中心',
    plan: '埋点与数据字典',
    doctor: '数据链路体检',
    sql: 'SQL 查询',
    parked: '待处理事件',
    developers: '开发者',
    settings: '设置',
    system: '系统状态',
    audit: '审计日志',
    erasures: '删除记录',
    consents: '同意用途',
    groups: { business: '经营', customers: '客户与订单', reach: '触达', data: '数据', system: '系统' },
    menu: '打开菜单',
    language: 'Switch to English',
    themes: { light: '浅色', dark: '深色', system: '跟随系统' },
    themeIs: (now: string, next: string) => `主题：${now}，点按换成${next}`,
    account: (name: string) => `${name} 的账号与设置`,
    skip: '跳到内容',
    navigation: '主导航',
  },
  en: {
    workbench: 'Workbench',
    board: 'Board',
    analysis: 'Analysis',
    targets: 'Targets',
    positioning: 'Positioning',
    guard: 'Contact guard',
    attribution: 'Attribution',
    value: 'Customer value',
    rfm: 'RFM and pyramid',
    credit: 'Credit to staff',
    digests: 'Digests',
    metrics: 'Metrics',
    people: 'People',
    orders: 'Orders',
    segments: 'Segments',
    tags: 'Tags',
    identity: 'Merge review',
    carriers: 'Channel accounts',
    codes: 'Staff codes',
    sends: 'Sends',
    links: 'Short links',
    liveCodes: 'Live codes',
    parcelCards: 'Parcel cards',
    campaignHooks: 'Hooks',
    handoverPages: 'Hand-over pages',
    ads: 'Ad conversions',
    acquisitionLinks: 'Acquisition links',
    partners: 'Partners',
    chatGroups: 'Chat groups',
    transfers: 'Hand-over',
    posts: 'Moments and groups',
    messageTemplates: 'Templates',
    officialAccounts: 'Official accounts',
    scripts: 'Scripts',
    phoneLists: 'Numbers to add',
    imports: 'Imports',
    sources: 'Sources',
    tasks: 'Task centre',
    plan: 'Tracking plan',
    doctor: 'Data chain doctor',
    sql: 'SQL',
    parked: 'Parked events',
    developers: 'Developers',
    settings: 'Settings',
    system: 'System',
    audit: 'Audit log',
    erasures: 'Erased people',
    consents: 'Purposes of consent',
    groups: { business: 'Business', customers: 'People and orders', reach: 'Reach', data: 'Data', system: 'System' },
    menu: 'Open menu',
    language: '切换到中文',
    themes: { light: 'light', dark: 'dark', system: 'as the system' },
    themeIs: (now: string, next: string) => `Theme: ${now}. Press for ${next}`,
    account: (name: string) => `Account and settings of ${name}`,
    skip: 'Skip to content',
    navigation: 'Main',
  },
})

const PageIcon = later(() => import('./pageIcons.tsx').then((module) => module.PageIcon))
// Only lists show it.
const Views = later(() => import('./views.tsx').then((module) => module.Views))
const views = (
  <Suspense>
    <Views />
  </Suspense>
)

function Navigation({ onMove }: { onMove?: () => void }) {
  const t = useText(words)
  const { pathname } = useLocation()
  const here = (to: string) =>
    to === '/' ? pathname === '/' || pathname.startsWith('/board') : pathname.startsWith(to)
  return (['business', 'customers', 'reach', 'data', 'system'] as const).map((group) => (
    <section className="nav-group" key={group} aria-label={t.groups[group]}>
      <h2>{t.groups[group]}</h2>
      {pages
        .filter((page) => page.group === group)
        .map(({ name, to }) => (
          <Link key={to} to={to} onClick={onMove} {...(here(to) ? { 'aria-current': 'page' as const } : {})}>
            <span aria-hidden="true" className="nav-icon">
              <Suspense>
                <PageIcon name={name} />
              </Suspense>
            </span>{' '}
            {t[name]}
          </Link>
        ))}
    </section>
  ))
}

const themes: ThemeChoice[] = ['light', 'dark', 'system']
const themeIcons = { light: <SunOutlined />, dark: <MoonOutlined />, system: <DesktopOutlined /> }

/** Language, theme (light, dark, as the system) and the own account. */
function Tools({ me }: { me: string }) {
  const t = useText(words)
  const { language, setLanguage, theme, setTheme } = usePreferences()
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
  const label = t.themeIs(t.themes[theme], t.themes[next])
  return (
    <>
      <Button
        type="text"
        icon={<TranslationOutlined />}
        aria-label={t.language}
        title={t.language}
        onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
      />
      <Button type="text" icon={themeIcons[theme]} aria-label={label} title={label} onClick={() => setTheme(next)} />
      <Link className="avatar" to="/settings" aria-label={t.account(me)} title={t.account(me)}>
        {[...me][0]}
      </Link>
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
        <Shortcuts names={t} />
        <TaskButton />
        <Tools me={me.data.name} />
      </header>
      <nav className="side only-wide" aria-label={t.navigation}>
        <Navigation />
      </nav>
      <Drawer placement="left" size={260} open={open} onClose={() => setOpen(false)} title="Siyu 私域">
        <nav aria-label={t.navigation}>
          <Navigation onMove={() => setOpen(false)} />
        </nav>
      </Drawer>
      <main id="content" className="content">
        <Rights value={me.data.rights}>
          <WorkspaceZone value={me.data.zone}>
            <DemoBanner />
            <FirstUseOffer value={<LoadDemo />}>
              <ListTools value={views}>
                <Outlet />
              </ListTools>
            </FirstUseOffer>
          </WorkspaceZone>
        </Rights>
      </main>
    </div>
  )
}
