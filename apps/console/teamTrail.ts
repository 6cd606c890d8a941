/** What the audit log calls the doings of members together: hand-overs, moments, messages to groups. */
export const teamTrail = {
  zh: {
    'post.planned': '创建朋友圈或群消息',
    'post.stopped': '停止朋友圈或群消息',
    'post.reminded': '提醒员工发表',
    'transfer.planned': '移交客户、群和员工码',
    'transfer.stopped': '停止移交',
  },
  en: {
    'post.planned': 'Planned moments or a message to groups',
    'post.stopped': 'Stopped moments or a message to groups',
    'post.reminded': 'Reminded members to publish',
    'transfer.planned': 'Planned a hand-over',
    'transfer.stopped': 'Stopped a hand-over',
  },
}
