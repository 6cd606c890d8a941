import { dark, type Look, light } from './tokens.ts'

/** Our colours under the names that WeUI gives to its own, so that pages for the phone are written by WeUI's manners. */
const variablesOf = (look: Look): string =>
  Object.entries({
    'BG-0': look.ground,
    'BG-2': look.paper,
    'FG-0': look.ink,
    'FG-1': look.ink2,
    'FG-2': look.ink3,
    'FG-3': look.line,
    BRAND: look.brand,
    'BTN-FG': look.onBrand,
    'BRAND-BG': look.wash,
    ORANGE: look.accent,
    RED: look.danger,
  })
    .map(([name, value]) => `--weui-${name}:${value}`)
    .join(';')

/** The variables of both themes; `data-weui-theme` on the page overrules the phone's own. */
export const weuiVariables = (): string =>
  `:root{${variablesOf(light)}}` +
  `@media(prefers-color-scheme:dark){:root:not([data-weui-theme=light]){${variablesOf(dark)}}}` +
  `:root[data-weui-theme=dark]{${variablesOf(dark)}}`
