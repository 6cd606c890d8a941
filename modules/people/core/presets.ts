import type { ImportPreset } from '#modules/intake'

// Column names from memory of the back offices' exports, several versions of each: an operator can change every mapping.
const preset = (
  name: string,
  zh: string,
  en: string,
  mapping: Readonly<Record<string, string>>,
  options: Readonly<Record<string, unknown>> = {},
): ImportPreset => ({ name, title: { zh, en }, mapping, options })

/** Members and customers of shops and tills. Who is only a marketplace's member is known, not in the private domain. */
export const memberPresets: readonly ImportPreset[] = [
  preset('members', '会员名单', 'Member list', {
    会员号: 'identity:member_id',
    手机号: 'identity:phone',
    姓名: 'trait:name',
    入会时间: 'enteredAt',
    邀请人会员号: 'inviter:member_id',
    导购: 'owner',
  }),
  preset('youzan-members', '有赞客户', 'Youzan customers', {
    有赞客户ID: 'identity:platform:youzan',
    客户手机号: 'identity:phone',
    手机号: 'identity:phone',
    姓名: 'trait:name',
    客户姓名: 'trait:name',
    性别: 'trait:gender',
    生日: 'trait:birthday',
    成为客户时间: 'enteredAt',
    成为会员时间: 'enteredAt',
    所属导购: 'owner',
    来源方式: 'source',
  }),
  preset('weimob-members', '微盟会员', 'Weimob members', {
    会员ID: 'identity:member_id',
    手机号: 'identity:phone',
    会员姓名: 'trait:name',
    性别: 'trait:gender',
    生日: 'trait:birthday',
    注册时间: 'enteredAt',
    推荐人手机号: 'inviter:phone',
    专属导购: 'owner',
    注册渠道: 'source',
  }),
  preset(
    'till-members',
    '门店会员',
    'Store till members',
    {
      会员卡号: 'identity:member_id',
      卡号: 'identity:member_id',
      会员手机号: 'identity:phone',
      手机号: 'identity:phone',
      会员姓名: 'trait:name',
      姓名: 'trait:name',
      性别: 'trait:gender',
      生日: 'trait:birthday',
      开卡时间: 'enteredAt',
      办卡日期: 'enteredAt',
      开卡门店: 'source',
      服务导购: 'owner',
      导购: 'owner',
    },
    { platform: '门店收银' },
  ),
  preset(
    'taobao-members',
    '淘宝 / 天猫会员',
    'Taobao / Tmall members',
    {
      会员名: 'identity:platform:taobao',
      买家会员名: 'identity:platform:taobao',
      手机号: 'identity:phone',
      入会时间: 'trait:淘宝入会时间',
      会员等级: 'trait:淘宝会员等级',
    },
    { platform: '淘宝店铺' },
  ),
  preset(
    'jd-members',
    '京东会员',
    'JD members',
    {
      用户PIN: 'identity:platform:jd',
      会员账号: 'identity:platform:jd',
      手机号: 'identity:phone',
      开卡时间: 'trait:京东入会时间',
      会员等级: 'trait:京东会员等级',
    },
    { platform: '京东店铺' },
  ),
  preset(
    'meituan-members',
    '美团 / 大众点评会员',
    'Meituan / Dianping members',
    {
      会员卡号: 'identity:platform:meituan',
      手机号: 'identity:phone',
      会员昵称: 'trait:nickname',
      入会时间: 'trait:美团入会时间',
      入会门店: 'source',
    },
    { platform: '美团点评' },
  ),
]

const fans = (name: string, zh: string, en: string, id: readonly string[]): ImportPreset =>
  preset(
    `${name}-followers`,
    zh,
    en,
    {
      ...Object.fromEntries(id.map((column) => [column, `identity:platform:${name}`])),
      ...{ 昵称: 'nickname', 用户昵称: 'nickname', 粉丝昵称: 'nickname', 用户名: 'nickname' },
      ...{ 关注时间: 'followedAt', 关注日期: 'followedAt', 收藏时间: 'followedAt', 手机号: 'identity:phone' },
    },
    { platform: zh.replace('粉丝', '') },
  )

/** Followers of accounts on public platforms. */
export const followerPresets: readonly ImportPreset[] = [
  fans('weibo', '微博粉丝', 'Weibo followers', ['UID', '用户UID', '微博ID']),
  fans('zhihu', '知乎粉丝', 'Zhihu followers', ['用户Token', '知乎ID', '用户ID']),
  fans('bilibili', 'B站粉丝', 'Bilibili followers', ['用户MID', 'MID', 'B站UID']),
  fans('xiaohongshu', '小红书粉丝', 'Xiaohongshu followers', ['小红书号', '用户ID']),
  fans('douyin', '抖音粉丝', 'Douyin followers', ['抖音号', '用户ID']),
  fans('kuaishou', '快手粉丝', 'Kuaishou followers', ['快手ID', '快手号']),
  fans('taobao', '淘宝店铺粉丝', 'Taobao shop followers', ['会员名', '淘宝昵称']),
  fans('jd', '京东店铺粉丝', 'JD shop followers', ['用户PIN', '京东账号']),
  fans('pdd', '拼多多店铺粉丝', 'Pinduoduo shop followers', ['用户ID', '买家ID']),
  fans('meituan', '美团点评粉丝', 'Meituan / Dianping fans', ['用户ID', '会员ID']),
  fans('babytree', '宝宝树粉丝', 'Babytree followers', ['宝宝树ID', '用户ID']),
]
