import { DesktopOutlined, MenuOutlined, MoonOutlined, SunOutlined, TranslationOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Button, Drawer } from 'antd'
import { Suspense, useState } from 'react'
import { staff } from '#contracts/staff'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { ListTools } from '#ui/listTools'
import { type ThemeChoice, usePreferences, useText } from '#ui/preferences'
import { Rights } from '#ui/rights'
import { FirstUseOffer } from '#ui/states'
import { WorkspaceZone } from '#ui/zone'
import { DemoBanner, LoadDemo } from './demo.tsx'
import { frameWords } from './frameWords.tsx'
import { pages } from './pages.tsx'
import { Palette } from './palette.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { TaskButton } from './taskButton.tsx'

const { query } = apiOf(staff)

const PageIcon = later(() => import('./pageIcons.tsx').then((module) => module.PageIcon))
// Only lists show it.
const Views = later(() => import('./views.tsx').then((module) => module.Views))
const views = (
  <Suspense>
    <Views />
  </Suspense>
)

function Navigation({ onMove }: { onMove?: () => void }) {
  const t = useText(frameWords)
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
  const t = useText(frameWords)
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
  const t = useText(frameWords)
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
