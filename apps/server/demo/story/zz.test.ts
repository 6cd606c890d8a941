import { test } from 'vitest'
import { buyersOf, readStory, sumOf, within } from './fixture.ts'
import { storyOf } from './story.ts'
test('x', () => {
  for (let i = 0; i < 7; i += 1) {
    const it = readStory(storyOf({ seed: 'mingmou', today: `2026-06-${15 + i}`, people: 3000 }))
    const line = [[15, 49], [50, 84]].map(([from = 0, to = 0]) => {
      const inDays = within(it.story, from, to)
      const mine = it.people.filter(({ source }) => source.includes('07 '))
      const orders = it.counted.filter(({ at, person }) => inDays(at) && person?.source.includes('07 '))
      const entered = mine.filter(({ enteredAt }) => inDays(enteredAt)).length
      return { entered, buyers: buyersOf(orders).size, orders: orders.length, gmv: Math.round(sumOf(orders) / 100), basket: Math.round(sumOf(orders) / 100 / orders.length) }
    })
    const [a, b] = line as any
    console.log(15 + i, JSON.stringify(a), JSON.stringify(b), 'conv', Math.log(b.buyers / b.entered / (a.buyers / a.entered)).toFixed(2), 'basket', Math.log(b.basket / a.basket).toFixed(2))
  }
})
