// Finds the browser of the tests: the system's, else Debian's packages when this is root.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const places = [
  // The same engine without a window: a sixth less work.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Path of a Chromium, installing it when allowed; null when there is none, and the browser tests are then skipped by name. */
export function ensureChromium() {
  const found = () => places.find((place) => existsSync(place)) ?? null
  if (found() || process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return found()
  console.log('Installing Chromium / 正在安装 Chromium …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) => spawnSync('apt-get', ['-qq', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env })
  apt('update')
  apt('install', '--no-install-recommends', 'chromium-headless-shell', 'fonts-noto-cjk')
  return found()
}
