const surnames = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢',
]
const given = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建文辉力健琳晨宇欣怡佳雪梦婷思远子轩浩然雨桐若曦',
]

/** A Chinese name for two numbers in [0, 1). */
export function nameOf(a: number, b: number): string {
  const first = surnames[Math.floor(a * surnames.length)] ?? '王'
  const spread = Math.floor(b * given.length * given.length)
  const one = given[spread % given.length] ?? '明'
  const two = given[Math.floor(spread / given.length)] ?? ''
  return first + one + (b * 7 - Math.floor(b * 7) < 0.3 ? '' : two)
}

export const stores = [
  '中山路店',
  '人民广场店',
  '大学城店',
  '万象城店',
  '滨江店',
  '西湖店',
  '高新店',
  '解放路店',
  '湖滨店',
  '奥体店',
  '城北店',
  '新街口店',
]
