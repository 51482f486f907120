// @vitest-environment jsdom
// The person's menu: the letters that stand for a name on a narrow screen.
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { PersonMenu } from '@/components/shell/person-menu'
import { SignedIn } from '../result-ui/signed-in'

afterEach(cleanup)

test.each([['ada King lovelace', 'AL'], ['Plato', 'P'], ['𠮷田 花子', '𠮷花']])('%s is %s', (name, initials) => {
  render(<SignedIn name={name}><PersonMenu /></SignedIn>)
  expect(screen.getByText(initials)).toBeTruthy()
})
