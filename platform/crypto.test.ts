import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createVault, loadKey } from './crypto.ts'

const vault = createVault(Buffer.alloc(32, 1))
const other = createVault(Buffer.alloc(32, 2))
const text = fc.string({ unit: 'grapheme', maxLength: 200 })

describe('sealed values', () => {
  test('open to what they were, only in their place and only with their key', () => {
    fc.assert(
      fc.property(text, (value) => {
        const sealed = vault.seal(value, 'table.column')
        expect(vault.open(sealed, 'table.column')).toBe(value)
        expect(() => vault.open(sealed, 'table.other')).toThrow()
        expect(() => other.open(sealed, 'table.column')).toThrow()
      }),
    )
  })
  test('differ each time, so that equal values cannot be told', () => {
    expect(vault.seal('x', 'c').equals(vault.seal('x', 'c'))).toBe(false)
  })
  test('with any bit changed, or cut short, do not open', () => {
    const sealed = vault.seal('13800138000', 'c')
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const bent = Buffer.from(sealed)
        const at = bit >> 3
        bent[at] = (bent[at] ?? 0) ^ (1 << (bit & 7))
        expect(() => vault.open(bent, 'c')).toThrow()
      }),
    )
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => vault.open(sealed.subarray(0, length), 'c')).toThrow()
  })
})

test('hashes are equal for equal text, and differ by text and key', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(vault.hash(a).equals(vault.hash(b))).toBe(a === b)
      expect(vault.hash(a).equals(other.hash(a))).toBe(false)
      expect(vault.hash(a)).toHaveLength(16)
    }),
  )
  expect(vault.derive('session').equals(vault.derive('other'))).toBe(false)
  expect(vault.derive('session', 16)).toHaveLength(16)
})

describe('the key of an installation', () => {
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), 'siyu-key-'))
    onTestFinished(() => rmSync(path, { recursive: true }))
    return path
  }
  test('is made once, readable by its owner only', () => {
    const data = folder()
    const key = loadKey(data, undefined)
    expect(key).toHaveLength(32)
    expect(loadKey(data, undefined).equals(key)).toBe(true)
    expect(statSync(join(data, 'secret.key')).mode & 0o777).toBe(0o600)
    expect(loadKey(folder(), undefined).equals(key)).toBe(false)
  })
  test('may lie elsewhere; then it must be there and be a key', () => {
    const data = folder()
    const file = join(data, 'my.key')
    expect(() => loadKey(data, file)).toThrow(file)
    writeFileSync(file, Buffer.alloc(31).toString('base64'))
    expect(() => loadKey(data, file)).toThrow('32 bytes')
    writeFileSync(file, Buffer.alloc(32, 3).toString('base64'))
    expect(loadKey(data, file).equals(Buffer.alloc(32, 3))).toBe(true)
    expect(() => readFileSync(join(data, 'secret.key'))).toThrow()
  })
  test('of another length makes no vault', () => expect(() => createVault(Buffer.alloc(16))).toThrow('32 bytes'))
})
