import { BlockList, isIP } from 'node:net'

/**
 * Whether what a peer says of the client behind it is believed.
 *
 * @param proxies - addresses, networks, and `unix` for peers behind the agent's Unix socket
 * @returns for Fastify's `trustProxy`
 */
export function trustProxies(proxies: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList()
  for (const proxy of proxies) if (proxy !== 'unix') add(list, proxy)
  const trustsSocket = proxies.includes('unix')
  return address => {
    // A peer behind a Unix socket has none.
    if (address === undefined) return trustsSocket
    const family = isIP(address)
    return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6')
  }
}

function add(list: BlockList, proxy: string) {
  const [address = '', prefix] = proxy.split('/')
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6'
  if (prefix === undefined) list.addAddress(address, family)
  else list.addSubnet(address, Number(prefix), family)
}
