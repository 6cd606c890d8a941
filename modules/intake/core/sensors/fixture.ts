/** Records as the web SDK 1.27 and the mini program SDK 1.22 sent them, shortened. */
export const visitor = '1a202b97381cc8-0b3f2e6f7a1d2c-26001151-1296000-1a202b97382e0f'
export const sentAt = Date.parse('2026-06-01T00:00:00Z')

const web = {
  distinct_id: visitor,
  identities: { $identity_cookie_id: visitor, $identity_anonymous_id: visitor },
  anonymous_id: visitor,
  lib: { $lib: 'js', $lib_method: 'code', $lib_version: '1.27.11' },
  time: sentAt - 1200,
  _track_id: 381231200,
  _flush_time: sentAt,
}

export const pageview = {
  ...web,
  type: 'track',
  event: '$pageview',
  properties: {
    $timezone_offset: -480,
    $lib: 'js',
    $url: 'https://shop.example.cn/?utm_source=wx',
    $url_path: '/',
    $title: '首页',
    $latest_traffic_source_type: '直接流量',
    $is_first_day: true,
    $is_first_time: true,
  },
}

export const firstVisit = {
  ...web,
  type: 'profile_set_once',
  properties: { $first_visit_time: '2026-06-01 08:00:00.000', $first_referrer: '', $first_browser_language: 'zh-cn' },
}

export const signup = {
  ...web,
  type: 'track_signup',
  event: '$SignUp',
  distinct_id: 'member1',
  login_id: 'member1',
  original_id: visitor,
  identities: { ...web.identities, $identity_login_id: 'member1' },
  properties: { $lib: 'js' },
}

const miniId = '1795342007827-9981310-0f0ab6-27119876'
export const mini = {
  ...web,
  distinct_id: miniId,
  anonymous_id: miniId,
  lib: { $lib: 'MiniProgram', $lib_method: 'code', $lib_version: '1.22.7' },
  identities: { $identity_mp_id: miniId, $identity_anonymous_id: miniId },
}

export const miniBind = {
  ...mini,
  type: 'track_id_bind',
  event: '$BindID',
  identities: { ...mini.identities, $identity_mp_wx0123456789abcdef_openid: 'oABC', $identity_mp_unionid: 'uXYZ' },
  properties: { $app_id: 'wx0123456789abcdef' },
}

/** Only the id that is to go; no login, no anonymous id. */
export const unbind = {
  ...mini,
  type: 'track_id_unbind',
  event: '$UnbindID',
  anonymous_id: undefined,
  identities: { $identity_mobile: '13800138000' },
  properties: {},
}

export const itemSet = {
  type: 'item_set',
  item_type: 'lens',
  item_id: 'A-01',
  properties: { name: '日抛', price: 99 },
  lib: web.lib,
  time: sentAt,
  _flush_time: sentAt,
}
