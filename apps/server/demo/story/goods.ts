/** What 明眸 sells. Baskets in yuan (low, typical, high), days until it is bought again (median, σ). */
export interface Good {
  readonly key: string
  readonly sku: string
  readonly product: string
  readonly group: 'kit' | 'consumable' | 'adult' | 'child' | 'other'
  readonly price: readonly [low: number, typical: number, high: number]
  readonly again: { readonly days: number; readonly sigma: number; readonly share: number } | null
  /** Share of orders that go back, in whole or in part. */
  readonly refunded: number
}

const fitted = 0.02
const shopped = 0.04
const good = (
  key: string,
  group: Good['group'],
  product: string,
  price: Good['price'],
  again: Good['again'],
  refunded: number,
): Good => ({ key, group, product, price, again, refunded, sku: `MM-${key.toUpperCase()}` })

const often = (days: number, sigma: number, share: number) => ({ days, sigma, share })

export const goods = [
  good('kit', 'kit', '9.9 元新客护理包', [9.9, 9.9, 9.9], null, 0.01),
  good('daily', 'consumable', '日抛隐形眼镜 30 片', [120, 180, 320], often(45, 0.5, 0.85), shopped),
  good('monthly', 'consumable', '月抛隐形眼镜', [90, 150, 260], often(100, 0.4, 0.8), shopped),
  good('yearly', 'consumable', '半年抛隐形眼镜', [80, 150, 300], often(180, 0.3, 0.6), shopped),
  good('care', 'consumable', '护理液套装', [29, 55, 120], often(55, 0.5, 0.75), shopped),
  good('adult', 'adult', '成人镜框 + 镜片', [350, 680, 1500], often(540, 0.5, 0.5), fitted),
  good('child', 'child', '儿童普通眼镜', [300, 520, 900], often(300, 0.4, 0.5), fitted),
  good('control', 'child', '儿童离焦镜片', [2800, 3600, 5000], often(330, 0.3, 0.6), fitted),
  good('sun', 'other', '太阳镜', [180, 420, 1200], null, shopped),
  good('lens', 'other', '镜片月度订阅', [99, 129, 199], often(30, 0.05, 0.86), 0.01),
] as const satisfies readonly Good[]

export type GoodKey = (typeof goods)[number]['key']

export const goodOf = (key: string): Good => goods.find((one) => one.key === key) ?? goods[0]

/** Price in fen at a place in [0, 1) between low and high, ending in 9 yuan where it is worth more than 100. */
export function priceOf({ price: [low, typical, high] }: Good, place: number): number {
  const half = Math.abs(2 * place - 1)
  const yuan = place < 0.5 ? typical - (typical - low) * half : typical + (high - typical) * half ** 2
  return yuan < 100 ? Math.round(yuan * 10) * 10 : (Math.round(yuan / 10) * 10 - 1) * 100
}
