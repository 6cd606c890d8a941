import type { Setting } from '#h5/setting'
import { type DeskCalls, deskCalls } from '../../modules/carriers/h5/api.tsx'
import { wecomBridge } from '../../modules/carriers/kinds/wecom/h5/bridge.ts'
import type { SideBarData } from '../server/h5/contract.ts'
import { SideBarPage } from './sideBarPage.tsx'
import { start } from './start.tsx'

/** One answer signs the page as the company and as the app. */
function opener(setting: Setting) {
  const known = new Map<string, ReturnType<DeskCalls['sign']>>()
  const sign = (url: string) => {
    const signed = known.get(url) ?? deskCalls(setting).sign({ url })
    known.set(url, signed)
    return signed
  }
  return async () => {
    const first = await sign(location.href.split('#')[0] ?? '')
    return wecomBridge(first, sign)
  }
}

start<SideBarData>((data, setting) => <SideBarPage data={data} open={opener(setting)} />)
