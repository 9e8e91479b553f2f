// Times the published packages and prints one JSON line of nanoseconds per turn.
//
// Each kind of work is warmed up, then timed in samples; the best and the median are given.
// `node bench.mjs --write` writes outcome.json; otherwise what came out must equal it.
import { readFileSync, writeFileSync } from "node:fs"
import { isDeepStrictEqual } from "node:util"
import { ofGrant, ofOperation } from "./outcome.mjs"
import { grants, grantsOfReadyAccounts, operations, operationsByAccount, operationsByClient } from "./work.mjs"

const OUTCOME = new URL("outcome.json", import.meta.url)
const SECONDS = Number(process.env.SECONDS ?? 8)

async function sample(turn, turns) {
  const from = process.hrtime.bigint()
  for (let i = 0; i < turns; i++) await turn()
  return Number(process.hrtime.bigint() - from) / turns
}

/** Warm-up for a quarter of the time, then samples of about a fortieth each. */
async function timed(turn) {
  let turns = 1
  const until = performance.now() + SECONDS * 250
  let each = await sample(turn, turns)
  while (performance.now() < until) each = await sample(turn, turns)
  turns = Math.max(1, Math.round((SECONDS * 25e6) / each))
  const samples = []
  const end = performance.now() + SECONDS * 1000
  while (performance.now() < end) samples.push(await sample(turn, turns))
  samples.sort((a, b) => a - b)
  return { best: Math.round(samples[0]), median: Math.round(samples[Math.floor(samples.length / 2)]) }
}

const outcome = { operation: await ofOperation(await operations()), grant: await ofGrant(await grants()) }
const others = [
  ["operation", ofOperation(await operationsByAccount())],
  ["operation", ofOperation(await operationsByClient())],
  ["grant", ofGrant(await grantsOfReadyAccounts())],
]
for (const [kind, other] of others)
  if (!isDeepStrictEqual(outcome[kind], await other)) throw new Error(`two ways to the same ${kind} differ`)
if (process.argv.includes("--write")) writeFileSync(OUTCOME, `${JSON.stringify(outcome, null, 1)}\n`)
else if (!isDeepStrictEqual(outcome, JSON.parse(readFileSync(OUTCOME)))) throw new Error("this is not the work of outcome.json")

const work = { operationsByClient, operationsByAccount, operations, grants, grantsOfReadyAccounts }
const times = {}
for (const [name, make] of Object.entries(work)) times[name] = await timed(await make())
console.log(JSON.stringify(times))
