import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildSchema, findBreakingChanges, findDangerousChanges } from 'graphql'

/** What a new API does to clients of the old one, one sentence for each change. */
export interface Changes {
  breaking: string[]
  dangerous: string[]
}

export function changesBetween(oldApi: string, newApi: string): Changes {
  const [before, after] = [buildSchema(oldApi), buildSchema(newApi)]
  return {
    breaking: findBreakingChanges(before, after).map(({ description }) => description),
    dangerous: findDangerousChanges(before, after).map(({ description }) => description),
  }
}

/** The descriptions in schema/allowed-breaks.txt: one a line; lines that begin with # say why. */
export function allowedBreaks(text: string): string[] {
  const lines = text.split('\n').map(line => line.trim())
  return lines.filter(line => line !== '' && !line.startsWith('#'))
}

/** Which changes are refused, and what else is worth a line. */
export function judge({ breaking, dangerous }: Changes, allowed: string[]): { refused: string[]; warnings: string[] } {
  const permitted = breaking.filter(change => allowed.includes(change))
  const idle = allowed.filter(change => !breaking.includes(change))
  return {
    refused: breaking.filter(change => !allowed.includes(change)),
    warnings: [
      ...permitted.map(change => `allowed to break clients: ${change}`),
      ...dangerous.map(change => `may surprise clients: ${change}`),
      ...idle.map(change => `schema/allowed-breaks.txt allows what no longer happens, remove the line: ${change}`),
    ],
  }
}

export type Committed = { api: string } | { absent: string }

/**
 * The API as the commit `ref` has it.
 * @returns the reason where there is nothing to compare with: no git, no repository, no commit, no such file in it
 * @throws Error when a repository is there but cannot be read, lest a break passes unseen
 */
export function committedApi(ref: string, directory: string = import.meta.dirname): Committed {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: directory, encoding: 'utf8', maxBuffer: 2 ** 26 })
  const commit = git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`)
  if (commit.error) return { absent: 'git is not installed' }
  if (commit.status === 1 && ref === 'HEAD') return { absent: 'there is no commit yet' }
  if (commit.status === 1) throw new Error(`There is no commit ${ref} to compare the API with.`)
  if (commit.status !== 0 && !insideRepository(directory)) return { absent: 'this is no git repository' }
  if (commit.status !== 0) throw new Error(`git cannot read this repository: ${commit.stderr.trim()}`)
  const entry = git('ls-tree', '--name-only', ref, './api.graphql')
  if (entry.stdout.trim() === '') return { absent: `${ref} has no schema/api.graphql` }
  const file = git('show', `${ref}:./api.graphql`)
  if (file.status !== 0) throw new Error(`git cannot show schema/api.graphql of ${ref}: ${file.stderr.trim()}`)
  return { api: file.stdout }
}

function insideRepository(directory: string): boolean {
  const parent = dirname(directory)
  return existsSync(join(directory, '.git')) || (parent !== directory && insideRepository(parent))
}
