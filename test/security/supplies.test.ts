import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { onServer } from '../stack.ts'
import { attack } from './attacks.ts'
import { packagesOf, strangers } from './licences.ts'

const text = (file: string) => readFileSync(file, 'utf8')

/** What a secret looks like that somebody left behind: a URL's password, a key, a token, a service's own marks. */
const marks = [
  /postgres(?:ql)?:\/\/[\w.%-]+:[\w!#%^&*.+-]{8,}@/,
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_\w{36}|\bsk-(?!hunter2)[\w-]{20,}|\bxox[abp]-\w{10,}/,
]

/** Tests make up passwords of their own, for servers that are gone when they end. */
const assigned = /(?:password|secret|api_?key)["']?(?:\s*=\s*|:\s+)["'][\w!#%^&*.+/-]{16,}["']/i

const secretsIn = (file: string, body: string) =>
  [...marks, ...(file.startsWith('test/') ? [] : [assigned])].flatMap(mark => mark.exec(body)?.[0] ?? [])

attack(
  'A45',
  'passwords, keys and tokens in the files of the repository',
  'there are none: what looks like one is found, and settings are read from files that only their program reads',
  () => {
    const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean)
    expect(files.length).toBeGreaterThan(300)
    expect(files.flatMap(file => secretsIn(file, text(file)).map(secret => `${file}: ${secret}`))).toEqual([])
    const hidden = 'correct-horse-battery'
    for (const sample of [`postgresql://owner:${hidden}@db/voice_ninja`, `password: '${hidden}'`, `sk-${hidden}`])
      expect(secretsIn('ops/db.ts', sample), sample).toHaveLength(1)
    expect(text('.gitignore')).toMatch(/^\.env$/m)
  },
  { on: 'once' },
)

describe.skipIf(onServer)('packages', () => {
  const workspace = parse(text('pnpm-workspace.yaml'))

  test('are old enough, from the registry, no less vouched for than before, and run nothing that is not named', () => {
    expect(workspace).toMatchObject({ minimumReleaseAge: 4320, blockExoticSubdeps: true, trustPolicy: 'no-downgrade' })
    expect(Object.keys(workspace.allowBuilds).filter(name => workspace.allowBuilds[name])).toEqual(['node'])
    expect(workspace).not.toHaveProperty('dangerouslyAllowAllBuilds')
    for (const { resolution } of Object.values<{ resolution: { integrity?: string; type?: string } }>(
      parse(text('pnpm-lock.yaml')).packages,
    ))
      expect(resolution.integrity ?? resolution.type).toMatch(/^(sha512-|variations)/)
  })

  test('are those of the lockfile, in CI and in the image', () => {
    expect(text('Dockerfile')).toMatch(/npx --yes pnpm@\d+\.\d+\.\d+ install --frozen-lockfile --prod/)
    expect(text('.ci/run')).toContain('pnpm install --frozen-lockfile')
  })

  test('have licences that were allowed, the gateway its own', () => {
    const page = text('docs/licences.md')
    for (const id of packagesOf(parse(text('pnpm-lock.yaml')))) expect(page).toContain(`\n- ${id}\n`)
    expect(
      strangers(
        new Map([
          ['GPL-3.0-only', ['a@1']],
          ['MIT AND GPL-3.0-only', ['b@1']],
          ['none stated', ['c@1']],
        ]),
      ),
    ).toEqual(['a@1', 'b@1', 'c@1'])
    expect(
      strangers(
        new Map([
          ['(MIT OR GPL-2.0)', ['a@1']],
          ['Elastic-2.0', ['@apollo/gateway@2.0.0', 'd@1']],
        ]),
      ),
    ).toEqual(['d@1'])
    expect(text('README.md')).toMatch(/Elastic License 2\.0/)
  })
})
