import { dayTexts } from './demo-texts-days.ts'
import { familyTexts } from './demo-texts-family.ts'
import { workTexts } from './demo-texts-work.ts'
import { worldTexts } from './demo-texts-worlds.ts'

/** One thing told: a mood from -1 to 1, whether it matters, and the text with its slots and choices. */
export interface Step {
  mood: number
  weighty: boolean
  /** Weeks after the step before, not days. */
  muchLater: boolean
  template: string
}

/** What somebody may tell: a single thing, or several on following days. */
export interface Story {
  topic: string
  /** Only people with this trait tell it. */
  trait: string | undefined
  /** May be told again with other details. */
  everyday: boolean
  steps: Step[]
  /** The slots that must have a value. */
  slots: string[]
}

const moods: Record<string, number> = { '--': -0.8, '-': -0.4, '=': 0, '+': 0.4, '++': 0.8 }
const entry = /^(>>? )?(--|-|=|\+\+|\+)([!*]*) (.+)$/
const slot = /\{(\w+)(?: (he|him|his))?\}/g

/** All stories, in the order in which the texts hold them. */
export function demoStories(): Story[] {
  const stories: Story[] = []
  let [topic, trait]: (string | undefined)[] = []
  for (const line of entriesOf([familyTexts, workTexts, dayTexts, worldTexts].join('\n'))) {
    if (line.startsWith('# ')) {
      ;[, topic, trait] = line.split(' ')
      continue
    }
    const [, follows, mood = '', flags = '', template = ''] = entry.exec(line) ?? []
    if (!template || !topic) throw new Error(`This demo text has no mood: ${line}`)
    const step = { mood: moods[mood] ?? 0, weighty: flags.includes('!'), muchLater: follows === '>> ', template }
    if (follows) stories.at(-1)?.steps.push(step)
    else stories.push({ topic, trait, everyday: flags.includes('*'), steps: [step], slots: [] })
  }
  return stories.map(story => ({ ...story, slots: slotsOf(story.steps.map(step => step.template).join(' ')) }))
}

/** Lines that begin with two spaces continue the one above. */
function entriesOf(text: string): string[] {
  return text
    .replace(/\n {2,}/g, ' ')
    .split('\n')
    .filter(line => line !== '')
}

export function slotsOf(template: string): string[] {
  return [...new Set([...template.matchAll(slot)].map(match => match[1] as string))]
}

export type Words = Record<string, string>

const pronouns: Record<string, Record<string, string>> = {
  she: { he: 'she', him: 'her', his: 'her' },
  he: { he: 'he', him: 'him', his: 'his' },
}

/** Slots whose word is a name: a key phrase wherever it stands. */
const named = new Set([
  ...['sibling', 'partner', 'child', 'friend', 'friend2', 'boss', 'colleague', 'pet', 'host', 'avatar'],
  ...['town', 'hometown', 'space', 'space2', 'place', 'place2', 'quest'],
])

const sentenceStart = /(^["_]*|[.!?]["”]? ["_]*)(\p{Ll})/gu

/** The text as the person says it, with its key phrases as they stand in it. */
export function tell(template: string, words: Words): { content: string; keyPhrases: string[] } {
  const filled = template.replace(slot, (_, name: string, form: string | undefined) =>
    form ? (pronouns[words[`${name} pronoun`] ?? 'she']?.[form] ?? '') : (words[name] ?? ''),
  )
  const text = filled.replace(sentenceStart, (_, before: string, letter: string) => before + letter.toUpperCase())
  const content = text.replaceAll('_', '')
  const marked = [...text.matchAll(/_([^_]+)_/g)].map(match => (match[1] as string).replace(/[.,!?]+$/, ''))
  const names = slotsOf(template).flatMap(name => (named.has(name) ? [words[name] ?? ''] : []))
  return { content, keyPhrases: [...new Set([...marked, ...names])].filter(phrase => content.includes(phrase)) }
}
