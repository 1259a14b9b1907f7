import type { IncomingMessage } from 'node:http'
import { isIP, isIPv6, SocketAddress } from 'node:net'

/**
 * Where a request comes from, as it is counted: an IPv4 address, or the /64 network of an IPv6 address, which one
 * subscriber holds whole.
 * @param trustedProxies how many proxies of one's own stand in front: so many of the last hops in `X-Forwarded-For` are
 * theirs to state, the first of them the caller's; what stands before is anybody's. With 0 the header says nothing.
 */
export function addressOf({ headers, socket }: IncomingMessage, trustedProxies: number): string {
  const hops = trustedProxies > 0 ? String(headers['x-forwarded-for'] ?? '').split(',') : []
  const stated = hops[hops.length - trustedProxies]?.trim() ?? ''
  return networkOf(plain(stated) ?? socket.remoteAddress ?? '')
}

/** An address without the port that some proxies write behind it; undefined for anything else. */
function plain(stated: string): string | undefined {
  return isIP(stated) ? stated : SocketAddress.parse(stated)?.address
}

function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped || !isIPv6(address)) return mapped ?? address
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]`)
  const [before = [], after = []] = hostname
    .slice(1, -1)
    .split('::')
    .map(part => part.split(':').filter(Boolean))
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`
}
