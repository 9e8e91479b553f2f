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

const [whole, signature, grant] = ["operations/whole", "operations/signature", "grant"].map(ours)
row("what", "median", "ratio")
row("---", "---", "---")
row("operation, ours", `${rate(whole)} (${time(whole)})`, "1")
row("bare libsecp256k1 signature", `${rate(signature)} (${time(signature)})`, `${((signature / whole) * 100).toFixed(0)} % of it is left`)
for (const name of ["operationsByClient", "operationsByAccount", "operations"])
  row(name, `${rate(theirs[name].median)} (${time(theirs[name].median)}, best ${time(theirs[name].best)})`, `${(theirs[name].median / whole).toFixed(1)}, at their best ${(theirs[name].best / whole).toFixed(1)}`)
row("grant, ours", time(grant), "1")
for (const name of ["grants", "grantsOfReadyAccounts"])
  row(name, `${time(theirs[name].median)}, best ${time(theirs[name].best)}`, `${(theirs[name].median / grant).toFixed(0)}, at their best ${(theirs[name].best / grant).toFixed(0)}`)
