/** The product's colours, light and dark, checked for WCAG AA by `tokens.test.ts`. `look` = one theme. */
export interface Look {
  ink: string
  ink2: string
  ink3: string
  paper: string
  ground: string
  line: string
  brand: string
  onBrand: string
  accent: string
  danger: string
  /** Soft fill behind a brand-coloured selection. */
  wash: string
  factors: Record<FactorName, string>
}

export type FactorName = 'traffic' | 'fission' | 'conversion' | 'basket' | 'lifetime'

export const factorNames: readonly FactorName[] = ['traffic', 'fission', 'conversion', 'basket', 'lifetime']

export const light: Look = {
  ink: '#14201C',
  ink2: '#55615C',
  ink3: '#66726D',
  paper: '#FFFFFF',
  ground: '#F6F7F5',
  line: '#E3E7E4',
  brand: '#0B7A5B',
  onBrand: '#FFFFFF',
  accent: '#A65E0E',
  danger: '#C03A2B',
  wash: '#E8F3EF',
  factors: { traffic: '#2F6FB3', fission: '#7A5AC2', conversion: '#0B7A5B', basket: '#A65E0E', lifetime: '#B0446B' },
}

export const dark: Look = {
  ink: '#E8EDEA',
  ink2: '#A9B4AF',
  ink3: '#98A49F',
  paper: '#18201D',
  ground: '#101614',
  line: '#2B3531',
  brand: '#3FBF94',
  onBrand: '#08130F',
  accent: '#E0A050',
  danger: '#F0897B',
  wash: '#1D3029',
  factors: { traffic: '#7FB2EA', fission: '#B39DED', conversion: '#3FBF94', basket: '#E0A050', lifetime: '#E58FB0' },
}
