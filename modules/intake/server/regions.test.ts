import { expect, test } from 'vitest'
import { rememberedRegions } from './regions.ts'

test('[T100] an address says country, province and city, and nothing where it is of one’s own network', () => {
  const regionOf = rememberedRegions()
  expect(regionOf('202.96.209.133')).toEqual({ country: '中国', province: '上海', city: '上海市' })
  expect(regionOf('::ffff:8.8.8.8')).toMatchObject({ country: '美国' })
  expect(regionOf('2408:8459:3a10::1')).toEqual({ country: '中国', province: '广东省', city: '深圳市' })
  expect(regionOf('240e:38e:1:2::3')).toEqual({ country: '中国', province: '上海', city: '上海市' })
  for (const ip of ['fe80::1', 'fd00::1', '2001:db8::1']) expect(regionOf(ip)).toBeNull()
  expect(regionOf('202.96.209.133')).toBe(regionOf('202.96.209.133'))
  for (const ip of ['127.0.0.1', '10.1.2.3', '192.168.1.9', '::1', 'nonsense', '']) expect(regionOf(ip)).toBeNull()
})
