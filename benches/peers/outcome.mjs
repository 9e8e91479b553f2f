// What both sides must come to: the first operation, and the grant's serialized accounts.
import { getUserOperationHash } from "viem/account-abstraction"
import { entryPoint07Address } from "viem/account-abstraction"
import { ACCOUNT } from "./work.mjs"

const lower = (value) => JSON.parse(JSON.stringify(value), (_, inner) => (typeof inner === "string" ? inner.toLowerCase() : inner))

/** The first operation of a maker. */
export async function ofOperation(make) {
  const operation = await make()
  const userOpHash = getUserOperationHash({ userOperation: operation, entryPointAddress: entryPoint07Address, entryPointVersion: "0.7", chainId: 31337 })
  return lower({ account: ACCOUNT, nonce: `0x${operation.nonce.toString(16).padStart(64, "0")}`, callData: operation.callData, userOpHash, signature: operation.signature })
}

/** A grant: the serialized accounts. */
export const ofGrant = (make) => make()
