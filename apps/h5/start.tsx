import { type ComponentChild, hydrate } from 'preact'
import { type Setting, SettingProvider } from '#h5/setting'
import '../../ui/h5/h5.css'

/** Takes over the page that the server has written, with what it knew. */
export function start<D>(page: (data: D, setting: Setting) => ComponentChild): void {
  const { setting, data } = JSON.parse(document.getElementById('data')?.textContent ?? '') as {
    setting: Setting
    data: D
  }
  const root = document.getElementById('page')
  if (root) hydrate(<SettingProvider value={setting}>{page(data, setting)}</SettingProvider>, root)
}
