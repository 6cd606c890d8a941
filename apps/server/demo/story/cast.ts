import type { Random } from '#kit/random'
import type { Store } from './model.ts'

const storeNames = ['湖滨', '云台', '望江', '文苑', '柳巷', '南屏', '星河', '东门', '清波', '长桥', '凤起', '城西']
const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜']
// Words of optics: nobody is called so, and every name tells that it is made up.
const staffWords = ['清晰', '明澈', '远望', '凝光', '聚焦', '对焦', '澄明', '透亮', '棱镜', '广角', '微距', '焦距']
const givenWords = [
  ...['光圈', '虹膜', '折光', '焦点', '棱角', '明眸', '视界', '晶体', '瞳光', '星眼', '远景', '近景', '散光', '柔焦'],
  ...['清影', '光斑', '波长', '色温', '曝光', '景深', '取景', '镜面', '蓝膜', '树脂', '薄片', '渐变', '偏光', '护目'],
]
export const cities = ['杭州', '杭州', '杭州', '宁波', '绍兴', '湖州', '嘉兴'] as const

/** The twelve stores; 07 is a large one, 11 offers its code to everybody. */
export function makeStores(random: Random): Store[] {
  const names = random.shuffled(surnames).flatMap((surname, i) => {
    return [`${surname}${staffWords[i % staffWords.length]}`, `${surname}${staffWords[(i + 5) % staffWords.length]}`]
  })
  return storeNames.map((name, i) => ({
    no: i + 1,
    name: `${String(i + 1).padStart(2, '0')} ${name}店`,
    staff: names.slice(i * 3, i * 3 + 3),
    weight: i + 1 === 7 ? 1.5 : i + 1 === 11 ? 1.4 : 0.7 + 0.6 * random.next(),
  }))
}

/** A name that is plainly invented. */
export const personName = (random: Random): string => `${random.pick(surnames)}${random.pick(givenWords)}`

/** A number of the block 1990000xxxx, which no test of Siyu calls; the n-th person has the n-th. */
export const phoneOf = (no: number): string => `1990000${String(no).padStart(4, '0')}`

/** Parents who recommend 明眸; the first one brings the families of cause 8. */
export const kocs = ['林小满妈妈', '周周妈', '豆包爸', '跑跑妈', '小核桃妈妈', '阿毛爸'] as const
