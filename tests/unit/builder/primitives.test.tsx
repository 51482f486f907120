// @vitest-environment jsdom
// The primitives that carry words to people: a complaint is heard with its field, a notice is announced, progress claims no number it has not got.
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { Complaints, Field } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { ProgressBar } from '@/components/ui/progress-bar'

afterEach(cleanup)

const attribute = (element: HTMLElement, name: string) => element.getAttribute(name)

describe('Field', () => {
  it('names its control and describes it by hint and complaints', () => {
    render(
      <Field label="Seed" hint="May be empty." complaints={['Must be a number.', 'Too large.']}>
        {(control) => <input {...control} />}
      </Field>,
    )
    const input = screen.getByLabelText('Seed')
    expect(attribute(input, 'aria-invalid')).toBe('true')
    const described = (attribute(input, 'aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent)
    expect(described).toEqual(['May be empty.', 'Must be a number.Too large.'])
  })

  it('describes nothing and is not invalid when there is nothing to say', () => {
    render(<Field label="Name">{(control) => <input {...control} />}</Field>)
    const input = screen.getByLabelText('Name')
    expect([attribute(input, 'aria-invalid'), attribute(input, 'aria-describedby')]).toEqual([null, null])
  })
})

describe('Complaints', () => {
  it('shows each message once in a list', () => {
    render(<Complaints messages={['One.', 'Two.']} />)
    expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual(['One.', 'Two.'])
  })
})

describe('Notice', () => {
  it('shows words, cause and cure, and links that do not tell where they were followed from', () => {
    render(<Notice title="RUNPOD_API_KEY must be set" cause="No key." cure="Put it into .env." links={[{ label: 'RunPod', url: 'https://docs.runpod.io' }]} />)
    expect(screen.getByRole('note').textContent).toBe('RUNPOD_API_KEY must be setNo key.Put it into .env.RunPod')
    expect(attribute(screen.getByRole('link'), 'rel')).toContain('noreferrer')
  })

  it.each([['polite', 'status'], ['assertive', 'alert']] as const)('announces itself when %s', (live, role) => {
    render(<Notice title="It failed" live={live} />)
    expect(screen.getByRole(role).textContent).toBe('It failed')
  })
})

describe('ProgressBar', () => {
  it('claims no number when the fraction is not known', () => {
    render(<ProgressBar fraction={null} label="Running" />)
    expect(attribute(screen.getByRole('progressbar'), 'aria-valuenow')).toBeNull()
  })

  it('keeps a fraction within its bounds', () => {
    render(<ProgressBar fraction={1.7} label="Running" />)
    expect(attribute(screen.getByRole('progressbar'), 'aria-valuenow')).toBe('100')
  })
})
