import { BlockList, isIP } from 'node:net'

/** What IANA's special-purpose registries keep from the public network, and 6to4 relays, which lead anywhere. */
const special: Record<'ipv4' | 'ipv6', readonly string[]> = {
  ipv4: [
    ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
    ...['192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16'],
    ...['192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ],
  // Inside 2000::/3: Teredo, ORCHID, documentation, 6to4 (a wrapped IPv4), AS112.
  ipv6: ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'],
}

function listOf(family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [net = '', bits] = range.split('/')
    list.addSubnet(net, Number(bits), family)
  }
  return list
}

const closed4 = listOf('ipv4', special.ipv4)
const closed6 = listOf('ipv6', special.ipv6)
// All that is handed out lies here: loopback, mapped IPv4, NAT64, local and link-local addresses and multicast do not.
const global6 = listOf('ipv6', ['2000::/3'])

/** Whether an address, as text, belongs to the public network: not to this machine, its neighbours or its cloud's inside. */
export function isPublic(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !closed4.check(address, 'ipv4')
  return family === 6 && global6.check(address, 'ipv6') && !closed6.check(address, 'ipv6')
}
