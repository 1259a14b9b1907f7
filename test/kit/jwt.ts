import { createHmac, type KeyObject, sign } from 'node:crypto'

/** A token made by hand, so that it may be wrong in any way. */
export interface Forged {
  header?: Record<string, unknown>
  claims: Record<string, unknown>
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

export const nowSeconds = () => Math.floor(Date.now() / 1000)

/** Signed with HMAC: by default as HS256, with `hash` as its siblings. */
export function hmacToken(secret: string | Buffer, { header, claims }: Forged, hash = 'sha256'): string {
  const signed = `${part({ alg: 'HS256', ...header })}.${part(claims)}`
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`
}

/** Signed with a private key: RS256. */
export function rsaToken(key: KeyObject, { header, claims }: Forged): string {
  const signed = `${part({ alg: 'RS256', ...header })}.${part(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

export const unsignedToken = ({ header, claims }: Forged) => `${part({ alg: 'none', ...header })}.${part(claims)}.`
