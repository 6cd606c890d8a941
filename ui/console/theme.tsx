import { App, ConfigProvider, theme } from 'antd'
import en from 'antd/locale/en_US'
import zh from 'antd/locale/zh_CN'
import { type ReactNode, useEffect } from 'react'
import { dark, type Look, light } from '#base/tokens'
import { usePreferences } from './preferences.tsx'

const font =
  'system-ui, -apple-system, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'

/** The colours of the current theme, for charts and what CSS cannot reach. */
export function useLook(): Look {
  return usePreferences().isDark ? dark : light
}

function variables(look: Look): Record<string, string> {
  const { factors, ...plain } = look
  const names = Object.entries(plain).map(([name, value]) => [`--${name}`, value])
  return Object.fromEntries([...names, ...Object.entries(factors).map(([name, value]) => [`--factor-${name}`, value])])
}

function componentsOf(look: Look) {
  return {
    Table: {
      ...{ headerBg: look.ground, borderColor: look.line },
      ...{ rowSelectedBg: look.wash, rowSelectedHoverBg: look.wash },
    },
    Segmented: { trackBg: look.line, itemSelectedBg: look.paper, itemColor: look.ink2 },
    Tag: { defaultBg: look.ground, defaultColor: look.ink2 },
  }
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const { isDark, language } = usePreferences()
  const look = useLook()
  useEffect(() => {
    for (const [name, value] of Object.entries(variables(look))) document.documentElement.style.setProperty(name, value)
  }, [look])
  const token = {
    colorPrimary: look.brand,
    colorInfo: look.brand,
    colorInfoBg: look.wash,
    colorLink: look.brand,
    // antd fades these in the dark below what can be read.
    colorLinkHover: look.brand,
    colorLinkActive: look.brand,
    colorError: look.danger,
    colorWarning: look.accent,
    colorSuccess: look.brand,
    colorSuccessText: look.brand,
    colorSuccessBg: look.wash,
    // antd mixes the soft fills of these two by itself and misses 4.5:1 (axe, on tags).
    colorErrorText: look.danger,
    colorErrorBg: look.ground,
    colorWarningText: look.accent,
    colorWarningBg: look.ground,
    colorText: look.ink,
    colorTextSecondary: look.ink2,
    colorTextTertiary: look.ink3,
    colorTextDescription: look.ink3,
    colorTextPlaceholder: look.ink3,
    colorBgLayout: look.ground,
    colorBgContainer: look.paper,
    colorBgElevated: look.paper,
    colorBorderSecondary: look.line,
    colorTextLightSolid: look.onBrand,
    borderRadius: 8,
    borderRadiusLG: 12,
    fontFamily: font,
    fontSize: 14,
    boxShadowTertiary: 'none',
    // Who asks the system for less movement gets none; by CSS alone a dialog would wait for the end of what never moves.
    motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    motionDurationMid: '0.15s',
    motionDurationSlow: '0.18s',
  }
  const algorithm = isDark ? theme.darkAlgorithm : theme.defaultAlgorithm
  return (
    <ConfigProvider
      locale={language === 'zh' ? zh : en}
      theme={{ algorithm, token, components: componentsOf(look) }}
      button={{ autoInsertSpace: false }}
    >
      <App>{children}</App>
    </ConfigProvider>
  )
}
