/** Words of the audit log for members who come in by a platform, and for what they are given to say. */
export const trailDesk = {
  zh: {
    'staff.entered': '从企业微信登录',
    'staff.bound': '绑定企业微信成员',
    'staff.unbound': '解绑企业微信成员',
    'script.created': '新建话术',
    'script.changed': '修改话术',
    'script.archived': '收起话术',
    'phones.given': '分配加好友号码',
    'phones.ended': '结束加好友任务',
    'phones.taken': '取号码加好友',
  },
  en: {
    'staff.entered': 'Logged in by WeCom',
    'staff.bound': 'Bound a member of WeCom',
    'staff.unbound': 'Unbound a member of WeCom',
    'script.created': 'Wrote a script',
    'script.changed': 'Changed a script',
    'script.archived': 'Put a script away',
    'phones.given': 'Gave members numbers to add',
    'phones.ended': 'Ended a list of numbers',
    'phones.taken': 'Took a number to add',
  },
}
