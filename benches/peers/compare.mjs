// Prints what ours and the published packages take, and the ratios, as a table for ../README.md.
//
// Ours are criterion's estimates (medians, nanoseconds) in the folder given first; theirs come as
// bench.mjs prints them, in the file given second. Refuses to compare what was not measured.
import { readFileSync } from "node:fs"

const [criterion, theirsFile] = process.argv.slice(2)
const ours = (name) => JSON.parse(readFileSync(`${criterion}/${name}/new/estimates.json`)).median.point_estimate
const theirs = JSON.parse(readFileSync(theirsFile))

const rate = (nanoseconds) => `${Math.round(1e9 / nanoseconds).toLocaleString("en").replaceAll(",", " ")} a second`
const time = (nanoseconds) => (nanoseconds < 1e6 ? `${(nanoseconds / 1e3).toFixed(1)} µs` : `${(nanoseconds / 1e6).toFixed(2)} ms`)
const row = (...cells) => console.log(`| ${cells.join(" | ")} |`)

const spread = (name) => `${time(theirs[name].median)}, best ${time(theirs[name].best)}`
const ratio = (name, own) => `${(theirs[name].median / own).toFixed(own > 5e4 ? 0 : 1)}, at their best ${(theirs[name].best / own).toFixed(own > 5e4 ? 0 : 1)}`

row("what", "median", "ratio")
row("---", "---", "---")
for (const blinding of ["", "_blinding"]) {
  const [whole, signature] = [ours(`operations/whole${blinding}`), ours(`operations/signature${blinding}`)]
  row(`operation, ours${blinding}`, `${rate(whole)} (${time(whole)})`, "1")
  row(`libsecp256k1 signature${blinding}`, `${rate(signature)} (${time(signature)})`, `${((signature / whole) * 100).toFixed(0)} % of it is left`)
  for (const name of ["operationsByClient", "operationsByAccount", "operations"]) row(name, spread(name), ratio(name, whole))
}
for (const [name, own] of [["grants", ours("grant/whole")], ["grantsOfReadyAccounts", ours("grant/ready")]]) {
  row(`${name}, ours`, time(own), "1")
  row(name, spread(name), ratio(name, own))
}
